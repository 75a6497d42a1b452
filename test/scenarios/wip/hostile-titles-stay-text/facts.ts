// The holders' titles and names try mentions, links, images, HTML, table cells and hidden characters.

import { aPod, held, LIMIT_5, theFacts } from '../../../core/support/facts.ts';

export const facts = theFacts({
  pods: [
    aPod({
      wip: { ...LIMIT_5, limit: 3 },
      held: [
        held(1, 1, {
          title: '@acme/everyone look ![x](https://evil.example/p.png) #1',
          authorLogin: 'eve[bot]',
        }),
        held(2, 2, { title: '` | <img src=x onerror=alert(1)> | ``` <!-- hidden', authorLogin: '@ada' }),
        held(3, 3, { title: 'green \u202Eetisoppo\u200B\n# A heading', authorLogin: '' }),
      ],
    }),
  ],
});
