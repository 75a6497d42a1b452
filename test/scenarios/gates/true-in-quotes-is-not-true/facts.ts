// Point 6 and 10: text where the schema has a boolean; nothing is converted, and the line is named.

import { promotion, theGates } from '../../../core/gates/support/facts.ts';

export const input = theGates(
  promotion('DISCOVERY', 'PROTOTYPE', 'customerInterviews: 7\nproblemValidation: "true"\n'),
);
