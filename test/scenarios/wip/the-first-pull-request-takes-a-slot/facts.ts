// An empty pod of five slots meets its first pull request.

import { theFacts } from '../../../core/support/facts.ts';

export const facts = theFacts();
