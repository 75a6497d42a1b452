// What judging a pull request's gates leads to, as data: the check, the one comment, and what was asked with its answer.
// The flat rows are the same judgement for surfaces without Markdown: text, JSON and SARIF of the command line.

import type { DesiredCheck } from '../effect.ts';
import type { Place } from '../faults.ts';
import type { Table, Text } from '../verdict.ts';
import type { Transition } from './model.ts';

/** `unknown`: it could not be evaluated, which is as red as `not-met`. */
export type RowState = 'met' | 'not-met' | 'unknown' | 'waived';

/** Who can change what a row says: the author, other people and their machines, or time alone. */
export type Mender = 'author' | 'others' | 'time';

/** One criterion, or one thing that gates ask without being told to; all of it plain text, as untrusted as its files. */
export interface GateRow {
  /** Slug; empty where it is about no project, such as a path that belongs to none. */
  readonly project: string;
  /** The stage being left; empty for a new project. */
  readonly from: string;
  /** The stage asked for, or the next one where nothing is asked; null where none follows. */
  readonly to: string | null;
  /** False where the row only tells what the next stage still needs: then it blocks nothing. */
  readonly asked: boolean;
  /** Of the criterion, or one of ours: `approvals`, `soak`, `freshness`, `subject`, `fork-approval`, `stage`, `order`, `reason`, … */
  readonly criterion: string;
  readonly title: string;
  readonly state: RowState;
  readonly mends: Mender;
  readonly needed: string;
  readonly found: string;
  /** Why it is not met, could not be evaluated or is waived; null where it is met. */
  readonly reason: string | null;
  /** What to do about it. */
  readonly hint: string | null;
  /** The line to look at, of the evidence or project file. */
  readonly place: Place | null;
}

/** The judgement in short, for one edited comment. */
export interface GateComment {
  readonly heading: Text;
  readonly says: readonly Text[];
  readonly table?: Table;
  readonly next: Text;
}

export interface GateDecision {
  /** Null where nothing may be said: gates are not active, or the pull request is over. */
  readonly check: DesiredCheck | null;
  /** What was asked, with its verdict; kept with the pull request until it is merged. */
  readonly transitions: readonly Transition[];
  /** Only when a promotion is asked. */
  readonly comment: GateComment | null;
  /** When time alone changes the answer next: a soak is over, a waiver ends, evidence gets stale. */
  readonly wakeAt: string | null;
  /** When time alone may take the answer away; null: never. What hangs on others is looked at sooner, see `wakeAt`. */
  readonly endsAt: string | null;
  readonly rows: readonly GateRow[];
}
