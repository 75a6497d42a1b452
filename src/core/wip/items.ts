// Items and their places: identity, order, and where one stands in a pod.

import type { ItemKey, Lock, PodFacts, QueuedLock } from './model.ts';

/** What puts one waiter before another. */
export type Place = Pick<QueuedLock, 'item' | 'priority' | 'requestedAt'>;

export const sameItem = (a: ItemKey, b: ItemKey): boolean =>
  a.repositoryId === b.repositoryId && a.pullNumber === b.pullNumber;

/** One string per item, for maps. */
export const itemKey = (item: ItemKey): string => `${item.repositoryId}/${item.pullNumber}`;

export const keyOf = ({ repositoryId, pullNumber }: ItemKey): ItemKey => ({ repositoryId, pullNumber });

/**
 * As strings only where both are written alike: GitHub writes whole seconds and the database fractions, and `.` sorts before `Z`. A line
 * is put in order many times, and reading instants took most of that.
 */
function inTime(a: string, b: string): number {
  if (a === b) return 0;
  const alike = a.length === b.length && a.endsWith('Z') && b.endsWith('Z');
  return alike ? (a < b ? -1 : 1) : Date.parse(a) - Date.parse(b);
}

/** Expedited first, then oldest request; ids decide between equal seconds, so that every replica agrees. */
export function byPlace(a: Place, b: Place): number {
  return (
    b.priority - a.priority ||
    inTime(a.requestedAt, b.requestedAt) ||
    a.item.repositoryId - b.item.repositoryId ||
    a.item.pullNumber - b.item.pullNumber
  );
}

export function ownLock(pod: PodFacts, item: ItemKey): Lock | null {
  if (pod.own && sameItem(pod.own.lock.item, item)) return pod.own.lock;
  return [...pod.held, ...pod.queue].find((lock) => sameItem(lock.item, item)) ?? null;
}

/** True when rows that were not loaded may stand before this place: then it must not be granted over their heads. */
export function standsBeyond(pod: PodFacts, place: Place): boolean {
  const last = pod.queue.at(-1);
  return pod.queueLength > pod.queue.length && (last === undefined || byPlace(last, place) < 0);
}
