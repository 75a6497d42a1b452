// Point 2 and 7: the address of the prototype was asked and did not answer.

import { promotion, theGates } from '../../../core/gates/support/facts.ts';

export const input = theGates(
  promotion('PROTOTYPE', 'MINIMUM_REMARKABLE', 'prototypeUrl: https://shop.example/try\nuserTesting: 2\n', {
    facts: {
      answers: { 'https://shop.example/try': { kind: 'silent', because: 'it answered 503' } },
    },
  }),
);
