// Nobody holds a slot and nobody is admitted.

import { aPod, LIMIT_5, theFacts } from '../../../core/support/facts.ts';

export const facts = theFacts({ pods: [aPod({ wip: { ...LIMIT_5, limit: 0 } })] });
