// Mode warn: nothing is blocked.

import { promotion, theGates } from '../../../core/gates/support/facts.ts';

export const input = theGates(promotion('DISCOVERY', 'PROTOTYPE', null, { rules: { mode: 'warn' } }));
