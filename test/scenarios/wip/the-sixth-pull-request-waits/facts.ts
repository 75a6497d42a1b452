// Five slots are held and two wait already; another pull request is opened.

import { aPod, holders, line, theFacts } from '../../../core/support/facts.ts';

export const facts = theFacts({ pods: [aPod({ held: holders(1, 2, 3, 4, 5), queue: line(6, 7) })] });
