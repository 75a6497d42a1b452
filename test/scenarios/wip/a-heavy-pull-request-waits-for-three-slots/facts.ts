// Requirements 3.3: weights by label.
import type { Facts } from '../../../../src/core/facts.ts';
import { aPod, aPull, holders, LIMIT_5, theFacts } from '../../../core/support/facts.ts';

export const facts: Facts = theFacts({
  pull: aPull(10, { labels: ['size/XL'] }),
  pods: [aPod({ wip: { ...LIMIT_5, weights: { 'size/xl': 3 } }, held: holders(1, 2, 3) })],
});
