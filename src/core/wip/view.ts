// A pod as it reads once a decision is applied, and where each item then stands in it.

import type { PodRules } from '../policy.ts';
import type { Attempt } from './attempt.ts';
import { freezeAt } from './freeze.ts';
import { byPlace, itemKey, ownLock, sameItem } from './items.ts';
import type {
  HeldLock,
  Holder,
  Item,
  ItemKey,
  Obstacle,
  PodFacts,
  PodView,
  QueuedLock,
  Standing,
  Transition,
  Waiter,
} from './model.ts';
import type { Settlement } from './rules.ts';
import { expiresAt } from './time.ts';
import { weightOf } from './traits.ts';

export function viewOf(pod: PodFacts, settled: Settlement, attempt: Attempt, rules: PodRules): PodView {
  const { now } = attempt;
  const own = settled.transitions.filter((change) => change.podId === pod.id);
  const fresh = attempt.subject?.item ?? null;
  const left = moversIn(own);
  const itemOf = (key: ItemKey): Item | null =>
    fresh !== null && sameItem(fresh, key) ? fresh : (ownLock(pod, key)?.item ?? null);
  const stayed = pod.held.filter((lock) => !left(lock.item)).map((lock) => refreshed(lock, own, now));
  const joined = own.flatMap((change) => newHolder(pod, change, itemOf, now));
  const holders = [...stayed, ...joined].map((lock) => holderOf(lock, itemOf, rules));
  const { id, key, name } = pod;
  return {
    id,
    key,
    name,
    mode: rules.mode,
    wip: rules.wip,
    freeze: freezeAt(freezeAfter(pod, settled), now),
    holders: holders.sort((a, b) => a.slot - b.slot),
    ...lineAfter(pod, own, left, itemOf, settled.obstacles),
  };
}

function freezeAfter(pod: PodFacts, { podChanges }: Settlement): PodFacts['freeze'] {
  const last = podChanges.findLast((change) => change.podId === pod.id);
  if (last === undefined) return pod.freeze;
  return last.kind === 'freeze' ? last.freeze : null;
}

/** Who leaves the place they had, for a slot, for the back of the line, or for good. */
function moversIn(own: readonly Transition[]): (item: ItemKey) => boolean {
  const gone = new Set(
    own
      .filter(({ kind }) => kind === 'grant' || kind === 'release' || kind === 'requeue')
      .map(({ item }) => itemKey(item)),
  );
  return (item) => gone.has(itemKey(item));
}

function refreshed(lock: HeldLock, own: readonly Transition[], now: string): HeldLock {
  const changes = own.filter((change) => sameItem(change.item, lock.item)).map(({ kind }) => kind);
  if (changes.includes('touch')) return { ...lock, activeAt: now, warnedAt: null };
  if (changes.includes('warn')) return { ...lock, warnedAt: now };
  return changes.includes('expedite') ? { ...lock, priority: 1 } : lock;
}

type Find = (key: ItemKey) => Item | null;

function newHolder(pod: PodFacts, change: Transition, find: Find, now: string): HeldLock[] {
  const item = change.kind === 'grant' ? find(change.item) : null;
  if (change.kind !== 'grant' || item === null) return [];
  const { slot, requestedAt, priority } = change;
  const times = { requestedAt, grantedAt: now, activeAt: now, warnedAt: null };
  return [{ status: 'held', item, slot, priority, ...times, fence: 0, inPods: [pod.id] }];
}

function holderOf(lock: HeldLock, find: Find, { wip }: PodRules): Holder {
  const item = find(lock.item) ?? lock.item;
  return {
    item,
    slot: lock.slot,
    weight: weightOf(item, wip),
    grantedAt: lock.grantedAt,
    expedited: lock.priority > 0,
    expiresAt: expiresAt(lock, wip.ttl),
    warned: lock.warnedAt !== null,
  };
}

function lineAfter(
  pod: PodFacts,
  own: readonly Transition[],
  left: (item: ItemKey) => boolean,
  find: Find,
  obstacles: Settlement['obstacles'],
): Pick<PodView, 'line' | 'lineLength' | 'far'> {
  const why = (item: ItemKey): Obstacle | null => obstacles.get(itemKey(item))?.get(pod.id) ?? null;
  const expedited = new Set(own.filter(({ kind }) => kind === 'expedite').map(({ item }) => itemKey(item)));
  const waiter = ({
    item,
    priority,
    requestedAt,
  }: Pick<QueuedLock, 'item' | 'priority' | 'requestedAt'>): Waiter => ({
    item: find(item) ?? item,
    priority: expedited.has(itemKey(item)) ? 1 : priority,
    requestedAt,
    obstacle: why(item),
  });
  const waiting = pod.queue.filter((lock) => !left(lock.item)).map(waiter);
  const gone = pod.queue.length - waiting.length;
  const joined = joiners(own, find).map(waiter);
  const beyond = ownBeyondHead(pod);
  const stays = beyond !== null && !left(beyond.lock.item);
  const lineLength = pod.queueLength - gone - (beyond === null || stays ? 0 : 1) + joined.length;
  const hidden = pod.queueLength > pod.queue.length;
  const last = pod.queue.at(-1);
  const back = hidden ? joined.find((one) => last === undefined || byPlace(last, one) < 0) : undefined;
  const line = [...waiting, ...joined.filter((one) => one !== back)].sort(byPlace);
  // Its exact place among rows that were not loaded is unknown: the last place is never better than the truth.
  if (back !== undefined) return { line, lineLength, far: { waiter: back, position: lineLength } };
  const far = stays ? { waiter: waiter(beyond.lock), position: beyond.position - gone } : null;
  return { line, lineLength, far };
}

/** Who stands in line now and did not before: a newcomer, or somebody sent to the back and not admitted again at once. */
function joiners(own: readonly Transition[], find: Find) {
  const granted = new Set(own.filter(({ kind }) => kind === 'grant').map(({ item }) => itemKey(item)));
  return own.flatMap((change) => {
    if (change.kind !== 'enqueue' && change.kind !== 'requeue') return [];
    const item = granted.has(itemKey(change.item)) ? null : find(change.item);
    return item ? [{ item, priority: change.priority, requestedAt: change.requestedAt }] : [];
  });
}

function ownBeyondHead(pod: PodFacts): { readonly lock: QueuedLock; readonly position: number } | null {
  const lock = pod.own?.lock;
  if (lock?.status !== 'queued' || pod.queue.some((row) => sameItem(row.item, lock.item))) return null;
  return { lock, position: pod.own?.position ?? pod.queueLength };
}

/** Where each item stands. Read once per pod, because a survey asks for every row of it. */
export function standings(pod: PodView): (item: Item) => Standing {
  const known = new Map<string, Standing>();
  const queued = ({ item, priority, requestedAt, obstacle }: Waiter, position: number): void => {
    const expedited = priority > 0;
    known.set(itemKey(item), { kind: 'queued', position, requestedAt, expedited, obstacle });
  };
  for (const [index, waiter] of pod.line.entries()) queued(waiter, index + 1);
  if (pod.far !== null) queued(pod.far.waiter, pod.far.position);
  for (const { item, grantedAt: since, ...holder } of pod.holders) {
    known.set(itemKey(item), { kind: 'held', since, ...holder });
  }
  return (item) => known.get(itemKey(item)) ?? withoutRow(pod, item);
}

const withoutRow = (pod: PodView, item: Item): Standing =>
  item.draft && pod.wip.drafts === 'exclude' ? { kind: 'draft' } : { kind: 'refused' };
