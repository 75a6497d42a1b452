// Point 2: there are no default criteria for IDEA, and the row says what it is left by.

import { promotion, theGates } from '../../../core/gates/support/facts.ts';

export const input = theGates(promotion('IDEA', 'DISCOVERY', null));
