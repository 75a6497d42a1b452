// F12, short: whatever people do between two steps of the app, no commit is green that was not judged as GitHub showed it.

import { describe, expect, test } from '@jest/globals';
import { neverGreenUnseen } from './f12.ts';
import { range } from './outcome.ts';

const MINUTES = 60_000;
const SEED = 1;
const SEEDS = 12;
/** Of the control, until one of them shows it. */
const ROUNDS = 10;
const MOVES = 8;

describe('F12 never green on unseen code', () => {
  test(
    `T-24 T-63 T-74 T-131 every green check was judged as GitHub showed it, and after two sweeps all are right (reproduce: npm run chaos -- F12 --seed ${SEED} --seeds ${SEEDS} --short)`,
    async () => {
      const outcome = await neverGreenUnseen({ cluster: null, seeds: range(SEED, SEEDS), moves: MOVES });
      expect(outcome.problems).toEqual([]);
      expect(outcome.figures.green).toBeGreaterThan(SEEDS / 2);
      expect(outcome.figures.carried).toBeGreaterThan(0);
    },
    2 * MINUTES,
  );

  test(
    'T-131 A1 the control that does not compare the base branch is seen',
    async () => {
      const seeds = range(SEED, 8);
      const { problems } = await neverGreenUnseen({
        cluster: null,
        seeds,
        moves: 2,
        variant: 'base-not-compared',
      });
      expect(problems.join('\n')).toMatch(
        /might not be green since retarget .* was merged and counted as green/,
      );
    },
    2 * MINUTES,
  );

  test(
    'T-24 the control that reports to whatever is the head by then is seen',
    async () => {
      const problems: string[] = [];
      for (let round = 0; round < ROUNDS && problems.length === 0; round += 1) {
        const seeds = range(SEED + 8 * round, 8);
        problems.push(...(await neverGreenUnseen({ cluster: null, seeds, variant: 'by-number' })).problems);
      }
      expect(problems.join('\n')).toMatch(/was turned green/);
    },
    2 * MINUTES,
  );
});
