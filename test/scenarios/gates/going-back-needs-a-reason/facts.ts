// Point 3: back to DISCOVERY without a word.

import { INTERVIEWED, promotion, theGates } from '../../../core/gates/support/facts.ts';

export const input = theGates(promotion('PROTOTYPE', 'DISCOVERY', INTERVIEWED));
