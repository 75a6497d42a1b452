// Point 7: there is no evidence file; nothing is made up for it.

import { promotion, theGates } from '../../../core/gates/support/facts.ts';

export const input = theGates(promotion('DISCOVERY', 'PROTOTYPE', null));
