// Point 8 and 12: whether carol is of the team decides, and GitHub does not say.

import {
  approved,
  criterion,
  gate,
  INTERVIEWED,
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
    reviews: { kind: 'known', value: [approved('carol', world.head)] },
    teams: { product: { kind: 'unknown', because: 'GitHub answered 404' } },
  },
});
