// The stage stays up: a small prompt for whoever wants to try for themselves. Reads a pipe as well as a terminal.

import { createInterface, type Interface } from 'node:readline';
import type { Issue } from '../github/state/model.ts';
import { until } from '../support/until.ts';
import { LIMITS } from './acme.ts';
import { gatedRowsOf, isOver, type Row, rowsOf, told } from './board.ts';
import { ideasOn, labelOn, refOfIssue, saidOf, toldIdea } from './ideas.ts';
import type { Colors, Narrator } from './narrator.ts';
import type { Player } from './player.ts';
import type { Stage } from './stage.ts';
import { helpLines, VERBS } from './verbs.ts';

const WATCH_SECONDS = 60;

const essence = (row: Row): string =>
  JSON.stringify([isOver(row), row.check?.status, row.check?.conclusion, row.check?.output.title]);

/** A line that may change. */
interface Shown {
  readonly key: string;
  readonly essence: string;
  told(colors: Colors): string;
}

const shownRow = (row: Row): Shown => ({
  key: `${row.repository}#${row.number} ${row.check?.name}`,
  essence: essence(row),
  told: (colors) => told(row, colors),
});

const shownIdea = (issue: Issue): Shown => ({
  key: refOfIssue(issue),
  essence: JSON.stringify([saidOf(issue), labelOn(issue)]),
  told: (colors) => toldIdea(issue, colors),
});

const everythingShown = ({ github }: Stage): Shown[] => [
  ...[...rowsOf(github), ...gatedRowsOf(github)].map(shownRow),
  ...ideasOn(github).map(shownIdea),
];

/** Tells what changes on GitHub as it changes, until everything is at rest. */
async function watch({ stage, narrator }: Player, before: ReadonlyMap<string, string>): Promise<void> {
  const seen = new Map(before);
  const started = performance.now();
  const look = (): void => {
    for (const { key, essence: now, told: line } of everythingShown(stage)) {
      if (seen.get(key) === now) continue;
      seen.set(key, now);
      narrator.row(line(narrator.colors), performance.now() - started);
    }
  };
  await until(
    'everything is at rest',
    async () => {
      const idle = await stage.idle();
      look();
      return idle;
    },
    WATCH_SECONDS,
  );
}

async function perform(player: Player, line: string): Promise<void> {
  const { stage, narrator } = player;
  const [word = '', ...rest] = line.trim().split(/\s+/);
  const verb = VERBS.find(({ name }) => name === word.toLowerCase());
  if (!verb) return narrator.fail(`"${word}" is not a verb here; try help`);
  const before = new Map(everythingShown(stage).map((one) => [one.key, one.essence]));
  try {
    const afterwards = await verb.run(player, rest);
    if (!verb.changes) return;
    stage.github.misbehave.webhooks({ lose: 0 }); // a `drop` holds for one verb
    await watch(player, before);
    afterwards?.();
  } catch (error) {
    // What breaks because the parts are being stopped is nobody's concern.
    if (!player.left) narrator.fail((error as Error).message);
  }
}

function openPrompt(narrator: Narrator): Interface {
  const terminal = process.stdin.isTTY && process.stdout.isTTY;
  const names = VERBS.map(({ name }) => name);
  return createInterface({
    input: process.stdin,
    ...(terminal ? { output: process.stdout } : {}),
    prompt: `${narrator.colors.cyan('clos')}> `,
    completer: (start: string) => [names.filter((name) => name.startsWith(start)), start],
  });
}

async function follow(prompt: Interface, player: Player): Promise<void> {
  let open = true;
  prompt.once('close', () => {
    open = false;
  });
  prompt.prompt();
  // A pipe is closed long before its last line was performed.
  for await (const line of prompt) {
    if (line.trim() !== '') await perform(player, line);
    if (open) prompt.prompt();
  }
}

function introduce({ github }: Stage, narrator: Narrator): void {
  narrator.chapter('Your turn');
  narrator.note(`GitHub's API  ${github.url}`);
  narrator.note(`CLOS          ${new URL('/metrics', github.webhookUrl ?? github.url)} and /readyz`);
  narrator.line();
  for (const line of helpLines(narrator.colors)) narrator.line(`  ${line}`);
  narrator.line();
}

/** Until `quit`, Ctrl-C, Ctrl-D or the end of the input. */
export async function play(stage: Stage, narrator: Narrator): Promise<void> {
  introduce(stage, narrator);
  const prompt = openPrompt(narrator);
  const { promise: leaving, resolve: leave } = Promise.withResolvers<void>();
  const quit = (): void => {
    player.left = true;
    leave();
  };
  const player: Player = { stage, narrator, limits: LIMITS, highest: LIMITS, left: false, quit };
  prompt.once('SIGINT', quit);
  await Promise.race([leaving, follow(prompt, player)]);
  prompt.close();
  narrator.line();
}
