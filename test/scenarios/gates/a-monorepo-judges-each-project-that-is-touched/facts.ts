// Point 1: two projects of one repository; one asks to move and may, the other is touched by its path and asks nothing.
// The third has other paths and is not concerned.

import { INTERVIEWED, projectFile, theGates } from '../../../core/gates/support/facts.ts';

const shop = projectFile('DISCOVERY', 'Web shop', 'paths:', '  - shop/**');
const billing = projectFile('PROTOTYPE', 'Billing', 'paths:', '  - billing/**');
const evidence = { '.clos/evidence/shop.yml': INTERVIEWED, '.clos/evidence/billing.yml': 'userTesting: 1\n' };
const base = { '.clos/projects/shop.yml': shop, '.clos/projects/billing.yml': billing, ...evidence };
const search = projectFile('DISCOVERY', 'Search', 'paths:', '  - search/**');
const before = { ...base, '.clos/projects/search.yml': search };

export const input = theGates({
  base: { ...before, 'billing/pay.ts': 'old' },
  head: {
    ...before,
    '.clos/projects/shop.yml': shop.replace('DISCOVERY', 'PROTOTYPE'),
    'billing/pay.ts': 'new',
  },
});
