// When an answer that asks for the time will be another one, found by asking at later times. An answer that changes back within a
// day can be missed; then the next look finds it.

import type { Scope } from './expressions/scope.ts';
import type { Known } from './model.ts';
import { daysSince } from './scope.ts';

const DAY_MS = 86_400_000;
/** How far ahead it looks; after that it is asked again. */
const DAYS_AHEAD = 31;
const PRECISION_MS = 1_000;

type At = (scope: Scope) => Scope;

/** The first second at which `differs`, or the end of what was looked at. */
export function changeAfter(
  now: string,
  since: Known<string | null>,
  differs: (then: At) => boolean,
): string {
  const start = Date.parse(now);
  const isOther = (ms: number): boolean => differs((scope) => later(scope, since, ms));
  let low = start;
  for (let day = 1; day <= DAYS_AHEAD; day += 1) {
    const high = start + day * DAY_MS;
    if (isOther(high)) return new Date(between(low, high, isOther)).toISOString();
    low = high;
  }
  return new Date(low).toISOString();
}

function later(scope: Scope, since: Known<string | null>, ms: number): Scope {
  const now = new Date(ms).toISOString();
  return { ...scope, now, project: { ...scope.project, daysInStage: daysSince(since, now) } };
}

function between(from: number, to: number, isOther: (ms: number) => boolean): number {
  let [low, high] = [from, to];
  while (high - low > PRECISION_MS) {
    const middle = Math.floor((low + high) / 2);
    if (isOther(middle)) high = middle;
    else low = middle;
  }
  return high;
}
