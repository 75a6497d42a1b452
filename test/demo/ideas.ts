// Ideas as the team sees them on GitHub: an issue with a label, and our one comment on it.

import type { GitHub } from '../github/simulator.ts';
import type { Issue } from '../github/state/model.ts';
import { fullName } from '../github/state/world.ts';
import { refOf } from './acme.ts';
import { type Colors, pad } from './narrator.ts';

export const IDEA = 'idea';
/** Where promoted ideas go on. */
export const DISCOVERY = 'discovery';

const has = ({ labels }: Issue, name: string): boolean => labels.some((label) => label.name === name);

const labelled = (github: GitHub, name: string): Issue[] =>
  [...github.world.repositories.values()].flatMap((repository) =>
    [...repository.issues.values()].filter((issue) => has(issue, name)),
  );

export const ideasOn = (github: GitHub): Issue[] => labelled(github, IDEA);

export const discoveriesOn = (github: GitHub): Issue[] => labelled(github, DISCOVERY);

export const refOfIssue = ({ repository, number }: Issue): string => refOf(fullName(repository), number);

/** Without its marker and what it always says; empty when there is none. */
export function commentOn({ comments }: Issue): string {
  const ours = [...comments.values()].find(({ byApp }) => byApp);
  return ours?.body.replace(/^<!--.*?-->\s*/, '').replace(/\s*---\n<sub>[\s\S]*$/, '') ?? '';
}

/** The heading of our comment, without its sign. */
export const saidOf = (issue: Issue): string =>
  /^### (?:\p{Emoji}\ufe0f? )?(.*)$/mu.exec(commentOn(issue))?.[1] ?? 'no answer yet';

/** What its score put there. */
export const labelOn = ({ labels }: Issue): string =>
  labels.find(({ name }) => name.startsWith('idea-'))?.name ?? 'no label';

const REF = 7;
const TITLE = 14;
const AUTHOR = 10;

/** Green may become a project or is one, yellow is on its way, and a dot rests. */
function signOf(issue: Issue, colors: Colors): string {
  const said = saidOf(issue);
  if (said === 'Archived') return '·';
  return /approved$|project/.test(said) ? colors.green('✓') : colors.yellow('…');
}

/** In the columns of the pull requests. */
export const toldIdea = (issue: Issue, colors: Colors): string =>
  [
    signOf(issue, colors),
    pad(colors.bold(refOfIssue(issue)), REF),
    pad(issue.title.replace('[Idea]: ', ''), TITLE),
    pad(colors.dim(issue.author.login), AUTHOR),
    `${saidOf(issue)} ${colors.dim(`· ${labelOn(issue)}`)}`,
  ].join(' ');
