// `npm run demo`: shows CLOS working with nothing installed, then hands over the prompt. Loopback and temporary folders only.
// However it ends (done, failed, Ctrl-C, SIGTERM, a closed pipe), nothing is left running or on disk.

import { constants } from 'node:os';
import { parseArgs } from 'node:util';
import { LIMITS } from './acme.ts';
import { Curtain } from './curtain.ts';
import { finale } from './finale.ts';
import { type Invariant, verify } from './invariants.ts';
import { recently } from './log.ts';
import { createNarrator, type Narrator } from './narrator.ts';
import { play } from './play.ts';
import { reportOf } from './report.ts';
import { openStage, type Stage } from './stage.ts';
import { tellStory } from './story.ts';

interface Options {
  readonly once: boolean;
  readonly json: boolean;
}

const USAGE = `Usage: npm run demo [-- --once | --json]

Shows CLOS at work on a simulated GitHub: its own PostgreSQL, the real process, and an
organisation of three pods over four repositories.
Then a prompt lets you try for yourself.

  --once   end after the story: 0 when every invariant held, 1 when not
  --json   as --once, with one JSON object on stdout and the story on stderr
           (npm adds lines of its own; npm run --silent does not)
  --help   this text

NO_COLOR=1 turns colours off.
`;

function readOptions(argv: readonly string[]): Options | { readonly code: number; readonly problem: string } {
  const flag = { type: 'boolean', default: false } as const;
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: { once: flag, json: flag, help: { ...flag, short: 'h' } },
    });
    return values.help ? { code: 0, problem: '' } : { once: values.once, json: values.json };
  } catch (error) {
    return { code: 2, problem: `${(error as Error).message}\n\n` };
  }
}

/** Resolves with an exit code when somebody wants it to end. */
function interruption(): Promise<number> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => resolve(128 + constants.signals[signal]));
    process.on('uncaughtException', (error) => {
      process.stderr.write(`${error.stack}\n`);
      resolve(1);
    });
    // Whoever read our output has gone, as in `npm run demo | head`.
    for (const stream of [process.stdout, process.stderr])
      stream.on('error', () => resolve(128 + constants.signals.SIGPIPE));
  });
}

const write = (text: string): Promise<void> =>
  new Promise((resolve) => process.stdout.write(text, () => resolve()));

function tellFailure(error: unknown, stage: Stage | null, narrator: Narrator): void {
  narrator.line();
  narrator.fail(`the demo failed: ${(error as Error).message}`);
  if (stage === null) return;
  narrator.note('what CLOS logged last:');
  for (const line of recently(stage.app().log)) narrator.note(line);
}

async function perform(stage: Stage, { once, json }: Options, narrator: Narrator): Promise<number> {
  await tellStory(stage, narrator);
  const invariants: Invariant[] = await verify(stage, LIMITS);
  finale(stage, narrator, invariants);
  if (json) await write(`${JSON.stringify(reportOf(stage, invariants))}\n`);
  else if (!once) await play(stage, narrator);
  return invariants.every(({ held }) => held) ? 0 : 1;
}

async function show(options: Options, narrator: Narrator, curtain: Curtain): Promise<number> {
  let stage: Stage | null = null;
  try {
    narrator.line(
      narrator.colors.bold(
        'CLOS: limits and gates that hold, ideas that are kept, shown on a simulated GitHub',
      ),
    );
    narrator.chapter('The parts start');
    stage = await openStage(curtain, narrator);
    return await perform(stage, options, narrator);
  } catch (error) {
    if (!curtain.fallen) tellFailure(error, stage, narrator);
    return 1;
  }
}

async function main(argv: readonly string[]): Promise<number> {
  const options = readOptions(argv);
  if ('code' in options) {
    const stream = options.code === 0 ? process.stdout : process.stderr;
    stream.write(`${options.problem}${USAGE}`);
    return options.code;
  }
  const narrator = createNarrator(options.json ? process.stderr : process.stdout, process.env);
  const curtain = new Curtain();
  const code = await Promise.race([show(options, narrator, curtain), interruption()]);
  await curtain.fall();
  return code;
}

process.exit(await main(process.argv.slice(2)));
