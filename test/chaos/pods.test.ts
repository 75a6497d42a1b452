// Several pods at once, and a process that sleeps while it holds one.

import { describe, expect, test } from '@jest/globals';
import { neverMoreThanSlots } from './f1.ts';

const MINUTE = 60_000;
const SEED = 1;
/** Far more than it takes: by then a machine is too busy, and what was reached is what is checked. */
const late = () => performance.now() + MINUTE;

describe('pull requests that stand in three pods at once', () => {
  const shared = { cluster: null, seed: SEED, acquires: 60, processes: 3, podsEach: 3 };

  test(
    'T-70 three processes that want them in different orders never wait for each other in a circle',
    async () => {
      const outcome = await neverMoreThanSlots({ ...shared, until: late() });
      expect(outcome.problems).toEqual([]);
      expect(outcome.figures.deadlocks).toBe(0);
      expect(outcome.figures.grants).toBeGreaterThan(10);
    },
    2 * MINUTE,
  );

  test(
    'T-70 the control that locks them in any order does',
    async () => {
      const naive = await neverMoreThanSlots({
        ...shared,
        acquires: 1_000,
        until: late(),
        naive: 'any-order',
      });
      expect(naive.figures.deadlocks).toBeGreaterThan(0);
    },
    2 * MINUTE,
  );
});

test(
  'T-63 a process that sleeps longer than its hold on a pod lives finds it gone: others went on, and nothing of it is committed',
  async () => {
    const options = { cluster: null, seed: SEED, acquires: 200, processes: 3, until: late() };
    const outcome = await neverMoreThanSlots({ ...options, stops: { times: 3, ms: 1_500 }, idleMs: 300 });
    expect(outcome.problems).toEqual([]);
    expect(outcome.figures.max).toBeGreaterThan(1_000);
  },
  2 * MINUTE,
);
