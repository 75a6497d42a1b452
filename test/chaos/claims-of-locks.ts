// F1 and F13 as claims: their sizes, and the controls that must fail.

import { both, type Run, total } from './claim.ts';
import { neverMoreThanSlots } from './f1.ts';
import { expiryRaces, jumpingDatabase, shiftedProcesses } from './f13.ts';
import type { Outcome } from './outcome.ts';

/** With the number of slots given grows how often processes are killed and stopped, and how often the database crashes. */
export function testF1({ cluster, seed, seeds, short, until, note }: Run): Promise<Outcome> {
  const acquires = seeds ?? (short ? 1_000 : 10_000);
  const often = (each: number, least: number): number => Math.max(least, Math.round(acquires / each));
  const stops = { times: often(2_000, 2), ms: acquires < 100_000 ? 500 : 5_000 };
  const trouble = { kills: often(500, 3), stops, crashes: often(5_000, 1) };
  return neverMoreThanSlots({ cluster, seed, acquires, until, note, ...trouble });
}

export async function controlF1({ cluster, seed, note }: Run): Promise<readonly string[]> {
  note('controls: count-then-insert, and REPEATABLE READ');
  const few = { cluster, seed, acquires: 200, oneGuard: true, until: performance.now() + 30_000 };
  const unlocked = await neverMoreThanSlots({ ...few, naive: 'count-then-insert' });
  const stale = await neverMoreThanSlots({ ...few, naive: 'repeatable-read' });
  const over = (which: Outcome, name: string): string[] =>
    which.figures.overAdmissions ? [`${name} ${which.figures.overAdmissions} times over`] : [];
  return both(over(unlocked, 'count-then-insert'), over(stale, 'REPEATABLE READ'));
}

export async function testF13({ cluster, seed, seeds, short, until, note }: Run): Promise<Outcome> {
  note('processes whose clocks are ten minutes off');
  const shifted = await shiftedProcesses({ cluster, seed, acquires: short ? 200 : 2_000, until });
  note('a database clock that jumps by an hour');
  const jumping = await jumpingDatabase({ cluster, seed });
  note('activity at the moment of expiry');
  const races = await expiryRaces({ cluster, seed, races: seeds ?? (short ? 200 : 10_000) });
  const { grants = 0, overAdmissions = 0 } = shifted.figures;
  const size = [shifted, jumping, races].map((one) => one.size).join('; then ');
  return {
    ...total([jumping, races], size),
    problems: [shifted, jumping, races].flatMap((one) => one.problems),
    figures: { grants, overAdmissions, ...races.figures },
  };
}

export async function controlF13({ cluster, seed }: Run): Promise<readonly string[]> {
  const until = performance.now() + 30_000;
  const app = await shiftedProcesses({ cluster, seed, acquires: 100, until, naive: 'app-clock' });
  const unannounced = await jumpingDatabase({ cluster, seed, naive: 'unannounced' });
  const logged = await expiryRaces({ cluster, seed, races: 200, naive: 'count-then-insert' });
  const first = [app, unannounced, logged].map(({ problems }) => problems[0]);
  return first.every((text) => text !== undefined) ? [first.join('; and ')] : [];
}
