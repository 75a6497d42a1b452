// Requirements 3.8: a label alone never grants anything (T-30).
import type { Facts } from '../../../../src/core/facts.ts';
import { userId } from '../../../../src/core/ids.ts';
import { aPod, aPull, holders, LIMIT_5, line, theFacts, withOwn } from '../../../core/support/facts.ts';

export const facts: Facts = theFacts({
  pull: aPull(3, { labels: ['hotfix'] }),
  entitlements: [{ label: 'hotfix', actor: { id: userId(5), login: 'mae' } }],
  pods: [
    withOwn(
      aPod({
        wip: { ...LIMIT_5, exempt: { authors: [], labels: ['hotfix'] } },
        held: holders(1, 2, 3, 4, 5),
        queue: line(6),
      }),
      3,
    ),
  ],
});
