// Point 3: the project file goes away; that is told.

import { PROJECT, projectFile, theGates } from '../../../core/gates/support/facts.ts';

export const input = theGates({
  base: { [PROJECT]: projectFile('PROTOTYPE'), '.clos/projects/search.yml': projectFile('IDEA', 'Search') },
  head: { [PROJECT]: projectFile('PROTOTYPE') },
});
