// Who gets a slot, who waits, who lets go: pure transitions over a pod's rows.
// Invariant: never more holders than slots, nobody is evicted, and nobody overtakes whoever asked earlier.

import type { RepositoryId } from '../ids.ts';
import type { Item, ItemKey, PodFacts, QueuedLock, ReleaseReason, Transition } from './model.ts';

/** What the pull request under decision wants of a pod. `stays`: neither asks nor lets go. */
export type Wish =
  | { readonly kind: 'asks'; readonly requestedAt: string }
  | { readonly kind: 'leaves'; readonly reason: ReleaseReason }
  | { readonly kind: 'stays' };

export interface Attempt {
  /** Null when the decision is about the pod alone. */
  readonly subject: { readonly item: Item; readonly wish: Wish } | null;
  /** A repository whose items can hold nothing any more. */
  readonly lost: { readonly repositoryId: RepositoryId; readonly reason: ReleaseReason } | null;
  /** False while nobody may be admitted, because the rules are unknown or the installation is suspended. */
  readonly admits: boolean;
}

/** What puts one waiter before another. */
type Place = Pick<QueuedLock, 'item' | 'priority' | 'requestedAt'>;

export const sameItem = (a: ItemKey, b: ItemKey): boolean =>
  a.repositoryId === b.repositoryId && a.pullNumber === b.pullNumber;

export const itemKey = (item: ItemKey): string => `${item.repositoryId}/${item.pullNumber}`;

/** Expedited first, then oldest request; ids decide between equal seconds, so that every replica agrees. */
export function byPlace(a: Place, b: Place): number {
  return (
    b.priority - a.priority ||
    // Not as strings: GitHub writes whole seconds and the database fractions, and `.` sorts before `Z`.
    Date.parse(a.requestedAt) - Date.parse(b.requestedAt) ||
    a.item.repositoryId - b.item.repositoryId ||
    a.item.pullNumber - b.item.pullNumber
  );
}

/**
 * What changes in the pod: releases, then grants in order of the line, then the subject's own row if it must wait.
 * A subject admitted at once is granted directly, without an `enqueue` before it.
 */
export function admit(pod: PodFacts, attempt: Attempt): Transition[] {
  const releases = departures(pod, attempt);
  const gone = (item: ItemKey) => releases.some((release) => sameItem(release.item, item));
  const applicant = newcomer(pod, attempt);
  const grants = attempt.admits ? admissions(pod, gone, applicant) : [];
  const waits =
    applicant !== null &&
    pod.wip.onLimit === 'queue' &&
    !grants.some((grant) => sameItem(grant.item, applicant.item));
  const enqueued: Transition[] = waits
    ? [{ kind: 'enqueue', podId: pod.id, item: keyOf(applicant.item), requestedAt: applicant.requestedAt }]
    : [];
  return [...releases, ...grants, ...enqueued];
}

type Release = Extract<Transition, { kind: 'release' }>;
type Grant = Extract<Transition, { kind: 'grant' }>;

function departures(pod: PodFacts, attempt: Attempt): Release[] {
  const rows = [...pod.held, ...pod.queue].map((lock) => lock.item);
  const subject = attempt.subject?.item;
  if (subject && pod.own && !rows.some((item) => sameItem(item, subject))) rows.push(subject);
  return rows.flatMap((item) => {
    const reason = departure(pod, attempt, item);
    return reason === null ? [] : [{ kind: 'release' as const, podId: pod.id, item: keyOf(item), reason }];
  });
}

function departure(pod: PodFacts, { subject, lost, admits }: Attempt, item: Item): ReleaseReason | null {
  if (lost?.repositoryId === item.repositoryId) return lost.reason;
  if (subject !== null) {
    // About a pull request: nothing is inferred about others from rows that may be older than GitHub's word.
    return sameItem(subject.item, item) && subject.wish.kind === 'leaves' ? subject.wish.reason : null;
  }
  return admits && item.draft && pod.wip.drafts === 'exclude' ? 'draft' : null;
}

/** The subject, if it asks and has no row yet. */
function newcomer(pod: PodFacts, { subject }: Attempt): Place | null {
  if (subject === null || subject.wish.kind !== 'asks') return null;
  const { item, wish } = subject;
  const known = pod.own !== null || [...pod.held, ...pod.queue].some((lock) => sameItem(lock.item, item));
  return known ? null : { item, priority: 0, requestedAt: wish.requestedAt };
}

function admissions(pod: PodFacts, gone: (item: ItemKey) => boolean, applicant: Place | null): Grant[] {
  const taken = new Set(pod.held.filter((lock) => !gone(lock.item)).map((lock) => lock.slot));
  const waiting: Place[] = pod.queue.filter((lock) => !gone(lock.item));
  const line = applicant && !standsBeyond(pod, applicant) ? [...waiting, applicant] : waiting;
  const grants: Grant[] = [];
  for (const place of line.toSorted(byPlace)) {
    if (taken.size >= pod.wip.limit) break;
    const slot = lowestFree(taken);
    taken.add(slot);
    grants.push({
      kind: 'grant',
      podId: pod.id,
      item: keyOf(place.item),
      slot,
      requestedAt: place.requestedAt,
    });
  }
  return grants;
}

/** True when rows that were not loaded may stand before this place: then it must not be granted over their heads. */
export function standsBeyond(pod: PodFacts, place: Place): boolean {
  const last = pod.queue.at(-1);
  return pod.queueLength > pod.queue.length && (last === undefined || byPlace(last, place) < 0);
}

/** Below the limit whenever fewer slots than the limit are taken. */
function lowestFree(taken: ReadonlySet<number>): number {
  let slot = 1;
  while (taken.has(slot)) slot += 1;
  return slot;
}

const keyOf = ({ repositoryId, pullNumber }: ItemKey): ItemKey => ({ repositoryId, pullNumber });

interface Asking {
  /** What the author just did: opened it, or marked it ready or reopened it; null for any other event and for a sweep. */
  readonly asked: 'opened' | 'again' | null;
  /** No row of ours knew this pull request before. */
  readonly firstSeen: boolean;
  readonly pull: { readonly createdAt: string; readonly updatedAt: string };
  readonly now: string;
}

/**
 * When a pull request without a lock asked for its slot, by GitHub's clock: a late delivery keeps its place.
 * Opened, or never seen before: when it was created. Ready or reopened, or back without a lock: when it last changed.
 * Never later than `now`, so that a clock running ahead cannot hold a place in the future.
 */
export function askedAt({ asked, firstSeen, pull, now }: Asking): string {
  const since = asked === 'opened' || (firstSeen && asked === null) ? pull.createdAt : pull.updatedAt;
  return Date.parse(since) > Date.parse(now) ? now : since;
}
