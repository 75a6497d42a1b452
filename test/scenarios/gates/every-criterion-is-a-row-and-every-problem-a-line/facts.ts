// Point 10: criteria, freshness, approvals and soak of one gate, each with its own state.

import { approved, criterion, gate, promotion, theGates, waiver } from '../../../core/gates/support/facts.ts';

const rules = {
  gates: [
    gate('PROTOTYPE', {
      reason: 'Prototype not tested',
      criteria: [
        criterion('user-testing', 'evidence.userTesting >= 3', {
          title: 'At least 3 user tests',
          reason: 'Fewer than 3 people tested the prototype.',
          hint: 'Test it with more people.',
        }),
        criterion('checklist', 'all(evidence.checklist.*.complete)', { title: 'The checklist is complete' }),
        criterion('pilot', 'evidence.problemValidation', { title: 'A pilot customer' }),
      ],
      approvals: [{ count: 2, teams: [] }],
      soakSeconds: 7 * 86_400,
      freshSeconds: 30 * 86_400,
    }),
  ],
};

const evidence = `userTesting: 1
problemValidation: true
checklist:
  - title: Terms
    complete: true
  - title: Invoices
    complete: false
collectedAt: 2026-11-10
`;

const world = promotion('PROTOTYPE', 'MINIMUM_REMARKABLE', evidence, { rules });

export const input = theGates({
  ...world,
  facts: {
    reviews: { kind: 'known', value: [approved('bob', world.head)] },
    since: { project: '2026-11-18T08:00:00Z' },
    waivers: [waiver('checklist', { stage: 'PROTOTYPE' })],
  },
});
