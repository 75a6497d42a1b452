// Thirty wait already; only the first ten rows were loaded.

import { aPod, holders, line, theFacts } from '../../../core/support/facts.ts';

export const facts = theFacts({
  pods: [
    aPod({
      held: holders(1, 2, 3, 4, 5),
      queue: line(11, 12, 13, 14, 15, 16, 17, 18, 19, 20),
      queueLength: 30,
    }),
  ],
});
