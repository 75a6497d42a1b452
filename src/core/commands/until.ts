// "until 2h …", "until 2026-12-24 …", "until 2026-12-24T18:00Z …": when something is over, in UTC.

import { DURATION, seconds } from '../durations.ts';

export type Until =
  | { readonly kind: 'none'; readonly rest: string }
  | { readonly kind: 'at'; readonly at: string; readonly rest: string }
  | { readonly kind: 'wrong'; readonly why: 'until-unreadable' | 'until-past' | 'until-too-far' };

/** Longer than anybody means; without an end a freeze is lifted by hand. */
export const LONGEST_DAYS = 90;
const LONGEST_MS = LONGEST_DAYS * 24 * 3_600_000;

const SPAN = new RegExp(`^${DURATION}$`, 'i');
const DATE = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(?::\d\d)?(?:Z|\+00:00)?)?$/i;

/** @param now the instant that a duration counts from. */
export function untilIn(argument: string, now: string): Until {
  const [keyword = '', when = '', ...rest] = argument.split(' ');
  if (keyword.toLowerCase() !== 'until') return { kind: 'none', rest: argument };
  // Not taken for a reason: whoever mistypes the end would stop the line for good.
  const at = instantOf(when, Date.parse(now));
  if (at === null) return { kind: 'wrong', why: 'until-unreadable' };
  if (at <= Date.parse(now)) return { kind: 'wrong', why: 'until-past' };
  if (at > Date.parse(now) + LONGEST_MS) return { kind: 'wrong', why: 'until-too-far' };
  return { kind: 'at', at: new Date(at).toISOString(), rest: rest.join(' ') };
}

/** A day alone is its first moment. Null for what is no date, such as 30 February. */
function instantOf(when: string, now: number): number | null {
  if (SPAN.test(when)) return now + seconds(when.toLowerCase()) * 1_000;
  const [, day, time = '00:00'] = DATE.exec(when) ?? [];
  const at = Date.parse(`${day}T${time}:00Z`);
  return Number.isNaN(at) || !new Date(at).toISOString().startsWith(String(day)) ? null : at;
}
