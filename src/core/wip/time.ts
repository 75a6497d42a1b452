// What time alone changes: a slot without activity is announced to expire, and a day later passes on.
// Invariant: nothing expires that was not announced a whole `WARN_SECONDS` before, by the same clock, and only a part of a pod
// at once; so a clock that jumps, or a sweep that comes after a week, empties no pod (T-65).

import { WARN_SECONDS } from '../policy.ts';
import type { Attempt } from './attempt.ts';
import { keyOf, sameItem } from './items.ts';
import type { HeldLock, Item, PodFacts, Transition } from './model.ts';
import { later } from './ordered.ts';

/** The most that expires of a pod in one decision: a tenth of its holders, and at least one. */
const AT_ONCE = 0.1;

/** Activity is noted at most this often, so that a busy pull request does not cost a write per comment. */
const TOUCH_SECONDS = 600;

const age = (from: string, now: string): number => (Date.parse(now) - Date.parse(from)) / 1_000;

/** When the slot passes on if nothing happens; null where slots do not expire. */
export function expiresAt(lock: Pick<HeldLock, 'activeAt' | 'warnedAt'>, ttl: number | null): string | null {
  if (ttl === null) return null;
  const byActivity = Date.parse(lock.activeAt) + ttl * 1_000;
  const byWarning = lock.warnedAt === null ? 0 : Date.parse(lock.warnedAt) + warning(ttl) * 1_000;
  return new Date(Math.max(byActivity, byWarning)).toISOString();
}

/** A short time to live is announced for half of it. */
const warning = (ttl: number): number => Math.min(WARN_SECONDS, ttl / 2);

export function timed(
  pods: readonly PodFacts[],
  attempt: Attempt,
  left: readonly Transition[],
): Transition[] {
  const stays = (pod: PodFacts, lock: HeldLock): boolean =>
    !left.some((change) => change.podId === pod.id && sameItem(change.item, lock.item));
  const changes = pods.flatMap((pod) => {
    const ttl = pod.rules?.wip.ttl ?? null;
    if (ttl === null) return [];
    const held = pod.held.filter((lock) => stays(pod, lock));
    return attempt.subject ? touched(pod, held, attempt) : overdue(pod, held, ttl, attempt.now);
  });
  return [...changes, ...together(pods, changes, attempt.now)];
}

function touched(pod: PodFacts, held: readonly HeldLock[], { subject, now }: Attempt): Transition[] {
  if (!subject?.activity) return [];
  const lock = held.find(({ item }) => sameItem(item, subject.item));
  if (!lock || (lock.warnedAt === null && age(lock.activeAt, now) < TOUCH_SECONDS)) return [];
  return [{ kind: 'touch', podId: pod.id, item: keyOf(lock.item) }];
}

/** Not while the line is stopped, nor at its end: nobody could have merged. */
function overdue(pod: PodFacts, held: readonly HeldLock[], ttl: number, now: string): Transition[] {
  if (pod.freeze !== null || !pod.primary) return [];
  const warned = held
    .filter((lock) => lock.warnedAt === null && age(lock.activeAt, now) >= ttl - warning(ttl))
    .map(({ item }): Transition => ({ kind: 'warn', podId: pod.id, item: keyOf(item) }));
  const expired = held
    .filter((lock) => lock.warnedAt !== null && age(expiresAt(lock, ttl) ?? now, now) >= 0)
    .toSorted((a, b) => Date.parse(a.activeAt) - Date.parse(b.activeAt))
    .slice(0, Math.max(1, Math.floor(pod.held.length * AT_ONCE)))
    .map(({ item }): Transition => expiry(pod, item, now));
  return [...warned, ...expired];
}

function expiry(pod: PodFacts, item: Item, now: string): Transition {
  const notBefore = later(now, pod.rules?.wip.reacquireDelay ?? 0);
  const at = { podId: pod.id, item: keyOf(item) };
  return { kind: 'requeue', ...at, reason: 'expired', requestedAt: now, priority: 0, notBefore };
}

/** An item whose slot expires in one pod that enforces keeps none in another: it waits for all of them together. */
function together(pods: readonly PodFacts[], expired: readonly Transition[], now: string): Transition[] {
  const enforcing = pods.filter((pod) => pod.rules?.mode === 'enforce');
  const lost = expired.filter(
    (change) => change.kind === 'requeue' && enforcing.some((pod) => pod.id === change.podId),
  );
  return enforcing.flatMap((pod) =>
    pod.held
      .filter(({ item }) => lost.some((change) => sameItem(change.item, item)))
      .filter(({ item }) => !expired.some((one) => one.podId === pod.id && sameItem(one.item, item)))
      .map(({ item }) => expiry(pod, item, now)),
  );
}
