// F13, short: clocks may lie. With the process's own clock instead of the database's, with expiry that nobody announced, or without
// the row lock, these fail.

import { describe, expect, test } from '@jest/globals';
import { expiryRaces, jumpingDatabase, shiftedProcesses } from './f13.ts';

const MINUTES = 60_000;
const SEED = 1;

describe('F13 clocks may lie', () => {
  const shifted = { cluster: null, seed: SEED, acquires: 60 };
  /** Far more than it takes: by then a machine is too busy, and what was reached is what is checked. */
  const late = () => performance.now() + MINUTES;

  test(
    'T-64 processes whose clocks are ten minutes off write the true times, and give no slot twice (reproduce: npm run chaos -- F13 --seed 1 --short)',
    async () => {
      const outcome = await shiftedProcesses({ ...shifted, until: late() });
      expect(outcome.problems).toEqual([]);
      expect(outcome.figures.grants).toBeGreaterThan(20);
    },
    2 * MINUTES,
  );

  test(
    'T-64 the control that takes the time from its process does not',
    async () => {
      const naive = await shiftedProcesses({ ...shifted, until: late(), naive: 'app-clock' });
      expect(naive.problems.join('\n')).toMatch(/carry a time that was not/);
    },
    2 * MINUTES,
  );

  test(
    'T-65 a database clock that jumps by an hour expires what a true one does, announced and a tenth at once',
    async () => {
      const outcome = await jumpingDatabase({ cluster: null, seed: SEED });
      expect(outcome.problems).toEqual([]);
      expect(outcome.figures.expired).toBeGreaterThan(0);
    },
    2 * MINUTES,
  );

  test(
    'T-65 the control without an announcement expires what it never announced',
    async () => {
      const naive = await jumpingDatabase({ cluster: null, seed: SEED, naive: 'unannounced' });
      expect(naive.problems.join('\n')).toMatch(/hours after it was announced/);
    },
    2 * MINUTES,
  );

  test(
    'T-66 activity at the moment of expiry: one of them wins, and the log says which',
    async () => {
      const outcome = await expiryRaces({ cluster: null, seed: SEED, races: 60 });
      expect(outcome.problems).toEqual([]);
    },
    2 * MINUTES,
  );

  test(
    'T-66 the control without the row lock logs both',
    async () => {
      const naive = await expiryRaces({ cluster: null, seed: SEED, races: 60, naive: 'count-then-insert' });
      expect(naive.problems.length).toBeGreaterThan(0);
    },
    2 * MINUTES,
  );
});
