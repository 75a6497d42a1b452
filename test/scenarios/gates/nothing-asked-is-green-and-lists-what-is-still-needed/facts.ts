// Point 4: ordinary work; the check is green and says what the next stage still needs.

import { EVIDENCE, PROJECT, projectFile, theGates } from '../../../core/gates/support/facts.ts';

const files = {
  [PROJECT]: projectFile('DISCOVERY'),
  [EVIDENCE]: 'customerInterviews: 3\nproblemValidation: true\n',
};

export const input = theGates({
  base: { ...files, 'src/a.ts': 'old' },
  head: { ...files, 'src/a.ts': 'new' },
});
