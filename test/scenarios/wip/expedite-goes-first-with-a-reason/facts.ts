// Requirements 3.5 and 3.8.
import type { Facts } from '../../../../src/core/facts.ts';
import { userId } from '../../../../src/core/ids.ts';
import { aPod, holders, line, theFacts, withOwn } from '../../../core/support/facts.ts';

export const facts: Facts = theFacts({
  orders: [{ kind: 'expedite', actor: { id: userId(5), login: 'mae' }, reason: 'payments are down' }],
  pods: [withOwn(aPod({ held: holders(1, 2, 3, 4), queue: line(6, 10) }), 10)],
});
