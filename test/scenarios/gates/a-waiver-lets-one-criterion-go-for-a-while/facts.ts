// Point 9 and 11: one criterion is waived; the check says by whom, why and until when, and wakes then.

import { promotion, theGates, waiver } from '../../../core/gates/support/facts.ts';

export const input = theGates(
  promotion('DISCOVERY', 'PROTOTYPE', 'customerInterviews: 3\nproblemValidation: true\n', {
    facts: { waivers: [waiver('customer-interviews')] },
  }),
);
