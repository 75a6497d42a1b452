// Pull request 3 was a draft, is ready again, and stands behind 6 and 7 although it is older.

import { aPod, aPull, held, holders, line, theFacts } from '../../../core/support/facts.ts';

export const facts = theFacts({
  pull: aPull(3, { createdAt: '2026-11-01T08:00:00Z', updatedAt: '2026-11-20T14:02:00Z' }),
  askedAt: '2026-11-20T14:02:00Z',
  pods: [aPod({ held: [...holders(1, 2, 4, 5), held(3, 9)], queue: line(6, 7) })],
});
