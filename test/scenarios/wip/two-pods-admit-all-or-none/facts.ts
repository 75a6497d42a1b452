// Requirements 3.1: a lock in every pod it touches, all or none.
import type { Facts } from '../../../../src/core/facts.ts';
import { aPod, holders, theFacts } from '../../../core/support/facts.ts';

export const facts: Facts = theFacts({
  pods: [
    aPod({ id: 7, key: 'pod/payments', name: 'Payments', held: holders(1, 2, 3, 4, 5) }),
    aPod({ id: 8, key: 'pod/web', name: 'Web' }),
  ],
});
