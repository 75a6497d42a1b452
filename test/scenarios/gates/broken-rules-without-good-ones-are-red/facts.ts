// Point 12: there never were rules that could be read.

import { INTERVIEWED, promotion, theGates } from '../../../core/gates/support/facts.ts';

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
  facts: { configuration: { source: 'none', rules: null, problems, active: true } },
});
