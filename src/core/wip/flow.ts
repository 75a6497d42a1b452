// How work flows through a pod, from the history of its locks: how long items wait and stay, how many are under way, and which
// limit would have fitted. Pure: rows in, numbers out. Durations are seconds, instants ISO 8601.

/** One lock's life. `grantedAt` null: it never held a slot; `endedAt` null: it still waits or holds. */
export interface LockLife {
  readonly item: string;
  readonly requestedAt: string;
  readonly grantedAt: string | null;
  readonly endedAt: string | null;
  readonly reason: string | null;
}

export interface Spread {
  readonly count: number;
  readonly p50: number;
  readonly p85: number;
  readonly p95: number;
}

export interface FlowFacts {
  readonly days: number;
  /** From asking to holding, of those admitted in the time looked at. */
  readonly wait: Spread | null;
  /** From holding to merged, of those merged in it. */
  readonly cycle: Spread | null;
  /** Since when those hold that hold now, the oldest first. */
  readonly ages: readonly { readonly item: string; readonly seconds: number }[];
  readonly waiting: number;
  readonly mergedPerWeek: number;
  readonly expired: number;
  /** How long more items were under way (held or waiting) than there are slots. */
  readonly overLimit: { readonly seconds: number; readonly share: number };
  /** How many were under way at once. */
  readonly together: { readonly p50: number; readonly p85: number; readonly most: number };
  /** A limit that would have fitted 85 % of the time; null when too little is known. */
  readonly suggested: number | null;
}

const DAY = 86_400;
/** Fewer merges than these say nothing about a limit. */
const ENOUGH = 10;

const at = (instant: string): number => Date.parse(instant) / 1_000;

/** By nearest rank; `sorted` must not be empty. */
const rank = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;

function spread(seconds: readonly number[]): Spread | null {
  if (seconds.length === 0) return null;
  const sorted = seconds.map((one) => Math.max(0, one)).sort((a, b) => a - b);
  return { count: sorted.length, p50: rank(sorted, 0.5), p85: rank(sorted, 0.85), p95: rank(sorted, 0.95) };
}

interface Level {
  readonly count: number;
  readonly seconds: number;
}

/** For how long how many items were under way, between `from` and `to`. */
function levels(lives: readonly LockLife[], from: number, to: number): Level[] {
  const changes = lives
    .flatMap((life) => [
      { when: Math.max(from, at(life.requestedAt)), by: 1 },
      { when: life.endedAt === null ? to : Math.min(to, at(life.endedAt)), by: -1 },
    ])
    .sort((a, b) => a.when - b.when || a.by - b.by);
  const found: Level[] = [];
  let [count, since] = [0, from];
  for (const { when, by } of [...changes, { when: to, by: 0 }]) {
    if (when > since) found.push({ count, seconds: when - since });
    since = Math.max(since, when);
    count += by;
  }
  return found;
}

/** The count that was not exceeded for this share of the time. */
function within(given: readonly Level[], share: number): number {
  const sorted = given.toSorted((a, b) => a.count - b.count);
  const whole = sorted.reduce((sum, { seconds }) => sum + seconds, 0);
  let sum = 0;
  for (const { count, seconds } of sorted) {
    sum += seconds;
    if (sum >= whole * share) return count;
  }
  return 0;
}

/** `lives`: every lock that waited or held at any moment of the last `days`. */
export function flowOf(lives: readonly LockLife[], limit: number, days: number, now: string): FlowFacts {
  const [to, from] = [at(now), at(now) - days * DAY];
  const inTime = (instant: string | null): instant is string => instant !== null && at(instant) >= from;
  const merged = lives.filter(({ endedAt, reason }) => reason === 'merged' && inTime(endedAt));
  const time = levels(lives, from, to);
  const over = time.filter(({ count }) => count > limit).reduce((sum, { seconds }) => sum + seconds, 0);
  const together = {
    p50: within(time, 0.5),
    p85: within(time, 0.85),
    most: time.reduce((most, { count }) => Math.max(most, count), 0),
  };
  return {
    days,
    wait: spread(
      lives.flatMap(({ requestedAt, grantedAt }) =>
        inTime(grantedAt) ? [at(grantedAt) - at(requestedAt)] : [],
      ),
    ),
    cycle: spread(
      merged.flatMap(({ grantedAt, endedAt }) => (grantedAt && endedAt ? [at(endedAt) - at(grantedAt)] : [])),
    ),
    ages: lives
      .flatMap(({ item, grantedAt, endedAt }) =>
        grantedAt !== null && endedAt === null ? [{ item, seconds: to - at(grantedAt) }] : [],
      )
      .sort((a, b) => b.seconds - a.seconds),
    waiting: lives.filter(({ grantedAt, endedAt }) => grantedAt === null && endedAt === null).length,
    mergedPerWeek: (merged.length * 7) / days,
    expired: lives.filter(({ endedAt, reason }) => reason === 'expired' && inTime(endedAt)).length,
    overLimit: { seconds: over, share: over / (days * DAY) },
    together,
    suggested: merged.length >= ENOUGH ? Math.max(1, together.p85) : null,
  };
}
