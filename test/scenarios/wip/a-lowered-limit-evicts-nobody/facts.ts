// The limit went from five to three: the five holders stay, and the holder of slot 5 still sees green.

import { aPod, aPull, holders, LIMIT_5, line, theFacts, withOwn } from '../../../core/support/facts.ts';

export const facts = theFacts({
  pull: aPull(5),
  askedAt: null,
  pods: [withOwn(aPod({ wip: { ...LIMIT_5, limit: 3 }, held: holders(1, 2, 3, 4, 5), queue: line(6) }), 5)],
});
