// Point 11: what is recorded on merge: evidence, approvers, waivers, reason, and what they are bound to.

import {
  approvalOf,
  criterion,
  EVIDENCE,
  gate,
  INTERVIEWED,
  person,
  promotion,
  theGates,
  waiver,
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
  head: { ...world.head, [EVIDENCE]: 'customerInterviews: 2\n' },
  facts: {
    approvals: [approvalOf('bob', { ...world.head, [EVIDENCE]: 'customerInterviews: 2\n' })],
    teams: { product: { kind: 'known', value: [person('bob').id] } },
    waivers: [waiver('interviews')],
  },
});
