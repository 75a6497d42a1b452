// Point 3: back to DISCOVERY, and why.

import { PROJECT, projectFile, theGates } from '../../../core/gates/support/facts.ts';

export const input = theGates({
  base: { [PROJECT]: projectFile('PROTOTYPE') },
  head: {
    [PROJECT]: projectFile('DISCOVERY', 'Web shop', 'reason: the market turned out to be another one'),
  },
});
