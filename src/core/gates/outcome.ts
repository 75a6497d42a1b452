// From rows to the answer of the whole check: blocked by the author, waiting for others, or green.
// Invariant: green only without a single missing row, and never neutral or skipped (T-22).

import type { CheckOutcome } from '../effect.ts';
import type { Mode } from '../policy.ts';
import { isBlocked, isMissing, type Row } from './row.ts';

export type Answer = 'unknown' | 'blocked' | 'waiting' | 'met';

export function answerOf(rows: readonly Row[]): Answer {
  if (rows.some(({ state }) => state === 'unknown')) return 'unknown';
  if (rows.some(isBlocked)) return 'blocked';
  return rows.some(isMissing) ? 'waiting' : 'met';
}

const GREEN: CheckOutcome = { status: 'completed', conclusion: 'success' };

/** What only waits is still running, so that it is neither green nor anybody's failure. */
export function outcomeOf(answer: Answer, mode: Mode): CheckOutcome {
  if (mode !== 'enforce' || answer === 'met') return GREEN;
  return answer === 'waiting' ? { status: 'queued' } : { status: 'completed', conclusion: 'failure' };
}

export const earliest = (rows: readonly Row[]): string | null =>
  rows.flatMap(({ changesAt }) => changesAt ?? []).toSorted((a, b) => Date.parse(a) - Date.parse(b))[0] ??
  null;
