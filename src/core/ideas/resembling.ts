// What of an idea is compared with others, and one that resembles it as our comment and the command line name it.

import type { RepositoryId } from '../ids.ts';
import { mayBeShown, type Whereabouts } from '../shown.ts';
import type { Visibility } from '../visibility.ts';
import type { Around, Resembling } from './comment.ts';
import type { IdeaKey } from './model.ts';
import type { Idea } from './record.ts';
import type { IdeaRules } from './rules.ts';
import type { IdeaText } from './similar.ts';

/** An idea that another one resembles. */
export interface NamedIdea extends IdeaKey {
  readonly owner: string;
  readonly repository: string;
  readonly title: string;
  /** Of its repository, and of the one where it would be named. */
  readonly visibility?: Visibility;
  readonly there?: Visibility;
  readonly status: Idea['status'];
  /** 0 to 1; 1: the same words. */
  readonly similarity: number;
}

/** Null of one that is gone: it is compared with none. */
export function textOf({ issue, reading, gone }: Idea): IdeaText | null {
  if (gone) return null;
  const problem = reading.fields.find(({ field }) => field === 'problem')?.reading;
  return { title: issue.title, problem: problem?.state === 'read' ? problem.value : '' };
}

/** Where the repository shows, by the address of one of its issues: GitHub Enterprise Server has another host. */
export const repositoryUrl = (issueUrl: string): string => issueUrl.replace(/\/(?:issues|pull)\/\d+$/, '');

function resembling(
  { owner, repository, issueNumber, ...one }: NamedIdea,
  { repositoryId, issue }: Idea,
): Resembling {
  const here = one.repositoryId === repositoryId;
  const home = repositoryUrl(issue.url);
  const root = home.replace(/\/[^/]+\/[^/]+$/, '');
  const url = here ? `${home}/issues/${issueNumber}` : `${root}/${owner}/${repository}/issues/${issueNumber}`;
  const reference = here ? `#${issueNumber}` : `${owner}/${repository}#${issueNumber}`;
  const { status, similarity } = one;
  const title = here || one.visibility === 'public' ? one.title : null;
  return { reference, url, title, status, similarity };
}

const at = (repositoryId: RepositoryId, visibility: Visibility | undefined): Whereabouts => ({
  repositoryId,
  ...(visibility === undefined ? {} : { visibility }),
});

/** Not even its number is told where more people read than itself. */
const isNamed = ({ repositoryId, visibility, there }: NamedIdea, idea: Idea): boolean =>
  mayBeShown(at(repositoryId, visibility), at(idea.repositoryId, there));

/** What our comment needs besides the idea; `similar`: those it resembles, most similar first. */
export const aroundOf = (idea: Idea, rules: IdeaRules, similar: readonly NamedIdea[]): Around => ({
  rules,
  resembling: similar.filter((one) => isNamed(one, idea)).map((one) => resembling(one, idea)),
  repositoryUrl: repositoryUrl(idea.issue.url),
});
