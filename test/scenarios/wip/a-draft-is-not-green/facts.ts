// A draft is opened while slots are free.

import { aPull, theFacts } from '../../../core/support/facts.ts';

export const facts = theFacts({ pull: aPull(10, { draft: true }) });
