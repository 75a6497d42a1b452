// Point 2: every `checklist[].complete` must be true; one is false.

import { promotion, theGates } from '../../../core/gates/support/facts.ts';

const evidence = `checklist:
  - title: Prices are public
    complete: true
  - title: Support answers within a day
    complete: false
`;

export const input = theGates(promotion('MINIMUM_REMARKABLE', 'GROWTH', evidence));
