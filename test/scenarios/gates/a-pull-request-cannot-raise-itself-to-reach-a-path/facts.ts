// Point 5: it asks for MINIMUM_REMARKABLE and may have it, but touches production before it is there.

import { EVIDENCE, PROJECT, projectFile, theGates } from '../../../core/gates/support/facts.ts';

const requires = [
  {
    paths: ['deploy/prod/**'],
    stage: 'MINIMUM_REMARKABLE',
    reason: 'Customers see it.',
    at: { file: '.clos/gates.yml', line: 3, column: 5 },
  },
];
const evidence = { [EVIDENCE]: 'prototypeUrl: https://shop.example/try\nuserTesting: 4\n' };

export const input = theGates({
  base: { [PROJECT]: projectFile('PROTOTYPE'), ...evidence, 'deploy/prod/app.yml': 'old' },
  head: { [PROJECT]: projectFile('MINIMUM_REMARKABLE'), ...evidence, 'deploy/prod/app.yml': 'new' },
  rules: { requires },
  facts: { answers: { 'https://shop.example/try': { kind: 'answered' } } },
});
