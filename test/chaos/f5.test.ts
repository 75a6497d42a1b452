// F5, short: a real process under forged, oversized and trickling requests.

import { describe, expect, test } from '@jest/globals';
import { hostile } from './f5.ts';

const MINUTE = 60_000;
const SHORT = { cluster: null, oversized: 8, slow: 40, waitForCuts: false, mostGrowth: null } as const;

describe('F5 hostile requests cost nothing', () => {
  test(
    'forged, oversized and trickling requests leave no row, and honest ones are served meanwhile (reproduce: npm run chaos -- F5 --short)',
    async () => {
      const outcome = await hostile({ ...SHORT, forged: 500 });
      expect(outcome.problems).toEqual([]);
    },
    3 * MINUTE,
  );

  test(
    'the control without a cap reads bodies of any size',
    async () => {
      const naive = await hostile({ ...SHORT, forged: 10, oversized: 4, variant: 'no-cap' });
      expect(naive.problems.join('\n')).toMatch(/bodies over the cap were read/);
    },
    3 * MINUTE,
  );
});
