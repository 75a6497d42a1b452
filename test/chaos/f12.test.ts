// F12, short: whatever people do between two steps of the app, no commit is green that was not judged as GitHub showed it.

import { describe, expect, test } from '@jest/globals';
import { neverGreenUnseen } from './f12.ts';
import { range } from './outcome.ts';

const MINUTES = 60_000;
const SEED = 1;
const SEEDS = Number(process.env.F12_SEEDS ?? 40);

describe('F12 never green on unseen code', () => {
  test(
    `T-24 T-63 T-74 every green check was judged as GitHub showed it, and after one sweep all are right (reproduce: npm run chaos -- F12 --seed ${SEED} --seeds ${SEEDS})`,
    async () => {
      const outcome = await neverGreenUnseen({ cluster: null, seeds: range(SEED, SEEDS) });
      console.log(outcome.figures);
      expect(outcome.problems).toEqual([]);
    },
    2 * MINUTES,
  );
});
