// Point 12: the pull request breaks its project file; the line is named.

import { PROJECT, projectFile, theGates } from '../../../core/gates/support/facts.ts';

export const input = theGates({
  base: { [PROJECT]: projectFile('DISCOVERY') },
  head: { [PROJECT]: projectFile('PROTOTPYE') },
});
