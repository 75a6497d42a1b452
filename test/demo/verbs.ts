// The verbs of the prompt, in one table: help, completion and behaviour all follow from it.

import { at, commitLimits, LIMITS, type Limits, type PodSlug, repositoryCalled, SHOP } from './acme.ts';
import { board, CHECK, rowOf } from './board.ts';
import { letPass } from './chapters/week.ts';
import { showInvariants } from './finale.ts';
import { verify } from './invariants.ts';
import { recently } from './log.ts';
import { type Colors, type Narrator, pad } from './narrator.ts';
import type { Stage } from './stage.ts';

export interface Player {
  readonly stage: Stage;
  readonly narrator: Narrator;
  limits: Limits;
  /** The highest that were ever in force: lowering one evicts nobody. */
  highest: Limits;
  left: boolean;
  quit(): void;
}

interface Verb {
  readonly name: string;
  readonly usage: string;
  readonly about: string;
  /** Afterwards everybody watches what becomes of it. */
  readonly changes: boolean;
  run(player: Player, words: readonly string[]): unknown;
}

type Deed = (github: Stage['github'], repository: string, number: number) => unknown;

/** Something done to one pull request, as GitHub's pages offer it. */
const deed = (name: string, about: string, run: Deed): Verb => ({
  name,
  usage: `${name} pay#2`,
  about,
  changes: true,
  run: ({ stage }, [ref = '']) => run(stage.github, ...at(ref)),
});

function openOne({ stage }: Player, words: readonly string[]): void {
  const repository = repositoryCalled(words[0] ?? '');
  const title = (repository ? words.slice(1) : words).join(' ');
  stage.github.openPull(repository ?? SHOP, { author: 'you', ...(title === '' ? {} : { title }) });
}

const isPod = (word: string): word is PodSlug => Object.hasOwn(LIMITS, word);

function limitTo(player: Player, words: readonly string[]): void {
  const [pod = '', word = ''] = words.length > 1 ? words : ['payments', ...words];
  const limit = Number(word);
  if (!isPod(pod)) throw new Error(`which pod? ${Object.keys(LIMITS).join(' or ')}`);
  if (!Number.isInteger(limit) || limit < 0 || word === '') throw new Error('which number? for instance 3');
  player.limits = { ...player.limits, [pod]: limit };
  player.highest = { ...player.highest, [pod]: Math.max(player.highest[pod], limit) };
  commitLimits(player.stage.github, player.limits);
}

function queueUp({ stage }: Player, words: readonly string[]): void {
  const refs = words.map(at);
  const [repository = SHOP] = refs.map(([name]) => name);
  if (refs.length === 0 || refs.some(([name]) => name !== repository))
    throw new Error('which ones, of one repository? for instance 3 5');
  const numbers = refs.map(([, number]) => number);
  stage.github.enqueue(repository, numbers);
}

/** Until its check announces that the slot expires, and the second time until it does. */
async function idle({ stage }: Player, [ref = '']: readonly string[]): Promise<void> {
  const announced = rowOf(stage.github, ...at(ref)).check?.output.title?.includes('expires');
  await letPass(stage, ref, announced ? '1 day' : '6 days 1 hour');
  await stage.startSweep();
}

function showCheck({ stage, narrator }: Player, [ref = '']: readonly string[]): void {
  const { check } = rowOf(stage.github, ...at(ref));
  if (!check) throw new Error('it shows no check');
  const { title, summary, text } = check.output;
  const { bold } = narrator.colors;
  const outcome = check.conclusion ?? check.status;
  const lines = [bold(`${CHECK}: ${title}`), outcome, '', ...`${summary}\n\n${text}`.split('\n')];
  for (const line of lines) narrator.line(`  ${line}`);
}

async function killAndRestart({ stage, narrator }: Player): Promise<void> {
  await stage.app().kill();
  narrator.fail(`kill -9 ${stage.app().pid}`);
  const address = await narrator.during('starting again', stage.startApp());
  narrator.done(`CLOS again, process ${stage.app().pid}, at ${address}`);
}

function dropNext({ stage, narrator }: Player): void {
  stage.github.misbehave.webhooks({ lose: 1 });
  narrator.note('the webhooks of whatever you do next get lost; sweep heals it');
}

async function sweepNow({ stage, narrator }: Player): Promise<void> {
  narrator.note(`it reports: ${await narrator.during('sweeping', stage.sweep())}`);
}

async function verifyAll({ stage, narrator, highest }: Player): Promise<void> {
  showInvariants(await verify(stage, highest), narrator);
}

const show =
  (lines: (player: Player) => readonly string[]): Verb['run'] =>
  (player) => {
    for (const line of lines(player)) player.narrator.line(`  ${line}`);
  };

export const VERBS: readonly Verb[] = [
  {
    name: 'open',
    usage: 'open [repo] [title]',
    about: 'open a pull request in shop, pay or web',
    changes: true,
    run: openOne,
  },
  deed('merge', 'merge it, if GitHub lets you', (github, ...one) => github.mergePull(...one)),
  deed('close', 'close it', (github, ...one) => github.closePull(...one)),
  deed('reopen', 'reopen it', (github, ...one) => github.reopenPull(...one)),
  deed('draft', 'convert it to draft', (github, ...one) => github.convertToDraft(...one)),
  deed('ready', 'mark it ready for review', (github, ...one) => github.readyForReview(...one)),
  deed('push', 'push a commit to it', (github, ...one) => github.push(...one)),
  deed('rerun', 'press Re-run on its check', (github, ...one) => github.rerequestCheck(...one, CHECK)),
  {
    name: 'limit',
    usage: 'limit web 3',
    about: 'commit another limit to .clos/org.yml',
    changes: true,
    run: limitTo,
  },
  {
    name: 'queue',
    usage: 'queue 3 5',
    about: 'ask for a merge group of them',
    changes: true,
    run: queueUp,
  },
  {
    name: 'idle',
    usage: 'idle pay#2',
    about: 'six days pass without activity on it; again: another day',
    changes: true,
    run: idle,
  },
  {
    name: 'board',
    usage: 'board',
    about: 'all pull requests and their checks',
    changes: false,
    run: show(({ stage, narrator }) => board(stage.github, narrator.colors)),
  },
  {
    name: 'check',
    usage: 'check shop#3',
    about: 'what its check says, in full',
    changes: false,
    run: showCheck,
  },
  {
    name: 'drop',
    usage: 'drop',
    about: 'lose the webhooks of what you do next',
    changes: false,
    run: dropNext,
  },
  { name: 'sweep', usage: 'sweep', about: 'compare with GitHub now, and mend', changes: true, run: sweepNow },
  {
    name: 'kill',
    usage: 'kill',
    about: 'kill -9 the worker and start another',
    changes: true,
    run: killAndRestart,
  },
  { name: 'verify', usage: 'verify', about: 'check the invariants again', changes: false, run: verifyAll },
  {
    name: 'log',
    usage: 'log',
    about: 'what CLOS logged lately',
    changes: false,
    run: show(({ stage }) => recently(stage.app().log)),
  },
  {
    name: 'help',
    usage: 'help',
    about: 'this list',
    changes: false,
    run: show(({ narrator }) => helpLines(narrator.colors)),
  },
  { name: 'quit', usage: 'quit', about: 'stop everything', changes: false, run: (player) => player.quit() },
];

export const helpLines = (colors: Colors): string[] =>
  VERBS.map(({ usage, about }) => `${colors.cyan(pad(usage, 19))} ${about}`);
