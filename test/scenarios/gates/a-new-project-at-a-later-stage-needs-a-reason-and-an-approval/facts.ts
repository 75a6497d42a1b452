// Point 3: declared at GROWTH at once, with a reason, but nobody stands for it yet.

import { PROJECT, projectFile, theGates } from '../../../core/gates/support/facts.ts';

export const input = theGates({
  base: {},
  head: { [PROJECT]: projectFile('GROWTH', 'Web shop', 'reason: it sold for years before it came here') },
});
