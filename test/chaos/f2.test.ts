// F2, short: stories told out of order, lost and doubled end as they do in order; without the sweep, or with a consumer that
// writes on every event, they do not.

import { beforeAll, describe, expect, test } from '@jest/globals';
import { sameEnd } from './f2.ts';
import { type Outcome, range } from './outcome.ts';

const MINUTES = 60_000;
const SEED = 1;
const SEEDS = 5;
const DELIVERIES = 100;
const REPRODUCE = `npm run chaos -- F2 --seed ${SEED} --seeds ${SEEDS} --short`;

describe('F2 the end state is the same whatever GitHub does', () => {
  let wild: Outcome;

  beforeAll(async () => {
    wild = await sameEnd({
      cluster: null,
      seeds: range(SEED, SEEDS),
      deliveries: DELIVERIES,
      inOrderEvery: 4,
    });
  }, 5 * MINUTES);

  test(`T-43, T-45, T-46, T-47, T-48: shuffled, lost, doubled and late deliveries end as in order, after one sweep (reproduce: ${REPRODUCE})`, () => {
    expect(wild.problems).toEqual([]);
  });

  test('the control without a sweep is left wrong', () => {
    expect(wild.figures.wrongBeforeTheSweep).toBeGreaterThan(0);
  });

  test(
    'the control that writes on every event shows double checks',
    async () => {
      const naive = await sameEnd({
        cluster: null,
        seeds: [SEED],
        deliveries: 60,
        variant: 'commit-then-write',
      });
      expect(naive.problems.join('\n')).toMatch(/check runs of ours/);
    },
    3 * MINUTES,
  );

  test(
    'T-58 an API that fails, and loses answers after it applied the write, still shows one check each',
    async () => {
      const api = { error: 0.04, lostAnswer: 0.06, badGateway: 0.04 };
      const outcome = await sameEnd({
        cluster: null,
        seeds: range(SEED, 3),
        deliveries: 60,
        api,
        inOrderEvery: 3,
      });
      expect(outcome.problems).toEqual([]);
    },
    3 * MINUTES,
  );
});
