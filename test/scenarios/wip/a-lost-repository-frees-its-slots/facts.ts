// The app lost acme/api: its rows go, and the waiting item of acme/web, which shares the pod, is admitted.

import { repositoryId } from '../../../../src/core/ids.ts';
import { anItem, aPod, holders, line, queued, theFacts } from '../../../core/support/facts.ts';

export const facts = theFacts({
  access: 'lost',
  pull: null,
  askedAt: null,
  pods: [
    aPod({
      name: 'payments',
      held: holders(1, 2, 3, 4, 5),
      queue: [
        ...line(6),
        queued(8, {
          item: anItem(8, {
            repositoryId: repositoryId(200),
            repository: 'acme/web',
            url: 'https://github.com/acme/web/pull/8',
          }),
        }),
      ],
    }),
  ],
});
