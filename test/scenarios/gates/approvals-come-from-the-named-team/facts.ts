// Point 8: two of the team are needed; bob is one, carol is not of it, and the author does not count.

import {
  approved,
  criterion,
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
        approvals: [{ count: 2, teams: ['product'] }],
      }),
    ],
  },
});

export const input = theGates({
  ...world,
  facts: {
    reviews: {
      kind: 'known',
      value: [approved('ada', world.head), approved('bob', world.head), approved('carol', world.head)],
    },
    teams: { product: { kind: 'known', value: [person('ada').id, person('bob').id] } },
  },
});
