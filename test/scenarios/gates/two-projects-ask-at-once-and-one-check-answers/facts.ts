// Point 1: both ask to move in one pull request; each is judged, and the one check is red because one of them may not.

import { INTERVIEWED, projectFile, theGates } from '../../../core/gates/support/facts.ts';

const shop = projectFile('DISCOVERY', 'Web shop', 'paths:', '  - shop/**');
const billing = projectFile('PROTOTYPE', 'Billing', 'paths:', '  - billing/**');
const evidence = { '.clos/evidence/shop.yml': INTERVIEWED, '.clos/evidence/billing.yml': 'userTesting: 1\n' };
const base = { '.clos/projects/shop.yml': shop, '.clos/projects/billing.yml': billing, ...evidence };

export const input = theGates({
  base,
  head: {
    ...base,
    '.clos/projects/shop.yml': shop.replace('DISCOVERY', 'PROTOTYPE'),
    '.clos/projects/billing.yml': billing.replace('PROTOTYPE', 'MINIMUM_REMARKABLE'),
  },
});
