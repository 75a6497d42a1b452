// Nothing can be written to a suspended installation: the subject lets go, and nobody follows it.

import { aPod, aPull, holders, line, theFacts, withOwn } from '../../../core/support/facts.ts';

export const facts = theFacts({
  access: 'suspended',
  pull: aPull(2),
  askedAt: null,
  pods: [withOwn(aPod({ held: holders(1, 2, 3, 4, 5), queue: line(6) }), 2)],
});
