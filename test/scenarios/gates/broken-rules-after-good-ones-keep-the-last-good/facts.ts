// Point 12: the newest rules are broken; those before still judge, and the check says so.

import { configured, INTERVIEWED, promotion, theGates } from '../../../core/gates/support/facts.ts';

const problems = [
  {
    code: 'config.not-yaml',
    file: '.clos/gates.yml',
    line: 4,
    column: 1,
    message: 'A tab cannot indent a line.',
    mend: 'Indent with spaces.',
  },
];
const world = promotion('DISCOVERY', 'PROTOTYPE', INTERVIEWED);

export const input = theGates({
  ...world,
  facts: { configuration: { ...configured(), source: 'last-good', problems } },
});
