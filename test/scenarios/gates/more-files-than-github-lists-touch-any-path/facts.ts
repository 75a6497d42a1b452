// Point 5 and 12: which files change is not known, so neither is whether they may.

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
  base: files,
  head: files,
  rules: { requires },
  facts: { changed: { kind: 'unknown', because: 'there are more than the 3,000 that GitHub lists' } },
});
