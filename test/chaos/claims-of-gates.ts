// F12 as a claim: its sizes, and its controls.

import { both, type Run, total } from './claim.ts';
import { neverGreenUnseen } from './f12.ts';
import type { GateVariant } from './gate-spine.ts';
import { type Outcome, range } from './outcome.ts';

/** Stories told at once, by one process. */
const BATCH = 40;
const SHORT = { seeds: 40, moves: 8 };
const LONG = { seeds: 500, moves: 16 };
/** Enough for a control to fail. */
const FEW = 16;

export async function testF12(run: Run): Promise<Outcome> {
  const { cluster, seed, short, note } = run;
  const { moves, seeds } = short ? SHORT : LONG;
  const wanted = run.seeds ?? seeds;
  const outcomes: Outcome[] = [];
  let told = 0;
  while (told < wanted && (told === 0 || performance.now() < run.until)) {
    const batch = range(seed + told, Math.min(BATCH, wanted - told));
    outcomes.push(await neverGreenUnseen({ cluster, seeds: batch, moves }));
    told += batch.length;
    note(`${told} of ${wanted} interleavings`);
  }
  return total(outcomes, `${told} of ${wanted} interleavings of ${moves} moves`);
}

export async function controlF12({ cluster, seed, note }: Run): Promise<readonly string[]> {
  note(
    'controls: writing what was overtaken, to whatever is the head by then, and a verdict of one base for another',
  );
  // Since every look compares itself with what GitHub shows, little is left that only the last comparison stops.
  const seeds = range(seed, 6 * FEW);
  const failing = async (variant: GateVariant, some: readonly number[]) =>
    (await neverGreenUnseen({ cluster, seeds: some, variant })).problems;
  return both(
    both(await failing('not-overtaken', seeds), await failing('by-number', seeds)),
    await failing('base-not-compared', seeds.slice(0, FEW)),
  );
}
