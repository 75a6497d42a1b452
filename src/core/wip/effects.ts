// What a pod's transitions mean for the world: how the pod reads afterwards, what the audit log records,
// whose checks may have changed, and what makes a check worth writing again.

import type { AuditEntry } from '../decision.ts';
import type { CheckOutcome } from '../effect.ts';
import { subjectKey } from '../event.ts';
import type {
  Holder,
  Item,
  ItemKey,
  Lock,
  PodFacts,
  PodView,
  QueuedLock,
  Standing,
  Transition,
  Waiter,
} from './model.ts';
import { byPlace, itemKey, sameItem, standsBeyond } from './rules.ts';
import { band, isNear } from './words.ts';

/** Part of every essence: raise it to have all checks written again after the words changed. */
export const WORDING = 1;

/** The pod once `transitions` are applied. `fresh` is the subject as GitHub shows it now; rows may hold older words. */
export function view(
  given: PodFacts,
  transitions: readonly Transition[],
  fresh: Item | null,
  now: string,
): PodView {
  const pod = fresh === null ? given : renewed(given, fresh);
  const { id, name, mode, wip } = pod;
  const left = movers(transitions);
  const stayed = pod.held.filter((lock) => !left(lock.item));
  const admitted = transitions.flatMap((change): Holder[] => {
    const item = change.kind === 'grant' ? itemOf(pod, fresh, change.item) : null;
    return change.kind === 'grant' && item ? [{ item, slot: change.slot, grantedAt: now }] : [];
  });
  const holders = [...stayed.map(({ item, slot, grantedAt }) => ({ item, slot, grantedAt })), ...admitted];
  const joined = transitions.flatMap((change): Waiter[] => {
    const item = change.kind === 'enqueue' ? itemOf(pod, fresh, change.item) : null;
    return change.kind === 'enqueue' && item ? [{ item, priority: 0, requestedAt: change.requestedAt }] : [];
  });
  return {
    id,
    name,
    mode,
    wip,
    holders: holders.sort((a, b) => a.slot - b.slot),
    ...lineAfter(pod, left, joined),
  };
}

/** Who leaves the place they had, for a slot or for good. */
const movers = (transitions: readonly Transition[]) => (item: ItemKey) =>
  transitions.some((change) => change.kind !== 'enqueue' && sameItem(change.item, item));

function lineAfter(
  pod: PodFacts,
  left: (item: ItemKey) => boolean,
  joined: readonly Waiter[],
): Pick<PodView, 'line' | 'lineLength' | 'far'> {
  const waiting = pod.queue.filter((lock) => !left(lock.item)).map(waiterOf);
  const gone = pod.queue.length - waiting.length;
  const beyond = ownBeyondHead(pod);
  const stays = beyond !== null && !left(beyond.waiter.item);
  const lineLength = pod.queueLength - gone - (beyond === null || stays ? 0 : 1) + joined.length;
  const back = joined.find((waiter) => standsBeyond(pod, waiter));
  const line = [...waiting, ...joined.filter((waiter) => waiter !== back)].sort(byPlace);
  // Its exact place among rows that were not loaded is unknown: the last place is never better than the truth.
  if (back !== undefined) return { line, lineLength, far: { waiter: back, position: lineLength } };
  const far = stays ? { waiter: beyond.waiter, position: beyond.position - gone } : null;
  return { line, lineLength, far };
}

function ownBeyondHead(pod: PodFacts): PodView['far'] {
  const lock = pod.own?.lock;
  if (lock?.status !== 'queued' || pod.queue.some((row) => sameItem(row.item, lock.item))) return null;
  return { waiter: waiterOf(lock), position: pod.own?.position ?? pod.queueLength };
}

const waiterOf = ({ item, priority, requestedAt }: QueuedLock): Waiter => ({ item, priority, requestedAt });

/** The same rows with the subject's words as GitHub shows them now. */
function renewed(pod: PodFacts, fresh: Item): PodFacts {
  const renew = <L extends Lock>(lock: L): L =>
    sameItem(lock.item, fresh) ? { ...lock, item: fresh } : lock;
  const own = pod.own && { ...pod.own, lock: renew(pod.own.lock) };
  return { ...pod, held: pod.held.map(renew), queue: pod.queue.map(renew), own };
}

const itemOf = (pod: PodFacts, fresh: Item | null, key: ItemKey): Item | null =>
  fresh !== null && sameItem(fresh, key) ? fresh : (rowOf(pod, key)?.item ?? null);

