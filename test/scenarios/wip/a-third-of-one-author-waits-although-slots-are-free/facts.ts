// Requirements 3.3: a limit per author.
import type { Facts } from '../../../../src/core/facts.ts';
import { userId } from '../../../../src/core/ids.ts';
import { aPod, aPull, held, LIMIT_5, theFacts } from '../../../core/support/facts.ts';

const ada = { authorId: userId(1), authorLogin: 'ada' };

export const facts: Facts = theFacts({
  pull: aPull(10, ada),
  pods: [aPod({ wip: { ...LIMIT_5, perAuthor: 2 }, held: [held(1, 1, ada), held(2, 2, ada)] })],
});
