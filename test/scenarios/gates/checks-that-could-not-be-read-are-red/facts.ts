// Point 7 and 12: GitHub did not say how the other checks stand.

import { criterion, gate, promotion, theGates } from '../../../core/gates/support/facts.ts';

const rules = {
  checks: [{ key: 'tests', name: 'test', app: 'github-actions' }],
  gates: [
    gate('PROTOTYPE', {
      criteria: [
        criterion('user-testing', 'evidence.userTesting >= 3', { title: 'At least 3 user tests' }),
        criterion('tests-pass', 'checks.tests.passed', {
          title: 'The tests pass',
          reason: 'The check test of GitHub Actions has not passed.',
        }),
      ],
    }),
  ],
};

export const input = theGates(
  promotion('PROTOTYPE', 'MINIMUM_REMARKABLE', 'userTesting: 4\n', {
    rules,
    facts: { checks: { kind: 'unknown', because: 'GitHub answered 502' } },
  }),
);
