// The pod counts drafts too.

import { aPod, aPull, LIMIT_5, theFacts } from '../../../core/support/facts.ts';

export const facts = theFacts({
  pull: aPull(10, { draft: true }),
  pods: [aPod({ wip: { ...LIMIT_5, drafts: 'include' } })],
});
