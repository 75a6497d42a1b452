// What a score is: the number, and everything it came from.

import type { Band } from './model.ts';
import type { Formula, TermName } from './rules.ts';

/** Why there is no amount, where nobody said one. */
export const NOT_SAID = 'Not said.';

/** One row of the table that shows how a score came about. */
export interface ScoreRow {
  readonly term: TermName | 'effort';
  /** What was read, as it stands there; null when nothing could be. */
  readonly said: string | null;
  /** The amount it stands for, in `unit`; null: unknown, and counted as nothing. */
  readonly amount: number | null;
  readonly unit: string;
  /** Why there is no amount. */
  readonly why: string | null;
  /** Whose word it is when not the form's. */
  readonly setBy: string | null;
  /** What it adds, 0 to 10; null where the formula multiplies. */
  readonly points: number | null;
  /** Share of the score in percent; null where the formula multiplies. */
  readonly weight: number | null;
}

/** What the author should mend. */
export interface Gap {
  readonly heading: string;
  readonly required: boolean;
  readonly why: string;
}

export interface Score {
  /** 0 to 10, one decimal. */
  readonly value: number;
  readonly band: Band;
  readonly formula: Formula['kind'];
  readonly rows: readonly ScoreRow[];
  /** Of the required fields. */
  readonly complete: { readonly read: number; readonly of: number };
  readonly gaps: readonly Gap[];
  /** Links and list entries under the evidence heading. */
  readonly evidence: number;
}
