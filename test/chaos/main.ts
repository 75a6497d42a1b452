// `npm run chaos -- [F1|F2|F3|F4|F5|T-57|…|all] [--seed N] [--seeds N] [--short] [--minutes N] [--json]`: runs the claims
// against real processes and prints what came of it. Ends with 1 when a claim did not hold, or a control did not fail.

import { parseArgs } from 'node:util';
import type { Claim, Run } from './claim.ts';
import { CLAIMS } from './claims.ts';
import type { Outcome } from './outcome.ts';
import { type Row, report } from './report.ts';
import { removeClusters, startOwnCluster } from './stage.ts';

/** What a run takes by default, at most, on two cores. */
const MINUTES = 18;

interface Wanted {
  readonly claims: readonly Claim[];
  readonly seed: number;
  readonly seeds: number | null;
  readonly short: boolean;
  readonly minutes: number;
  readonly json: boolean;
}

function whole(text: string | undefined, name: string, fallback: number | null): number | null {
  if (text === undefined) return fallback;
  if (/^\d+$/.test(text)) return Number(text);
  throw new Error(`--${name} takes a whole number`);
}

function read(given: readonly string[]): Wanted {
  const { values, positionals } = parseArgs({
    args: [...given],
    allowPositionals: true,
    options: {
      seed: { type: 'string' },
      seeds: { type: 'string' },
      minutes: { type: 'string' },
      short: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const ids = positionals.filter((id) => id !== 'all');
  const unknown = ids.filter((id) => !CLAIMS.some((claim) => claim.id === id));
  if (unknown.length > 0)
    throw new Error(
      `no claim ${unknown.join(', ')}; there are ${CLAIMS.map(({ id }) => id).join(', ')} and all`,
    );
  return {
    claims: CLAIMS.filter(({ id }) => ids.length === 0 || ids.includes(id)),
    seed: whole(values.seed, 'seed', 1) ?? 1,
    seeds: whole(values.seeds, 'seeds', null),
    minutes: whole(values.minutes, 'minutes', MINUTES) ?? MINUTES,
    short: values.short,
    json: values.json,
  };
}

/** The command that repeats this row alone. */
function commandOf({ id }: Claim, { seed, seeds, short }: Wanted): string {
  const options = [
    `--seed ${seed}`,
    ...(seeds === null ? [] : [`--seeds ${seeds}`]),
    ...(short ? ['--short'] : []),
  ];
  return `npm run chaos -- ${id} ${options.join(' ')}`;
}

async function judged<T>(work: Promise<T>, broken: (why: string) => T): Promise<T> {
  return work.catch((error: unknown) => broken(error instanceof Error ? error.message : String(error)));
}

async function prove(claim: Claim, run: Run, wanted: Wanted): Promise<Row> {
  const started = performance.now();
  run.note(claim.says);
  const aborted = (why: string): Outcome => ({ size: 'aborted', problems: [why], figures: {} });
  const outcome = await judged(claim.test(run), aborted);
  // A control that cannot be run proves nothing either, so it counts as one that passed.
  const control = await judged(claim.control(run), (why) => {
    run.note(`the control could not be run: ${why}`);
    return [];
  });
  const seconds = (performance.now() - started) / 1000;
  return {
    id: claim.id,
    says: claim.says,
    outcome,
    control,
    seed: run.seed,
    command: commandOf(claim, wanted),
    seconds,
  };
}

async function main(): Promise<number> {
  const wanted = read(process.argv.slice(2));
  const shares = wanted.claims.reduce((sum, { share }) => sum + share, 0);
  const cluster = await startOwnCluster();
  const rows: Row[] = [];
  try {
    for (const claim of wanted.claims) {
      const until = performance.now() + (wanted.minutes * 60_000 * claim.share) / shares;
      const note = (text: string): void => void process.stderr.write(`${claim.id}: ${text}\n`);
      rows.push(await prove(claim, { cluster, ...wanted, until, note }, wanted));
    }
  } finally {
    await removeClusters();
  }
  process.stdout.write(wanted.json ? `${JSON.stringify(rows, null, 2)}\n` : report(rows));
  return rows.every(({ outcome, control }) => outcome.problems.length === 0 && control.length > 0) ? 0 : 1;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void removeClusters().finally(() => process.exit(130)));

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
