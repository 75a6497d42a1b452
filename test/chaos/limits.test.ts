// T-57 and T-71, short: GitHub asks for silence, and the database goes away, while a team works. The control of T-71, which
// acknowledges before it stores, takes half a minute: it runs with `npm run chaos`, and in short with F4.

import { describe, expect, test } from '@jest/globals';
import { silenceIsKept } from './t57.ts';
import { databaseCrashes } from './t71.ts';

const MINUTE = 60_000;
const SEED = 1;

describe('what we depend on fails', () => {
  test(
    'T-57 no call is made while GitHub asks for silence, and everything is right afterwards (reproduce: npm run chaos -- T-57 --short)',
    async () => {
      const outcome = await silenceIsKept({ cluster: null, seed: SEED, times: 1, seconds: 2 });
      expect(outcome.problems).toEqual([]);
    },
    3 * MINUTE,
  );

  test(
    'T-57 the control without a breaker calls on',
    async () => {
      const naive = await silenceIsKept({
        cluster: null,
        seed: SEED,
        times: 1,
        seconds: 2,
        variant: 'no-breaker',
      });
      expect(naive.figures.callsDuringSilence).toBeGreaterThan(0);
    },
    3 * MINUTE,
  );

  test(
    'T-71 PostgreSQL is killed while events flow: the process stays, says so, and ends right (reproduce: npm run chaos -- T-71 --short)',
    async () => {
      const outcome = await databaseCrashes({ seed: SEED, crashes: 1, stepsBetween: 6 });
      expect(outcome.problems).toEqual([]);
    },
    4 * MINUTE,
  );
});
