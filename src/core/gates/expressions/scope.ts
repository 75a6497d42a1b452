// What an expression is judged by, and what comes of it. Every value is data: no text of it is ever parsed as an expression (T-81).

import type { Answered, CheckState, Known } from '../model.ts';

export interface ProjectScope {
  readonly name: string;
  readonly slug: string;
  readonly pod: string | null;
  readonly stage: string;
  readonly from: string;
  readonly to: string | null;
  /** Null: not seen yet. Unknown where stages are not followed, as on the command line. */
  readonly daysInStage: Known<number | null>;
}

export interface PullScope {
  readonly number: number;
  readonly title: string;
  readonly author: string;
  /** Names of branches. */
  readonly base: string;
  readonly head: string;
  readonly draft: boolean;
  readonly fork: boolean;
  readonly labels: readonly string[];
}

export interface ReviewScope {
  readonly approvals: number;
  readonly changesRequested: number;
}

export interface Scope {
  /** Known and empty where there is no evidence file; unknown where it is broken. */
  readonly evidence: Known<Readonly<Record<string, unknown>>>;
  readonly project: ProjectScope;
  /** Unknown where there is no pull request, as on the command line. */
  readonly pr: Known<PullScope>;
  /** A declared check that is not listed has not reported. */
  readonly checks: Known<readonly CheckState[]>;
  readonly reviews: Known<ReviewScope>;
  /** Paths, old names included. */
  readonly files: Known<readonly string[]>;
  /** By address, exactly as `addressesIn` gives it. */
  readonly answers: Readonly<Record<string, Answered>>;
  /** ISO 8601, in UTC. */
  readonly now: string;
}

/** What one name stood for. `value` comes from outside and may be of any size and kind. */
export interface Found {
  /** Such as `evidence.customerInterviews` or `checks.tests.passed`. */
  readonly name: string;
  /** As it was found; null when absent or unknown. In lists, null stands for an entry without the value. */
  readonly value: unknown;
  readonly absent: boolean;
  readonly unknown: boolean;
}

export interface Outcome {
  readonly kind: 'met' | 'not-met' | 'unknown';
  /** In reading order, at most five. */
  readonly found: readonly Found[];
  /** A short clause without evidence text, such as "there is no `evidence.prototypeUrl`"; null when the answer is plain. */
  readonly because: string | null;
}
