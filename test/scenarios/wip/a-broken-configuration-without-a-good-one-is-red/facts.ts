// The first configuration ever is broken: nobody is admitted, the place is kept, the lines are named.

import { aPod, theFacts } from '../../../core/support/facts.ts';

export const facts = theFacts({
  configuration: {
    source: 'none',
    policy: null,
    problems: [
      {
        code: 'not-a-number',
        file: '.clos/config.yml',
        line: 4,
        column: 10,
        message: 'wip.limit should be a whole number, but is "five"',
        mend: 'Write a number without quotes, such as `limit: 5`.',
      },
      {
        code: 'unknown-key',
        file: '.clos/config.yml',
        line: 6,
        column: 3,
        message: 'wip.onlimit is not a key',
        mend: 'Did you mean onLimit?',
      },
    ],
    blobSha: null,
  },
  pods: [aPod({ mode: 'warn' })],
});
