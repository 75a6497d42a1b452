// Point 2: the default criteria of DISCOVERY, one of them missed by two interviews.

import { promotion, theGates } from '../../../core/gates/support/facts.ts';

export const input = theGates(
  promotion('DISCOVERY', 'PROTOTYPE', 'customerInterviews: 3\nproblemValidation: true\n'),
);
