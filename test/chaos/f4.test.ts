// F4, short: what was acknowledged is in the database, however soon after the 202 the process dies.

import { describe, expect, test } from '@jest/globals';
import { ackUnderLoad, killedAfterAck } from './f4.ts';

const MINUTE = 60_000;
const SEED = 1;
const REPRODUCE = `npm run chaos -- F4 --short --seed ${SEED}`;

describe('F4 an acknowledged delivery is durable', () => {
  test(
    `T-50 killed right after the 202, no acknowledged delivery is missing (reproduce: ${REPRODUCE})`,
    async () => {
      const outcome = await killedAfterAck({ cluster: null, seed: SEED, kills: 8, lanes: 2 });
      expect(outcome.problems).toEqual([]);
      expect(outcome.figures.acknowledged).toBeGreaterThanOrEqual(8);
    },
    3 * MINUTE,
  );

  test(
    'the control that acknowledges before it stores loses some',
    async () => {
      const naive = await killedAfterAck({
        cluster: null,
        seed: SEED,
        kills: 2,
        lanes: 2,
        variant: 'early-ack',
      });
      expect(naive.figures.lost).toBeGreaterThan(0);
    },
    3 * MINUTE,
  );

  test(
    'T-50 twenty a second are all acknowledged and all stored while GitHub is slow',
    async () => {
      const outcome = await ackUnderLoad({
        cluster: null,
        perSecond: 20,
        seconds: 3,
        githubLatencyMs: 1_000,
      });
      expect(outcome.problems).toEqual([]);
    },
    3 * MINUTE,
  );
});
