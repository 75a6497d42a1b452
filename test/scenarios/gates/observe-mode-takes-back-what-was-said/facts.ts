// Mode observe: written only where a check stood before.

import { promotion, theGates } from '../../../core/gates/support/facts.ts';

export const input = theGates(promotion('DISCOVERY', 'PROTOTYPE', null, { rules: { mode: 'observe' } }));
