// Point 6 and 12: nothing is asked, but what it writes cannot be read.

import { EVIDENCE, INTERVIEWED, PROJECT, projectFile, theGates } from '../../../core/gates/support/facts.ts';

const base = { [PROJECT]: projectFile('DISCOVERY'), [EVIDENCE]: INTERVIEWED };

export const input = theGates({ base, head: { ...base, [EVIDENCE]: 'customerInterviews: seven\n' } });
