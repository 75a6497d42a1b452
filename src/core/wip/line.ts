// Everybody who asks for a slot, in order: the loaded lines as they stand after departures, and the subject.

import type { Attempt } from './attempt.ts';
import { byPlace, itemKey, ownLock, type Place, sameItem, standsBeyond } from './items.ts';
import type { PodFacts, QueuedLock, Transition } from './model.ts';

export interface Candidate extends Place {
  readonly notBefore: string | null;
  /** Where it asks; it may hold a slot in others of its pods already. */
  readonly podIds: readonly number[];
  /** It has no row yet in these. */
  readonly newIn: readonly number[];
  /** Rows that were not loaded may stand before it: it must not be admitted over their heads. */
  readonly beyond: boolean;
}

/** Everybody who asks for a slot, in order: the loaded lines and the subject. */
export function candidates(
  pods: readonly PodFacts[],
  attempt: Attempt,
  moved: readonly Transition[],
): Candidate[] {
  const all = new Map<string, Candidate>();
  const add = (candidate: Candidate): void => {
    const key = itemKey(candidate.item);
    const known = all.get(key);
    all.set(
      key,
      known ? { ...known, podIds: [...new Set([...known.podIds, ...candidate.podIds])] } : candidate,
    );
  };
  const touched = new Map(moved.map((change) => [`${change.podId}:${itemKey(change.item)}`, change]));
  for (const pod of pods)
    for (const lock of [...pod.queue, ...requeued(pod, moved)]) {
      const change = touched.get(`${pod.id}:${itemKey(lock.item)}`);
      if (change?.kind === 'release') continue;
      const place = change?.kind === 'requeue' ? { ...lock, ...change, item: lock.item, priority: 0 } : lock;
      const priority = change?.kind === 'expedite' ? 1 : place.priority;
      const podIds = [...new Set([...lock.podIds, pod.id])].filter(
        (id) => touched.get(`${id}:${itemKey(lock.item)}`)?.kind !== 'release',
      );
      add({ ...place, priority, podIds, newIn: [], beyond: false });
    }
  const applicant = newcomer(pods, attempt, all);
  if (applicant) all.set(itemKey(applicant.item), applicant);
  const byId = new Map(pods.map((pod) => [pod.id, pod]));
  const behind = (one: Candidate, podId: number): boolean => {
    const pod = byId.get(podId);
    return pod !== undefined && standsBeyond(pod, one);
  };
  return [...all.values()]
    .map((one) => ({ ...one, beyond: one.podIds.some((podId) => behind(one, podId)) }))
    .sort(byPlace);
}

/** Holders that go back in line. */
function requeued(pod: PodFacts, moved: readonly Transition[]): QueuedLock[] {
  return moved.flatMap((change) => {
    if (change.kind !== 'requeue' || change.podId !== pod.id) return [];
    const held = pod.held.find((lock) => sameItem(lock.item, change.item));
    if (!held) return [];
    const { item } = held;
    const { requestedAt, notBefore } = change;
    return [{ status: 'queued' as const, item, priority: 0, requestedAt, notBefore, podIds: [pod.id] }];
  });
}

/** The subject, where it asks and has no row yet. */
function newcomer(
  pods: readonly PodFacts[],
  { subject, orders }: Attempt,
  known: ReadonlyMap<string, Candidate>,
): Candidate | null {
  if (subject === null || subject.wish.kind !== 'asks') return null;
  const newIn = pods.filter((pod) => pod.asked && ownLock(pod, subject.item) === null).map((pod) => pod.id);
  if (newIn.length === 0) return null;
  const { item, wish } = subject;
  const row = known.get(itemKey(item));
  const waiting = pods.flatMap((pod) => (ownLock(pod, item)?.status === 'queued' ? [pod.id] : []));
  const priority = orders.some((order) => order.kind === 'expedite') ? 1 : (row?.priority ?? 0);
  const place = row ?? { item, requestedAt: wish.requestedAt, notBefore: null };
  return { ...place, item, priority, podIds: [...new Set([...waiting, ...newIn])], newIn, beyond: false };
}
