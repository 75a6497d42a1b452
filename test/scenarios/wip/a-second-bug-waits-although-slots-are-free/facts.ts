// Requirements 3.3: a limit per type, told by the conventional-commit title.
import type { Facts } from '../../../../src/core/facts.ts';
import { aPod, aPull, held, LIMIT_5, theFacts } from '../../../core/support/facts.ts';

const wip = { ...LIMIT_5, perType: { BUG: 1 } };

export const facts: Facts = theFacts({
  pull: aPull(10, { title: 'fix: the clock' }),
  pods: [aPod({ wip, held: [held(1, 1, { title: 'fix: search' })] })],
});
