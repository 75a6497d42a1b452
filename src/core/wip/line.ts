// Everybody who asks for a slot, in order: the loaded lines as they stand after departures, and the subject.

import type { Attempt } from './attempt.ts';
import { byPlace, itemKey, ownLock, type Place, sameItem, standsBeyond } from './items.ts';
import type { ItemKey, PodFacts, QueuedLock, Transition } from './model.ts';

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
    all.set(key, known ? inBoth(known, candidate) : candidate);
  };
  const touched = new Map(moved.map((change) => [`${change.podId}:${itemKey(change.item)}`, change]));
  for (const pod of pods)
    for (const lock of [...pod.queue, ...requeued(pod, moved)]) {
      const change = touched.get(`${pod.id}:${itemKey(lock.item)}`);
      if (change?.kind === 'release') continue;
      const place = change?.kind === 'requeue' ? { ...lock, ...change, item: lock.item } : lock;
      const priority = change?.kind === 'expedite' ? 1 : place.priority;
      const podIds = [...new Set([...lock.podIds, pod.id])].filter(
        (id) => touched.get(`${id}:${itemKey(lock.item)}`)?.kind !== 'release',
      );
      add({ ...place, priority, podIds, newIn: [], beyond: false });
    }
  const isGone = (podId: number, item: ItemKey): boolean =>
    touched.get(`${podId}:${itemKey(item)}`)?.kind === 'release';
  const applicant = newcomer(pods, attempt, all, isGone);
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

/** The same item in another line: it may hold a slot when every delay is over. */
function inBoth(a: Candidate, b: Candidate): Candidate {
  const podIds = [...new Set([...a.podIds, ...b.podIds])];
  const instant = (text: string | null): number => (text === null ? 0 : Date.parse(text));
  const notBefore = instant(a.notBefore) >= instant(b.notBefore) ? a.notBefore : b.notBefore;
  return { ...a, podIds, notBefore };
}

/** Holders that go back in line. */
function requeued(pod: PodFacts, moved: readonly Transition[]): QueuedLock[] {
  return moved.flatMap((change) => {
    if (change.kind !== 'requeue' || change.podId !== pod.id) return [];
    const held = pod.held.find((lock) => sameItem(lock.item, change.item));
    if (!held) return [];
    const { item } = held;
    const { requestedAt, priority, notBefore } = change;
    return [
      {
        status: 'queued' as const,
        item,
        priority,
        requestedAt,
        notBefore,
        podIds: [pod.id],
        inPods: held.inPods,
      },
    ];
  });
}

/** The subject, where it asks and has no row yet. */
function newcomer(
  pods: readonly PodFacts[],
  { subject, orders }: Attempt,
  known: ReadonlyMap<string, Candidate>,
  isGone: (podId: number, item: ItemKey) => boolean,
): Candidate | null {
  if (subject === null || subject.wish.kind !== 'asks') return null;
  const newIn = pods.filter((pod) => pod.asked && ownLock(pod, subject.item) === null).map((pod) => pod.id);
  if (newIn.length === 0) return null;
  const { item, wish } = subject;
  const row = known.get(itemKey(item));
  const waiting = pods.flatMap((pod) =>
    ownLock(pod, item)?.status === 'queued' && !isGone(pod.id, item) ? [pod.id] : [],
  );
  const priority = orders.some((order) => order.kind === 'expedite') ? 1 : (row?.priority ?? 0);
  const place = row ?? { item, requestedAt: wish.requestedAt, notBefore: null };
  return {
    ...place,
    item,
    priority,
    podIds: [...new Set([...(row?.podIds ?? []), ...waiting, ...newIn])],
    newIn,
    beyond: false,
  };
}
