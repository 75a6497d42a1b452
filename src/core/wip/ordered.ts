// What people's orders change: a slot handed back, an item sent to the front, a line stopped or let go again.

import type { Attempt } from './attempt.ts';
import { freezeAt } from './freeze.ts';
import { keyOf, ownLock, sameItem } from './items.ts';
import type { Item, PodChange, PodFacts, Transition } from './model.ts';
import type { Order } from './orders.ts';
import { whereaboutsOf } from './seen.ts';

export interface Ordered {
  readonly podChanges: readonly PodChange[];
  readonly transitions: readonly Transition[];
}

export function ordered(pods: readonly PodFacts[], attempt: Attempt): Ordered {
  const { subject, orders } = attempt;
  const ended = pods.filter((pod) => pod.freeze !== null && freezeAt(pod.freeze, attempt.now) === null);
  const asked = pods.filter((pod) => pod.asked);
  const podChanges = [
    ...ended.map((pod): PodChange => ({ kind: 'unfreeze', podId: pod.id })),
    ...orders.flatMap((order) => freezeOrder(order, asked, attempt)),
  ];
  const mayMove = subject !== null && subject.wish.kind !== 'leaves';
  const transitions = mayMove
    ? orders.flatMap((order) => itemOrder(order, asked, subject.item, attempt.now))
    : [];
  const free = pods.filter((pod) =>
    podChanges.some(({ kind, podId }) => kind === 'unfreeze' && podId === pod.id),
  );
  return {
    podChanges,
    transitions: [...transitions, ...free.flatMap((pod) => begunAgain(pod, transitions))],
  };
}

function freezeOrder(order: Order, pods: readonly PodFacts[], { now, subject }: Attempt): PodChange[] {
  if (order.kind === 'unfreeze')
    return pods.filter((pod) => pod.freeze !== null).map((pod) => ({ kind: 'unfreeze', podId: pod.id }));
  if (order.kind !== 'freeze') return [];
  const { reason, until, actor } = order;
  const from = subject && { from: whereaboutsOf(subject.item) };
  const freeze = { reason, until, by: actor.login, since: now, ...from };
  return pods.map((pod) => ({ kind: 'freeze', podId: pod.id, freeze }));
}

function itemOrder(order: Order, pods: readonly PodFacts[], item: Item, now: string): Transition[] {
  if (order.kind !== 'release' && order.kind !== 'expedite') return [];
  return pods.flatMap((pod): Transition[] => {
    const lock = ownLock(pod, item);
    if (lock === null) return [];
    const at = { podId: pod.id, item: keyOf(item) };
    if (order.kind === 'expedite') return lock.priority > 0 ? [] : [{ kind: 'expedite', ...at }];
    const notBefore = later(now, pod.rules?.wip.reacquireDelay ?? 0);
    return [{ kind: 'requeue', ...at, reason: 'handed-back', requestedAt: now, priority: 0, notBefore }];
  });
}

/** Nobody could merge while the line was stopped: the time to live of its holders begins again. */
function begunAgain(pod: PodFacts, moved: readonly Transition[]): Transition[] {
  if (!pod.rules?.wip.ttl) return [];
  const left = moved.filter(({ podId, kind }) => podId === pod.id && kind === 'requeue');
  return pod.held
    .filter(({ item }) => !left.some((change) => sameItem(change.item, item)))
    .map(({ item }) => ({ kind: 'touch', podId: pod.id, item: keyOf(item) }));
}

/** Null when there is nothing to wait for. */
export const later = (now: string, seconds: number): string | null =>
  seconds > 0 ? new Date(Date.parse(now) + seconds * 1_000).toISOString() : null;
