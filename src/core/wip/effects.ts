// What a pod's transitions mean for the world: what a check's answer is, what makes it worth writing again, what the audit log
// records, and whose checks may have changed.

import type { AuditEntry } from '../decision.ts';
import type { CheckOutcome } from '../effect.ts';
import { subjectKey } from '../event.ts';
import type { Attempt } from './attempt.ts';
import { freezeAt, isStopped } from './freeze.ts';
import { itemKey, ownLock, sameItem } from './items.ts';
import type { ItemKey, PodChange, PodFacts, PodView, Standing, Transition } from './model.ts';
import type { Order } from './orders.ts';
import { band, isNear } from './words.ts';

/** Part of every essence: raise it to have all checks written again after the words changed. */
export const WORDING = 2;

const GREEN: CheckOutcome = { status: 'completed', conclusion: 'success' };

/** Green needs a slot wherever the pod enforces, and no stopped line; a wait is never green, and neither is a draft without a slot. */
export function outcome(pod: PodView, place: Standing): CheckOutcome {
  if (pod.mode !== 'enforce' || place.kind === 'exempt') return GREEN;
  if (place.kind === 'held') return isStopped(pod, place) ? { status: 'queued' } : GREEN;
  return place.kind === 'refused' ? { status: 'completed', conclusion: 'failure' } : { status: 'queued' };
}

/**
 * What one pod's part of a check is about. Far from the front it leaves out the holders and keeps only a band, so that
 * one merge in front of a thousand waiters does not cost a thousand writes.
 */
export function essence(pod: PodView, place: Standing): readonly unknown[] {
  const about = [pod.id, pod.name, pod.mode, pod.wip.limit, pod.wip.drafts, pod.freeze, place.kind];
  switch (place.kind) {
    case 'held':
      return [...about, place.slot, place.weight, place.expedited, place.warned && place.expiresAt];
    case 'queued': {
      const near = isNear(place.position) ? [band(pod.lineLength), holdersOf(pod), place.obstacle] : [];
      return [...about, place.expedited, band(place.position), ...near];
    }
    case 'refused':
      return [...about, holdersOf(pod)];
    case 'draft':
      return about;
    case 'exempt':
      return [...about, place.why];
  }
}

const holdersOf = (pod: PodView): readonly unknown[] =>
  pod.holders.map(({ item, slot, grantedAt, hidden }) => [
    item.repositoryId,
    item.pullNumber,
    slot,
    grantedAt,
    ...(hidden ? ['hidden'] : []),
  ]);

const BY_CLOS = { actor: 'clos', reason: null };

/** Whoever ordered it is its actor; what follows from rules and time is ours. */
function ordererOf(orders: readonly Order[], kind: Order['kind']): { actor: string; reason: string | null } {
  const order = orders.findLast((one) => one.kind === kind);
  return order ? { actor: order.actor.login, reason: order.reason } : BY_CLOS;
}

export function audit(
  pod: PodFacts,
  transitions: readonly Transition[],
  attempt: Pick<Attempt, 'orders' | 'subject' | 'now'>,
): AuditEntry[] {
  const { orders } = attempt;
  const entries = transitions.filter((change) => change.podId === pod.id && isWorthLogging(pod, change));
  return [
    ...entries.flatMap((change) => [...wentFirst(pod, change, attempt), entryOf(pod, change, orders)]),
    ...bypass(pod, attempt),
  ];
}

/** One that came with the right to go first has no row yet that could be expedited; who gave it that is told all the same. */
function wentFirst(
  pod: PodFacts,
  change: Transition,
  { orders, subject }: Pick<Attempt, 'orders' | 'subject'>,
): AuditEntry[] {
  const isNew = (change.kind === 'grant' || change.kind === 'enqueue') && ownLock(pod, change.item) === null;
  if (!isNew || change.priority === 0 || !subject || !sameItem(subject.item, change.item)) return [];
  return [entryOf(pod, { kind: 'expedite', podId: pod.id, item: change.item }, orders)];
}

/** Activity happens all day; where it kept a slot that was announced to expire, the log says so (T-66). */
function isWorthLogging(pod: PodFacts, change: Transition): boolean {
  if (change.kind !== 'touch') return true;
  const lock = ownLock(pod, change.item);
  return lock?.status === 'held' && lock.warnedAt !== null;
}

