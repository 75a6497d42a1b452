// The verbs of the prompt, in one table: help, completion and behaviour all follow from it.

import { board, CHECK, rowOf } from './board.ts';
import { showInvariants } from './finale.ts';
import { verify } from './invariants.ts';
import { recently } from './log.ts';
import { type Colors, type Narrator, pad } from './narrator.ts';
import { REPOSITORY, type Stage } from './stage.ts';
import { configWith } from './story.ts';

export interface Player {
  readonly stage: Stage;
  readonly narrator: Narrator;
  /** The highest that was ever in force: lowering it evicts nobody. */
  highestLimit: number;
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

function numberIn([word = '']: readonly string[]): number {
  const number = Number(word.replace('#', ''));
  if (!Number.isInteger(number) || number < 0 || word === '') throw new Error('which number? for instance 3');
  return number;
}

type Deed = (github: Stage['github'], number: number) => unknown;

/** Something done to one pull request, as GitHub's pages offer it. */
const deed = (name: string, about: string, run: Deed): Verb => ({
  name,
  usage: `${name} 3`,
  about,
  changes: true,
  run: ({ stage }, words) => run(stage.github, numberIn(words)),
});

function openOne({ stage }: Player, words: readonly string[]): void {
  const title = words.join(' ');
  stage.github.openPull(REPOSITORY, { author: 'you', ...(title === '' ? {} : { title }) });
}

function limitTo(player: Player, words: readonly string[]): void {
  const limit = numberIn(words);
  player.highestLimit = Math.max(player.highestLimit, limit);
  player.stage.github.commitFile(REPOSITORY, { path: '.clos/config.yml', content: configWith(limit) });
}

function showCheck({ stage, narrator }: Player, words: readonly string[]): void {
  const { check } = rowOf(stage.github, REPOSITORY, numberIn(words));
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

async function verifyAll({ stage, narrator, highestLimit }: Player): Promise<void> {
  showInvariants(await verify(stage, highestLimit), narrator);
}

const show =
  (lines: (player: Player) => readonly string[]): Verb['run'] =>
  (player) => {
    for (const line of lines(player)) player.narrator.line(`  ${line}`);
  };

export const VERBS: readonly Verb[] = [
  { name: 'open', usage: 'open [title]', about: 'open a pull request', changes: true, run: openOne },
  deed('merge', 'merge it, if GitHub lets you', (github, n) => github.mergePull(REPOSITORY, n)),
  deed('close', 'close it', (github, n) => github.closePull(REPOSITORY, n)),
  deed('reopen', 'reopen it', (github, n) => github.reopenPull(REPOSITORY, n)),
  deed('draft', 'convert it to draft', (github, n) => github.convertToDraft(REPOSITORY, n)),
  deed('ready', 'mark it ready for review', (github, n) => github.readyForReview(REPOSITORY, n)),
  deed('push', 'push a commit to it', (github, n) => github.push(REPOSITORY, n)),
  deed('rerun', 'press Re-run on its check', (github, n) => github.rerequestCheck(REPOSITORY, n, CHECK)),
  {
    name: 'limit',
    usage: 'limit 2',
    about: 'commit another limit to .clos/config.yml',
    changes: true,
    run: limitTo,
  },
  {
    name: 'board',
    usage: 'board',
    about: 'all pull requests and their checks',
    changes: false,
    run: show(({ stage, narrator }) => board(stage.github, narrator.colors)),
  },
  { name: 'check', usage: 'check 3', about: 'what its check says, in full', changes: false, run: showCheck },
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
  VERBS.map(({ usage, about }) => `${colors.cyan(pad(usage, 13))} ${about}`);
