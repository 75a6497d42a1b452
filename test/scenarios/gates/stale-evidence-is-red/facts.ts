// Point 9: the evidence was gathered longer ago than the gate takes.

import { criterion, gate, INTERVIEWED, promotion, theGates } from '../../../core/gates/support/facts.ts';

const rules = {
  gates: [
    gate('DISCOVERY', {
      criteria: [
        criterion('interviews', 'evidence.customerInterviews >= 5', { title: 'At least 5 interviews' }),
      ],
      freshSeconds: 30 * 86_400,
    }),
  ],
};

export const input = theGates(
  promotion('DISCOVERY', 'PROTOTYPE', `${INTERVIEWED}collectedAt: 2026-10-01\n`, { rules }),
);
