// Point 3: from DISCOVERY to MINIMUM_REMARKABLE at once, whatever the evidence says.

import { INTERVIEWED, promotion, theGates } from '../../../core/gates/support/facts.ts';

export const input = theGates(promotion('DISCOVERY', 'MINIMUM_REMARKABLE', INTERVIEWED));
