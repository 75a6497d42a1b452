// What people do at the prompt, as GitHub's pages offer it.

import { ideaBody } from '../support/idea.ts';
import { until } from '../support/until.ts';
import {
  at,
  CHECK,
  commitLimits,
  LIMITS,
  MAINTAINER,
  type PodSlug,
  type Repository,
  repositoryCalled,
  SHOP,
  WEB,
} from './acme.ts';
import { rowOf, symbolOf } from './board.ts';
import { letPass } from './chapters/week.ts';
import { IDEA } from './ideas.ts';
import { tested } from './lab.ts';
import type { Afterwards, Player, Verb } from './player.ts';
import type { Stage } from './stage.ts';
import { answerOn, markOf, quoteAnswer } from './talk.ts';

type Deed = (github: Stage['github'], repository: Repository, number: number) => unknown;

/** Something done to one pull request. */
const deed = (name: string, about: string, run: Deed): Verb => ({
  name,
  usage: `${name} pay#3`,
  about,
  changes: true,
  run: ({ stage }, [ref = '']) => {
    run(stage.github, ...at(ref));
    return undefined;
  },
});

function openOne({ stage }: Player, words: readonly string[]): undefined {
  const repository = repositoryCalled(words[0] ?? '');
  const title = (repository ? words.slice(1) : words).join(' ');
  stage.github.openPull(repository ?? SHOP, { author: 'you', ...(title === '' ? {} : { title }) });
}

function submit({ stage }: Player, words: readonly string[]): undefined {
  const title = words.join(' ') || 'Gift wrap';
  stage.github.openIssue(WEB, {
    author: 'you',
    title: `[Idea]: ${title}`,
    body: ideaBody({ problem: `We have nothing like it: ${title}.`, pod: 'web' }),
    labels: [IDEA],
  });
}

const isPod = (word: string): word is PodSlug => Object.hasOwn(LIMITS, word);

function limitTo(player: Player, words: readonly string[]): undefined {
  const [pod = '', word = ''] = words.length > 1 ? words : ['payments', ...words];
  const limit = Number(word);
  if (!isPod(pod)) throw new Error(`which pod? ${Object.keys(LIMITS).join(' or ')}`);
  if (!Number.isInteger(limit) || limit < 0 || word === '') throw new Error('which number? for instance 3');
  player.limits = { ...player.limits, [pod]: limit };
  player.highest = { ...player.highest, [pod]: Math.max(player.highest[pod], limit) };
  commitLimits(player.stage.github, player.limits);
}

/** GitHub lands a group whose checks are green, and throws out another. */
async function queueUp(
  { stage: { github }, narrator }: Player,
  words: readonly string[],
): Promise<undefined> {
  const refs = words.map(at);
  const [repository = SHOP] = refs.map(([name]) => name);
  if (refs.length === 0 || refs.some(([name]) => name !== repository))
    throw new Error('which ones, of one repository? for instance 9 10');
  const group = github.enqueue(
    repository,
    refs.map(([, number]) => number),
  );
  const answer = () => github.checkRuns(repository, group.headSha).find(({ name }) => name === CHECK);
  await until('the merge queue has its answer', () => answer()?.status === 'completed');
  const check = answer() ?? null;
  narrator.row(`${symbolOf(check, narrator.colors)} merge group: ${check?.output.title}`);
  if (check?.conclusion === 'success') github.landGroup(group);
  else github.dequeue(group, 'invalidated');
}

/** Until its check announces that the slot expires, and the second time until it does. */
async function idle({ stage }: Player, [ref = '']: readonly string[]): Promise<undefined> {
  const announced = rowOf(stage.github, ...at(ref)).check?.output.title?.includes('expires');
  await letPass(stage, ref, announced ? '1 day' : '6 days 1 hour');
  await stage.startSweep();
}

/** What the gate of the lab's prototype asks for. */
function tests({ stage }: Player, [ref = '', word = '']: readonly string[]): undefined {
  const people = Number(word);
  if (!Number.isInteger(people) || word === '') throw new Error('how many? for instance tests lab#2 3');
  stage.github.push(...at(ref), { files: tested(people) });
}

function say(player: Player, [author = '', ref = '', ...words]: readonly string[]): Afterwards {
  const { stage, narrator } = player;
  if (words.length === 0)
    throw new Error('who says what, and where? for instance say mia pay#3 /clos status');
  const before = answerOn(stage.github, ref);
  const comment = stage.github.comment(...at(ref), { author, body: words.join(' ') });
  return () => {
    narrator.row(`${markOf(comment) ?? '·'} ${author} on ${ref}`);
    const answer = answerOn(stage.github, ref);
    if (answer !== null && answer !== before) quoteAnswer(answer, narrator);
  };
}

/** As a comment of the maintainer. */
const order = (name: string, usage: string, about: string): Verb => ({
  name,
  usage,
  about,
  changes: true,
  run: (player, [ref = '', ...words]) => say(player, [MAINTAINER, ref, '/clos', name, ...words]),
});

const changing = (usage: string, about: string, run: Verb['run']): Verb => ({
  name: usage.split(' ')[0] ?? usage,
  usage,
  about,
  changes: true,
  run,
});

export const DOINGS: readonly Verb[] = [
  changing('open [repo] [title]', 'open a pull request in shop, pay, web or lab', openOne),
  changing('idea [title]', 'open an idea in web, as its form does', submit),
  deed('merge', 'merge it, if GitHub lets you', (github, ...one) => github.mergePull(...one)),
  deed('close', 'close it', (github, ...one) => github.closePull(...one)),
  deed('reopen', 'reopen it', (github, ...one) => github.reopenPull(...one)),
  deed('draft', 'convert it to draft', (github, ...one) => github.convertToDraft(...one)),
  deed('ready', 'mark it ready for review', (github, ...one) => github.readyForReview(...one)),
  deed('push', 'push a commit to it', (github, ...one) => github.push(...one)),
  changing('tests lab#2 3', 'push evidence that so many people have tried it', tests),
  deed('rerun', 'press Re-run on its check', (github, ...one) => github.rerequestCheck(...one, CHECK)),
  changing('say ada pay#3 …', 'comment as somebody, for instance /clos help; mia maintains', say),
  order('release', 'release pay#3', 'mia comments: /clos release'),
  order('expedite', 'expedite pay#1 why', 'mia comments: /clos expedite why'),
  order('freeze', 'freeze pay#3 why', 'mia comments: /clos freeze why; or freeze pay#3 until 2h why'),
  order('unfreeze', 'unfreeze pay#3', 'mia comments: /clos unfreeze'),
  order('promote', 'promote web#7', 'mia comments: /clos promote'),
  changing('queue 9 10', 'have the merge queue land them together', queueUp),
  changing('limit web 3', 'commit another limit to .clos/org.yml', limitTo),
  changing('idle pay#3', 'six days without activity on it; again: another day', idle),
];
