// The verbs of the prompt, in one table: help, completion and behaviour all follow from it.

import { at, CHECK, GATE } from './acme.ts';
import { board, checkOn } from './board.ts';
import { DOINGS } from './doings.ts';
import { showInvariants } from './finale.ts';
import { verify } from './invariants.ts';
import { recently } from './log.ts';
import { type Colors, pad } from './narrator.ts';
import type { Player, Verb } from './player.ts';

function showCheck({ stage, narrator }: Player, [ref = '']: readonly string[]): undefined {
  const checks = [CHECK, GATE].flatMap((name) => checkOn(stage.github, ...at(ref), name) ?? []);
  if (checks.length === 0) throw new Error('it shows no check');
  for (const { name, status, conclusion, output } of checks) {
    const { title, summary, text } = output;
    const heading = narrator.colors.bold(`${name}: ${title}`);
    const lines = [heading, conclusion ?? status, '', ...`${summary}\n\n${text}`.split('\n'), ''];
    for (const line of lines) narrator.line(`  ${line}`);
  }
}

async function killAndRestart({ stage, narrator }: Player): Promise<undefined> {
  await stage.app().kill();
  narrator.fail(`kill -9 ${stage.app().pid}`);
  const address = await narrator.during('starting again', stage.startApp());
  narrator.done(`CLOS again, process ${stage.app().pid}, at ${address}`);
}

function dropNext({ stage, narrator }: Player): undefined {
  stage.github.misbehave.webhooks({ lose: 1 });
  narrator.note('the webhooks of whatever you do next get lost; sweep heals it');
}

async function sweepNow({ stage, narrator }: Player): Promise<undefined> {
  narrator.note(`it reports: ${await narrator.during('sweeping', stage.sweep())}`);
}

async function verifyAll({ stage, narrator, highest }: Player): Promise<undefined> {
  showInvariants(await verify(stage, highest), narrator);
}

const show =
  (lines: (player: Player) => readonly string[]): Verb['run'] =>
  (player) => {
    for (const line of lines(player)) player.narrator.line(`  ${line}`);
    return undefined;
  };

const quit: Verb['run'] = (player) => {
  player.quit();
  return undefined;
};

const verb = (usage: string, about: string, changes: boolean, run: Verb['run']): Verb => ({
  name: usage.split(' ')[0] ?? usage,
  usage,
  about,
  changes,
  run,
});

const everything = show(({ stage, narrator }) => board(stage.github, narrator.colors));
const logLines = show(({ stage }) => recently(stage.app().log));
const help = show(({ narrator }) => helpLines(narrator.colors));

export const VERBS: readonly Verb[] = [
  ...DOINGS,
  verb('board', 'all pull requests and their checks', false, everything),
  verb('check pay#3', 'what its checks say, in full', false, showCheck),
  verb('drop', 'lose the webhooks of what you do next', false, dropNext),
  verb('sweep', 'compare with GitHub now, and mend', true, sweepNow),
  verb('kill', 'kill -9 the worker and start another', true, killAndRestart),
  verb('verify', 'check the invariants again', false, verifyAll),
  verb('log', 'what CLOS logged lately', false, logLines),
  verb('help', 'this list', false, help),
  verb('quit', 'stop everything', false, quit),
];

export const helpLines = (colors: Colors): string[] =>
  VERBS.map(({ usage, about }) => `${colors.cyan(pad(usage, 20))} ${about}`);
