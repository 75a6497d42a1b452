// Point 3: a project file that the base does not have, at one of the first two stages.

import { PROJECT, projectFile, theGates } from '../../../core/gates/support/facts.ts';

export const input = theGates({
  base: { [PROJECT]: projectFile('GROWTH', 'Web shop', 'paths:', '  - shop/**') },
  head: {
    [PROJECT]: projectFile('GROWTH', 'Web shop', 'paths:', '  - shop/**'),
    '.clos/projects/search.yml': projectFile('DISCOVERY', 'Search', 'paths:', '  - search/**'),
  },
});
