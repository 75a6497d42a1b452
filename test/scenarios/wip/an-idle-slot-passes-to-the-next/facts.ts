// Requirements 3.7: idle for eight days, announced two days ago.
import type { Facts } from '../../../../src/core/facts.ts';
import { aPod, held, LIMIT_5, line, theFacts } from '../../../core/support/facts.ts';

const idle = { ...held(1), activeAt: '2026-11-12T14:00:00Z', warnedAt: '2026-11-18T14:00:00Z' };

export const facts: Facts = theFacts({
  pull: null,
  repository: null,
  configuration: null,
  pods: [aPod({ wip: { ...LIMIT_5, limit: 1 }, held: [idle], queue: line(6) })],
});