function entryOf(pod: PodFacts, change: Transition, orders: readonly Order[]): AuditEntry {
  const handedBack = change.kind === 'requeue' && change.reason === 'handed-back';
  const byHand = handedBack || change.kind === 'expedite';
  const { actor, reason } = byHand ? ordererOf(orders, handedBack ? 'release' : 'expedite') : BY_CLOS;
  return {
    actor,
    action: `wip.${actionOf(change)}`,
    subject: subjectKey({ kind: 'pull', ...change.item }),
    before: rowBefore(pod, change.item),
    after: { ...rowAfter(change), ...(reason === null ? {} : { because: reason }) },
  };
}

function actionOf(change: Transition): string {
  if (change.kind !== 'requeue') return change.kind;
  return change.reason === 'expired' ? 'expire' : 'release';
}

/** Merged although its check was not green: somebody with a bypass did that, and it is worth knowing (T-21). */
function bypass(pod: PodFacts, { subject, now }: Pick<Attempt, 'subject' | 'now'>): AuditEntry[] {
  if (!subject?.merged || !pod.asked || pod.rules?.mode !== 'enforce') return [];
  const lock = ownLock(pod, subject.item);
  const stopped = freezeAt(pod.freeze, now) !== null && (lock?.priority ?? 0) === 0;
  if (lock?.status === 'held' && !stopped) return [];
  const item = subjectKey({ kind: 'pull', ...subject.item });
  const before = rowBefore(pod, subject.item);
  return [
    { actor: 'clos', action: 'wip.merged-without-slot', subject: item, before, after: { pod: pod.id } },
  ];
}

export function podAudit(
  pod: PodFacts,
  changes: readonly PodChange[],
  orders: readonly Order[],
): AuditEntry[] {
  return changes
    .filter((change) => change.podId === pod.id)
    .map((change) => ({
      ...ordererOf(orders, change.kind),
      action: `wip.${change.kind}`,
      subject: `pod/${pod.id}`,
      before: pod.freeze,
      after: change.kind === 'freeze' ? change.freeze : null,
    }))
    .map(({ reason, after, ...entry }) => ({ ...entry, after: after ?? (reason && { because: reason }) }));
}

function rowBefore(pod: PodFacts, key: ItemKey): unknown {
  const lock = ownLock(pod, key);
  if (!lock) return null;
  const { status, requestedAt } = lock;
  return { pod: pod.id, status, requestedAt, ...(lock.status === 'held' ? { slot: lock.slot } : {}) };
}

function rowAfter(change: Transition): Record<string, unknown> {
  const pod = change.podId;
  switch (change.kind) {
    case 'enqueue':
      return { pod, status: 'queued', requestedAt: change.requestedAt };
    case 'grant':
      return { pod, status: 'held', slot: change.slot, requestedAt: change.requestedAt };
    case 'release':
      return { pod, status: 'released', reason: change.reason };
    case 'requeue':
      return { pod, status: 'queued', reason: change.reason, requestedAt: change.requestedAt };
    case 'expedite':
      return { pod, expedited: true };
    case 'warn':
      return { pod, status: 'held', warned: true };
    case 'touch':
      return { pod, status: 'held' };
  }
}

/** Whether somebody outside this decision may now read something else: a place moved, a holder, a freeze or the limit changed. */
export function needsRefresh(
  before: PodFacts,
  after: PodView,
  own: readonly Transition[],
  changed: boolean,
): boolean {
  if (after.mode === 'observe') return false;
  // The rules of the pod may have changed, and holders are told the limit too.
  if (changed) return after.holders.length + after.lineLength > 0;
  const moves = own.filter(({ kind }) => kind !== 'touch' && kind !== 'warn');
  const written = new Set(own.map((change) => itemKey(change.item)));
  const others = after.lineLength - after.line.filter((each) => written.has(itemKey(each.item))).length;
  if (others <= 0 || moves.length === 0) return false;
  if (moves.some((change) => change.kind !== 'enqueue')) return true;
  return !(joinedLast(after, written) && band(before.queueLength) === band(after.lineLength));
}

function joinedLast(after: PodView, joined: ReadonlySet<string>): boolean {
  const last = after.line.at(-1);
  return after.far !== null || (last !== undefined && joined.has(itemKey(last.item)));
}
