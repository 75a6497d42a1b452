// A full pod in warn mode: green, with what enforce mode would say.

import { aPod, holders, line, theFacts } from '../../../core/support/facts.ts';

export const facts = theFacts({
  pods: [aPod({ mode: 'warn', held: holders(1, 2, 3, 4, 5), queue: line(6) })],
});
