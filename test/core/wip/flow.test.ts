// Numbers of flow from lives of locks whose answers can be counted by hand.

import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { flowOf, type LockLife } from '../../../src/core/wip/flow.ts';

const NOW = '2026-11-20T00:00:00Z';
const day = (days: number): string => new Date(Date.parse(NOW) - days * 86_400_000).toISOString();
const life = (
  asked: number,
  granted: number | null,
  ended: number | null,
  reason: string | null = 'merged',
): LockLife => ({
  item: `acme/api#${asked}`,
  requestedAt: day(asked),
  grantedAt: granted === null ? null : day(granted),
  endedAt: ended === null ? null : day(ended),
  reason: ended === null ? null : reason,
});

test('waits, cycles, ages and throughput are those of the rows', () => {
  const flow = flowOf(
    [life(9, 8, 6), life(8, 4, 3), life(3, 3, null), life(1, null, null), life(5, 5, 2, 'expired')],
    5,
    10,
    NOW,
  );
  expect(flow.wait).toEqual({ count: 4, p50: 0, p85: 4 * 86_400, p95: 4 * 86_400 });
  expect(flow.cycle).toMatchObject({ count: 2, p50: 86_400, p85: 2 * 86_400 });
  expect(flow.ages).toEqual([{ item: 'acme/api#3', seconds: 3 * 86_400 }]);
  expect(flow).toMatchObject({ waiting: 1, expired: 1, mergedPerWeek: 1.4 });
});

test('time over the limit is counted from the moments at which items came and went', () => {
  // Three together from day 6 to day 4, two around that.
  const flow = flowOf([life(10, 10, null), life(8, 8, 2, 'closed'), life(6, 6, 4, 'closed')], 2, 10, NOW);
  expect(flow.overLimit).toEqual({ seconds: 2 * 86_400, share: 0.2 });
  expect(flow.together).toEqual({ p50: 2, p85: 3, most: 3 });
});

test('a limit is suggested only from enough merges', () => {
  const merged = Array.from({ length: 12 }, (_, index) => life(12 - index, 12 - index, 11 - index));
  expect(flowOf(merged, 5, 12, NOW).suggested).toBe(1);
  expect(flowOf(merged.slice(0, 3), 5, 12, NOW).suggested).toBeNull();
});

test('whatever the rows are, shares stay shares and nothing is negative', () => {
  const when = fc.double({ min: -2, max: 40, noNaN: true });
  const lives = fc.array(
    fc.tuple(when, when, when, fc.boolean()).map(([a, b, c, open]) => {
      const [asked = 0, granted = 0, ended = 0] = [a, b, c].sort((x, y) => y - x);
      return life(asked, granted, open ? null : ended);
    }),
  );
  fc.assert(
    fc.property(lives, fc.integer({ min: 0, max: 5 }), (all, limit) => {
      const { overLimit, together, wait } = flowOf(all, limit, 30, NOW);
      expect(overLimit.share).toBeGreaterThanOrEqual(0);
      expect(overLimit.share).toBeLessThanOrEqual(1 + 1e-9);
      expect(together.p50).toBeLessThanOrEqual(together.p85);
      expect(together.p85).toBeLessThanOrEqual(together.most);
      expect(wait?.p50 ?? 0).toBeGreaterThanOrEqual(0);
    }),
  );
});
