// Pull request 3 becomes a draft: it is told so, and 6 takes slot 3.

import { aPod, aPull, holders, line, theFacts, withOwn } from '../../../core/support/facts.ts';

export const facts = theFacts({
  pull: aPull(3, { draft: true }),
  askedAt: null,
  pods: [withOwn(aPod({ held: holders(1, 2, 3, 4, 5), queue: line(6) }), 3)],
});
