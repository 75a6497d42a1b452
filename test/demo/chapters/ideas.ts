// An idea and its ledger: read from a form, scored, named when somebody had it before, and made a project by who may.

import { issueNumbered } from '../../github/state/world.ts';
import { ideaBody, optionOf } from '../../support/idea.ts';
import { MAINTAINER, OUTSIDER, WEB } from '../acme.ts';
import { commentOn, discoveriesOn, IDEA, labelOn, refOfIssue, saidOf, toldIdea } from '../ideas.ts';
import { pad } from '../narrator.ts';
import type { Chapter, Scene } from '../scene.ts';
import { orders } from './orders.ts';

const SURVEY = '- Half of all returns name the size\n- https://example.com/survey';

const HALF_TOLD = {
  problem: 'Customers order three sizes, since they cannot know which one fits.',
  solution: 'Ask three questions, and suggest a size.',
  impact: 'Everybody will love it',
  effort: optionOf('Weeks'),
  evidence: '',
  pod: 'web',
};

const SAME_AGAIN = {
  ...HALF_TOLD,
  problem: 'Customers cannot know which size fits, and send back what does not.',
  solution: 'A table of sizes.',
  impact: optionOf('High'),
};

const issue = ({ stage: { github } }: Scene, number: number) => issueNumbered(github.world, WEB, number);

/** Waits until the heading of our comment says so, the comment says more, and the label follows; and shows it. */
const shows = (scene: Scene, number: number, said: RegExp, label: string, more = /^/) =>
  scene.sees(
    `what web#${number} is worth`,
    () => {
      const one = issue(scene, number);
      return said.test(saidOf(one)) && more.test(commentOn(one)) && labelOn(one) === label ? one : null;
    },
    (one) => toldIdea(one, scene.narrator.colors),
  );

function onlyOne(scene: Scene, number: number): void {
  const ours = [...issue(scene, number).comments.values()].filter(({ byApp }) => byApp).length;
  if (ours !== 1) throw new Error(`web#${number} has ${ours} comments of ours`);
  scene.narrator.note('it is still that one comment, edited, and the label followed');
}

/** Those lines of our comment on it. */
function quoteLines(scene: Scene, number: number, words: RegExp): void {
  for (const line of commentOn(issue(scene, number)).split('\n'))
    if (words.test(line)) scene.narrator.quote(line);
}

export const anIdeaComesIn: Chapter = async (scene) => {
  const { stage, narrator, act } = scene;
  const { github } = stage;
  narrator.chapter('An idea comes in, half told');
  narrator.note('acme/web has the issue form that clos init writes; its label makes an issue an idea');
  act('zoe fills in the form for ideas in web, and says "Everybody will love it" of the impact', () =>
    github.openIssue(WEB, {
      author: 'zoe',
      title: '[Idea]: Size advice',
      body: ideaBody(HALF_TOLD),
      labels: [IDEA],
    }),
  );
  await shows(scene, 4, /^Not complete yet/, 'idea-needs-work');
  quoteLines(scene, 4, /^\d of \d required fields could|^\| `?Expected Impact/);
  narrator.note('it is PENDING: what cannot be read is named in one comment, and counts as nothing');
  act('zoe edits it: one of the choices, "High", and two pieces of evidence', () =>
    github.editIssue(WEB, 4, {
      body: ideaBody({ ...HALF_TOLD, impact: optionOf('High'), evidence: SURVEY }),
    }),
  );
  await shows(scene, 4, /to be reviewed$/, 'idea-review');
  quoteLines(scene, 4, /^\*\*ICE|^\| (?:Part|Impact|Confidence|Ease)/);
  onlyOne(scene, 4);
  act('yan has had the same idea', () =>
    github.openIssue(WEB, {
      author: 'yan',
      title: '[Idea]: Advice on size',
      body: ideaBody(SAME_AGAIN),
      labels: [IDEA],
    }),
  );
  await shows(scene, 5, /needs work$/, 'idea-needs-work');
  quoteLines(scene, 5, /^\*\*Perhaps|^\| \[#4\]/);
  await orders(scene, 'yan', 'web#5', '/clos archive it is web#4', /Archived/);
  await shows(scene, 5, /^Archived$/, 'no label');
};

interface Line {
  readonly actor: string;
  readonly action: string;
  readonly status: string;
  readonly score: number;
}

const LEDGER = `SELECT actor, action, after->>'status' AS status, (after->>'score')::float AS score
  FROM idea_entries JOIN repositories USING (installation_id, repository_id)
  WHERE owner || '/' || name = $1 AND issue_number = $2 ORDER BY entry_id`;

async function quoteLedger({ stage, narrator }: Scene, number: number): Promise<void> {
  await narrator.during('everything comes to rest', stage.settle());
  narrator.note('its ledger, to which lines are only ever added:');
  const lines = await stage.query<Line>(LEDGER, [WEB, number]);
  for (const { actor, action, status, score } of lines)
    narrator.quote(`${action.padEnd(10)} by ${actor.padEnd(4)} ${status.padEnd(10)} ${score} of 10`);
}

/** The issue it goes on in, and a link on either side. */
async function quoteDiscovery(scene: Scene): Promise<void> {
  const { narrator, sees, stage } = scene;
  const { green, bold, dim } = narrator.colors;
  const discovery = await sees(
    'its Discovery issue',
    () => discoveriesOn(stage.github)[0] ?? null,
    (one) => {
      const labels = one.labels.map(({ name }) => name).join(', ');
      return `${green('✓')} ${pad(bold(refOfIssue(one)), 7)} ${one.title} ${dim(`· ${labels}`)}`;
    },
  );
  narrator.quote(discovery.body?.split('\n')[1] ?? '');
  await shows(scene, 4, /^A project by now$/, 'idea-approved', /It goes on in/);
  quoteLines(scene, 4, /It goes on in/);
}

export const anIdeaBecomesAProject: Chapter = async (scene) => {
  scene.narrator.chapter('An idea becomes a project');
  await orders(scene, OUTSIDER, 'web#4', '/clos promote', null);
  await shows(scene, 4, /to be reviewed$/, 'idea-review');
  await orders(scene, MAINTAINER, 'web#4', '/clos score effort 1 week', /score went from/);
  await shows(scene, 4, /approved$/, 'idea-approved');
  await orders(scene, MAINTAINER, 'web#4', '/clos promote', /made it the project/);
  await quoteDiscovery(scene);
  await quoteLedger(scene, 4);
};
