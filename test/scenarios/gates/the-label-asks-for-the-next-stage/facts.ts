// Point 3: the label asks, although no file of the project changes.

import { EVIDENCE, PROJECT, projectFile, theGates } from '../../../core/gates/support/facts.ts';

const files = { [PROJECT]: projectFile('DISCOVERY'), [EVIDENCE]: 'customerInterviews: 6\n' };

export const input = theGates({
  base: { ...files, 'src/a.ts': 'old' },
  head: { ...files, 'src/a.ts': 'new' },
  pull: { labels: ['Stage-Gate'] },
});
