// The limit went from five to seven: 6 and 7 are admitted, 8 moves up.

import { aPod, holders, LIMIT_5, line, theFacts } from '../../../core/support/facts.ts';

export const facts = theFacts({
  pull: null,
  askedAt: null,
  pods: [aPod({ wip: { ...LIMIT_5, limit: 7 }, held: holders(1, 2, 3, 4, 5), queue: line(6, 7, 8) })],
});
