// Point 9: all holds but the time in the stage; it says when that is over, and wakes then.

import { criterion, gate, INTERVIEWED, promotion, theGates } from '../../../core/gates/support/facts.ts';

const rules = {
  gates: [
    gate('DISCOVERY', {
      criteria: [
        criterion('interviews', 'evidence.customerInterviews >= 5', { title: 'At least 5 interviews' }),
      ],
      soakSeconds: 14 * 86_400,
    }),
  ],
};

export const input = theGates(
  promotion('DISCOVERY', 'PROTOTYPE', INTERVIEWED, {
    rules,
    facts: { since: { project: '2026-11-12T08:00:00Z' } },
  }),
);
