// Point 2, and 11: all default criteria of DISCOVERY hold, so the move is green and ready to be recorded.

import { INTERVIEWED, promotion, theGates } from '../../../core/gates/support/facts.ts';

export const input = theGates(promotion('DISCOVERY', 'PROTOTYPE', INTERVIEWED));
