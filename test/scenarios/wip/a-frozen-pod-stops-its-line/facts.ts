// Requirements 3.8: with a reason and until when.
import type { Facts } from '../../../../src/core/facts.ts';
import { aPod, aPull, holders, line, theFacts, withOwn } from '../../../core/support/facts.ts';

const freeze = {
  reason: 'release of 4.0, ask @mae before **anything**',
  by: 'mae',
  since: '2026-11-20T09:00:00Z',
  until: '2026-11-22T09:00:00Z',
};

export const facts: Facts = theFacts({
  pull: aPull(3),
  pods: [withOwn(aPod({ freeze, held: holders(1, 2, 3), queue: line(6) }), 3)],
});
