// Point 12: nobody can tell whether a promotion is asked.

import { INTERVIEWED, promotion, theGates } from '../../../core/gates/support/facts.ts';

export const input = theGates(
  promotion('DISCOVERY', 'PROTOTYPE', INTERVIEWED, {
    facts: { base: { ref: 'main', projects: { kind: 'unknown', because: 'GitHub answered 502' } } },
  }),
);
