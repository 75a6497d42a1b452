// Pull request 4 is merged while three wait: 6 follows it into its slot, 7 and 8 move up.

import { aPod, aPull, holders, line, theFacts, withOwn } from '../../../core/support/facts.ts';

export const facts = theFacts({
  pull: aPull(4, { state: 'closed', merged: true }),
  askedAt: null,
  pods: [withOwn(aPod({ held: holders(1, 2, 3, 4, 5), queue: line(6, 7, 8) }), 4)],
});
