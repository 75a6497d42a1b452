// Point 2: nothing is asked for leaving GROWTH; the row says so.

import { promotion, theGates } from '../../../core/gates/support/facts.ts';

export const input = theGates(promotion('GROWTH', 'OPTIMIZATION', null));
