// Point 3: there is no stage after the last one.

import { PROJECT, projectFile, theGates } from '../../../core/gates/support/facts.ts';

const files = { [PROJECT]: projectFile('OPTIMIZATION') };

export const input = theGates({
  base: { ...files, 'src/a.ts': 'old' },
  head: { ...files, 'src/a.ts': 'new' },
  pull: { labels: ['stage-gate'] },
});
