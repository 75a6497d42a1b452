// Point 8: bob approved, then the evidence changed; only the approval of what is there now counts.

import {
  approved,
  criterion,
  EVIDENCE,
  gate,
  INTERVIEWED,
  person,
  promotion,
  theGates,
} from '../../../core/gates/support/facts.ts';

const world = promotion('DISCOVERY', 'PROTOTYPE', INTERVIEWED, {
  rules: {
    gates: [
      gate('DISCOVERY', {
        criteria: [
          criterion('interviews', 'evidence.customerInterviews >= 5', { title: 'At least 5 interviews' }),
        ],
        approvals: [{ count: 1, teams: ['product'] }],
      }),
    ],
  },
});

export const input = theGates({
  ...world,
  facts: {
    reviews: {
      kind: 'known',
      value: [approved('bob', { ...world.head, [EVIDENCE]: 'customerInterviews: 9\n' })],
    },
    teams: { product: { kind: 'known', value: [person('bob').id] } },
  },
});
