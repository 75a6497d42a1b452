// What a claim is, and how several outcomes become one.

import type { TestCluster } from '../support/cluster.ts';
import type { Outcome } from './outcome.ts';

export interface Run {
  readonly cluster: TestCluster;
  readonly seed: number;
  /** Stories, kills or crashes; null: the claim's own number. */
  readonly seeds: number | null;
  readonly short: boolean;
  /** `performance.now()` at which nothing new is begun. */
  readonly until: number;
  readonly note: (text: string) => void;
}

export interface Claim {
  readonly id: string;
  readonly says: string;
  /** Its part of the time when all run. */
  readonly share: number;
  readonly test: (run: Run) => Promise<Outcome>;
  /** What the naive variant gets wrong; empty when it passes, and then the claim is not proved. */
  readonly control: (run: Run) => Promise<readonly string[]>;
}

export function total(outcomes: readonly Outcome[], size: string): Outcome {
  const figures: Record<string, number> = {};
  for (const outcome of outcomes)
    for (const [name, value] of Object.entries(outcome.figures)) figures[name] = (figures[name] ?? 0) + value;
  return { size, problems: outcomes.flatMap((outcome) => outcome.problems), figures };
}

/** Both must have failed; what comes first of each is told. */
export function both(one: readonly string[], other: readonly string[]): readonly string[] {
  const [first, second] = [one[0], other[0]];
  return first === undefined || second === undefined ? [] : [`${first}; and ${second}`];
}
