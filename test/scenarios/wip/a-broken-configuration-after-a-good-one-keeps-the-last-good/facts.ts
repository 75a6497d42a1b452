// The newest configuration is broken; the one before it still rules, and the check says so.

import { aPod, CONFIGURED, theFacts } from '../../../core/support/facts.ts';

export const facts = theFacts({
  configuration: {
    ...CONFIGURED,
    source: 'last-good',
    problems: [
      {
        code: 'not-yaml',
        file: '.clos/config.yml',
        line: 3,
        column: 1,
        message: 'A tab cannot indent a line',
        mend: 'Indent with spaces.',
      },
    ],
    blobSha: 'c0ffee0000000000000000000000000000000000',
  },
  pods: [aPod()],
});
