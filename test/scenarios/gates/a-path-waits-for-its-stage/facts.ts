// Point 5: production may be changed by a project in MINIMUM_REMARKABLE; this one is in DISCOVERY.

import { EVIDENCE, INTERVIEWED, PROJECT, projectFile, theGates } from '../../../core/gates/support/facts.ts';

const requires = [
  {
    paths: ['deploy/prod/**'],
    stage: 'MINIMUM_REMARKABLE',
    reason: 'Customers see it.',
    at: { file: '.clos/gates.yml', line: 3, column: 5 },
  },
];
const files = { [PROJECT]: projectFile('DISCOVERY'), [EVIDENCE]: INTERVIEWED };

export const input = theGates({
  base: { ...files, 'deploy/prod/app.yml': 'old' },
  head: { ...files, 'deploy/prod/app.yml': 'new' },
  rules: { requires },
});
