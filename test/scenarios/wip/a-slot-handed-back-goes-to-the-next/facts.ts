// Requirements 3.5 and 3.7: released by hand, to the back of the line.
import type { Facts } from '../../../../src/core/facts.ts';
import { userId } from '../../../../src/core/ids.ts';
import { aPod, aPull, holders, line, theFacts, withOwn } from '../../../core/support/facts.ts';

export const facts: Facts = theFacts({
  pull: aPull(3),
  orders: [{ kind: 'release', actor: { id: userId(5), login: 'mae' }, reason: 'on holiday' }],
  pods: [withOwn(aPod({ held: holders(1, 2, 3, 4, 5), queue: line(6) }), 3)],
});
