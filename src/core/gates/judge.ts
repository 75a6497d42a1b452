// The judgement of stage gates: what a pull request asks, whether it holds, and what is said about it. Pure and total.
// Invariant: green only where every row of what is asked is met or waived; what cannot be evaluated is red.

import type { PullFacts, RepositoryFacts } from '../facts.ts';
import type { GateDecision } from './decision.ts';
import type { GateFacts } from './model.ts';

export interface GateInput {
  readonly pull: PullFacts;
  readonly repository: RepositoryFacts;
  readonly facts: GateFacts;
  /** The database clock. */
  readonly now: string;
}

export function judgeGates(_input: GateInput): GateDecision {
  return { check: null, transitions: [], comment: null, wakeAt: null, rows: [] };
}
