// A full pod in observe mode: the row is written, no check is.

import { aPod, holders, theFacts } from '../../../core/support/facts.ts';

export const facts = theFacts({ pods: [aPod({ mode: 'observe', held: holders(1, 2, 3, 4, 5) })] });