const rowOf = (pod: PodFacts, key: ItemKey): Lock | undefined =>
  [...pod.held, ...pod.queue, ...(pod.own ? [pod.own.lock] : [])].find((lock) => sameItem(lock.item, key));

/** Where each item stands. Read once per pod, because a survey asks for every row of it. */
export function standings(pod: PodView): (item: Item) => Standing {
  const known = new Map<string, Standing>();
  pod.line.forEach(({ item, requestedAt }, index) => {
    known.set(itemKey(item), { kind: 'queued', position: index + 1, requestedAt });
  });
  if (pod.far !== null) {
    const { waiter, position } = pod.far;
    known.set(itemKey(waiter.item), { kind: 'queued', position, requestedAt: waiter.requestedAt });
  }
  for (const { item, slot, grantedAt } of pod.holders) {
    known.set(itemKey(item), { kind: 'held', slot, since: grantedAt });
  }
  return (item) => known.get(itemKey(item)) ?? withoutRow(pod, item);
}

const withoutRow = (pod: PodView, item: Item): Standing =>
  item.draft && pod.wip.drafts === 'exclude' ? { kind: 'draft' } : { kind: 'refused' };

/** Green needs a slot wherever the pod enforces; a line is never green, and neither is a draft without a slot. */
export function outcome(pod: PodView, place: Standing): CheckOutcome {
  if (place.kind === 'held' || pod.mode !== 'enforce') return { status: 'completed', conclusion: 'success' };
  return place.kind === 'refused' ? { status: 'completed', conclusion: 'failure' } : { status: 'queued' };
}

/**
 * What one pod's part of a check is about. Far from the front it leaves out the holders and keeps only a band, so that
 * one merge in front of a thousand waiters does not cost a thousand writes.
 */
export function essence(pod: PodView, place: Standing): readonly unknown[] {
  const about = [pod.id, pod.mode, pod.wip.limit, pod.wip.drafts, place.kind];
  const holders = pod.holders.map(({ item, slot, grantedAt }) => [
    item.repositoryId,
    item.pullNumber,
    slot,
    grantedAt,
  ]);
  switch (place.kind) {
    case 'held':
      return [...about, place.slot];
    case 'queued': {
      const near = isNear(place.position) ? [band(pod.lineLength), holders] : [];
      return [...about, band(place.position), ...near];
    }
    case 'refused':
      return [...about, holders];
    case 'draft':
      return about;
  }
}

export function audit(pod: PodFacts, transitions: readonly Transition[]): AuditEntry[] {
  return transitions.map((change) => ({
    actor: 'clos',
    action: `wip.${change.kind}`,
    subject: subjectKey({ kind: 'pull', ...change.item }),
    before: rowBefore(pod, change.item),
    after: rowAfter(change),
  }));
}

function rowBefore(pod: PodFacts, key: ItemKey): unknown {
  const lock = rowOf(pod, key);
  if (!lock) return null;
  const { status, requestedAt } = lock;
  return { pod: pod.id, status, requestedAt, ...(lock.status === 'held' ? { slot: lock.slot } : {}) };
}

function rowAfter(change: Transition): unknown {
  switch (change.kind) {
    case 'enqueue':
      return { pod: change.podId, status: 'queued', requestedAt: change.requestedAt };
    case 'grant':
      return { pod: change.podId, status: 'held', slot: change.slot, requestedAt: change.requestedAt };
    case 'release':
      return { pod: change.podId, status: 'released', reason: change.reason };
  }
}

/** Whether somebody outside this decision may now read something else: a place moved, a holder or the limit changed. */
export function needsRefresh(
  before: PodFacts,
  after: PodView,
  transitions: readonly Transition[],
  podOnly: boolean,
): boolean {
  if (after.mode === 'observe') return false;
  // The rules of the pod may have changed, and holders are told the limit too.
  if (podOnly) return after.holders.length + after.lineLength > 0;
  const written = (item: Item) => transitions.some((change) => sameItem(change.item, item));
  const others = after.lineLength - after.line.filter((each) => written(each.item)).length;
  if (others <= 0) return false;
  if (transitions.some((change) => change.kind !== 'enqueue')) return true;
  return transitions.length > 0 && !(joinedLast(after, written) && sameBand(before, after));
}

const sameBand = (before: PodFacts, after: PodView) => band(before.queueLength) === band(after.lineLength);

function joinedLast(after: PodView, joined: (item: Item) => boolean): boolean {
  const last = after.line.at(-1);
  return after.far !== null || (last !== undefined && joined(last.item));
}
