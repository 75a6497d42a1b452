// A pod that does not queue is full.

import { aPod, holders, LIMIT_5, theFacts } from '../../../core/support/facts.ts';

export const facts = theFacts({
  pods: [aPod({ wip: { ...LIMIT_5, onLimit: 'block' }, held: holders(1, 2, 3, 4, 5) })],
});
