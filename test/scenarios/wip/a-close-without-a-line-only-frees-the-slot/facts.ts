// Pull request 2 is closed unmerged and nobody waits.

import { aPod, aPull, holders, theFacts, withOwn } from '../../../core/support/facts.ts';

export const facts = theFacts({
  pull: aPull(2, { state: 'closed' }),
  askedAt: null,
  pods: [withOwn(aPod({ held: holders(1, 2, 3) }), 2)],
});
