// The rules are those of the default branch; the change is said to take effect after merge.

import { PROJECT, projectFile, theGates } from '../../../core/gates/support/facts.ts';

export const input = theGates({
  base: { [PROJECT]: projectFile('DISCOVERY'), '.clos/gates.yml': 'version: 1\n' },
  head: { [PROJECT]: projectFile('PROTOTYPE'), '.clos/gates.yml': 'version: 1\ngates:\n  DISCOVERY: {}\n' },
});
