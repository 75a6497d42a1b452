// Point 9: the same a week later.

import { promotion, theGates, waiver } from '../../../core/gates/support/facts.ts';

export const input = theGates(
  promotion('DISCOVERY', 'PROTOTYPE', 'customerInterviews: 3\nproblemValidation: true\n', {
    facts: { waivers: [waiver('customer-interviews')] },
    now: '2026-11-27T09:00:01Z',
  }),
);
