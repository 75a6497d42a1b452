// From what was read to 0 to 10, by the declared formula, with every step in a row of its own.

import type { Band } from './model.ts';

/** One row of the table that shows how a score came about. */
export interface ScoreRow {
  /** `Impact`, in words. */
  readonly what: string;
  /** What was read, as it stands there; null when nothing could be. */
  readonly said: string | null;
  /** The amount it stands for; null: unknown, and counted as nothing. */
  readonly amount: number | null;
  /** `/10`, `weeks`, `people`. */
  readonly unit: string;
  /** Whose word it is when not the form's. */
  readonly setBy: string | null;
  /** Share of the score, such as `30 %`; null where the formula does not weigh. */
  readonly weight: number | null;
}

export interface Score {
  /** 0 to 10, one decimal. */
  readonly value: number;
  readonly band: Band;
  readonly rows: readonly ScoreRow[];
  /** `average of impact, confidence and ease`. */
  readonly formula: string;
  /** How many of the required fields were read. */
  readonly complete: { readonly read: number; readonly of: number };
  /** Links and list entries under the evidence heading. */
  readonly evidence: number;
}
