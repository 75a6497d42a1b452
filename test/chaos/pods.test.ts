// Several pods at once, and a process that sleeps while it holds one.

import { describe, expect, test } from '@jest/globals';
import { neverMoreThanSlots } from './f1.ts';

const MINUTE = 60_000;
const SEED = 1;
const soon = () => performance.now() + 3_000;

describe('pull requests that stand in three pods at once', () => {
  const shared = { cluster: null, seed: SEED, acquires: 90, processes: 3, podsEach: 3 };

  test(
    'T-70 three processes that want them in different orders never wait for each other in a circle',
    async () => {
      const outcome = await neverMoreThanSlots({ ...shared, until: soon() });
      expect(outcome.problems).toEqual([]);
      expect(outcome.figures.deadlocks).toBe(0);
      expect(outcome.figures.grants).toBeGreaterThan(10);
    },
    MINUTE,
  );

  test(
    'T-70 the control that locks them in any order does',
    async () => {
      const naive = await neverMoreThanSlots({ ...shared, until: soon(), naive: 'any-order' });
      expect(naive.figures.deadlocks).toBeGreaterThan(0);
    },
    MINUTE,
  );
});

test(
  'T-63 a process that sleeps longer than its hold on a pod lives finds it gone: others went on, and nothing of it is committed',
  async () => {
    // Ends as soon as so many slots were given; on a busy machine the processes alone take seconds to start.
    const until = performance.now() + 15_000;
    const options = { cluster: null, seed: SEED, acquires: 200, processes: 3, until };
    const outcome = await neverMoreThanSlots({ ...options, stops: { times: 3, ms: 1_500 }, idleMs: 300 });
    expect(outcome.problems).toEqual([]);
    expect(outcome.figures.max).toBeGreaterThan(1_000);
  },
  MINUTE,
);
