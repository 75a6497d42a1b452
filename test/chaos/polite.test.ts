// F14 and F22, short: GitHub's API fails and asks for silence by chance; and an hour of its webhooks never arrives.

import { describe, expect, test } from '@jest/globals';
import { polite } from './f14.ts';
import { healing } from './f22.ts';

const MINUTES = 60_000;
const SEED = 1;

describe('F14 polite to GitHub', () => {
  test(
    'no call is made while GitHub asks for silence, and everything is right afterwards (reproduce: npm run chaos -- F14 --seed 1 --short)',
    async () => {
      const until = performance.now() + MINUTES;
      const outcome = await polite({ cluster: null, seed: SEED, calls: 250, commands: 15, until });
      expect(outcome.problems).toEqual([]);
      expect(outcome.figures.refused).toBeGreaterThan(0);
      expect(outcome.figures.content).toBeGreaterThanOrEqual(15);
    },
    2 * MINUTES,
  );

  test(
    'the control without a breaker calls on',
    async () => {
      const until = performance.now() + MINUTES;
      const naive = await polite({ cluster: null, seed: SEED, calls: 1_000, until, variant: 'no-breaker' });
      expect(naive.figures.callsDuringSilence).toBeGreaterThan(0);
    },
    2 * MINUTES,
  );
});

describe('F22 healing time', () => {
  test(
    'after an hour without webhooks one sweep makes everything right, at three calls per pull request (reproduce: npm run chaos -- F22 --seed 1 --short)',
    async () => {
      const outcome = await healing({ cluster: null, seed: SEED, pulls: 45 });
      expect(outcome.problems).toEqual([]);
      expect(outcome.figures.lost).toBeGreaterThan(45);
    },
    2 * MINUTES,
  );

  test(
    'the control without a sweep is left wrong',
    async () => {
      const naive = await healing({ cluster: null, seed: SEED, pulls: 15, sweep: false });
      expect(naive.problems.length).toBeGreaterThan(0);
    },
    2 * MINUTES,
  );
});
