// Requirements 3.8: exempt authors, by id.
import type { Facts } from '../../../../src/core/facts.ts';
import { userId } from '../../../../src/core/ids.ts';
import { aPod, aPull, holders, LIMIT_5, theFacts } from '../../../core/support/facts.ts';

const exempt = { authors: [{ login: 'dependabot[bot]', id: userId(49699333) }], labels: [] };

export const facts: Facts = theFacts({
  pull: aPull(10, { authorId: userId(49699333), authorLogin: 'dependabot[bot]' }),
  pods: [aPod({ wip: { ...LIMIT_5, exempt }, held: holders(1, 2, 3, 4, 5) })],
});
