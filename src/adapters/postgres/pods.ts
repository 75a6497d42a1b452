// What a decision sees while it holds its pods. Counts are derived from rows on every look; the lock is the pod's own row, and
// `UNIQUE (pod_id, slot_no)` over held locks is the backstop.

import { TransientFault } from '../../core/faults.ts';
import type { InstallationId } from '../../core/ids.ts';
import type { PodRules } from '../../core/policy.ts';
import type { HeldLock, ItemKey, Lock, PodFacts, QueuedLock } from '../../core/wip/model.ts';
import type { Freeze } from '../../core/wip/orders.ts';
import type { Claim } from '../../ports/ledger.ts';
import { type LockRow, lockOf, ownOf, type PodRows, podRowsQuery, wholeSteps } from './lock-rows.ts';
import { iso } from './rows.ts';
import type { Session } from './tenant.ts';

/** How much of the queue a single decision needs to see beyond the slots it may free: those whose places are told exactly. */
const QUEUE_HEAD = 10;

export interface LockedPod {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  readonly rules: PodRules | null;
  readonly freeze: Freeze | null;
  /** Claimed itself, rather than locked because somebody in line there waits here too. */
  readonly primary: boolean;
}

export interface Locked {
  readonly pods: readonly LockedPod[];
  /** The database clock, read when all rows were locked (T-64). */
  readonly lockedAt: string;
}

/** Pods were joined by an item between the look and the lock. The transaction is begun again. */
export class PodsMoved extends TransientFault {
  constructor() {
    super('pods-moved', 'the pods to be locked changed while they were being locked');
  }
}

/** Where an item holds or waits, as `l`. OFFSET 0 keeps it a look-up by index: a plan made while there were few locks read all of them. */
const standsIn = (repository: string, number: string): string => `(SELECT pod_id FROM wip_locks
    WHERE repository_id = ${repository} AND pull_number = ${number} AND status <> 'released' OFFSET 0) l`;

/**
 * Locks the claimed pods, those where the subject stands, and those shared by anybody in them, in id order. One statement: the clock is
 * read when all rows are locked. What it saw before it got them is no more than a guess at which to lock: rows are read by the next.
 */
const LOCK = `
  WITH ${ownOf('$3', '$4')}, chosen AS MATERIALIZED (
    SELECT pod_id FROM pods WHERE key = ANY ($1::text[]) OR pod_id = ANY ($2::int8[])
    UNION SELECT pod_id FROM own CROSS JOIN LATERAL ${standsIn('own.r', 'own.n')}
  ), wanted AS MATERIALIZED (
    SELECT pod_id FROM chosen
    UNION SELECT l.pod_id FROM wip_locks here CROSS JOIN LATERAL ${standsIn('here.repository_id', 'here.pull_number')}
    WHERE here.pod_id IN (SELECT pod_id FROM chosen) AND here.shared AND here.status <> 'released'
  ), locked AS (
    SELECT pod_id, key, name, rules, frozen FROM pods WHERE pod_id IN (SELECT pod_id FROM wanted) ORDER BY pod_id FOR UPDATE
  )
  SELECT coalesce(json_agg(json_build_object('id', pod_id, 'key', key, 'name', name, 'rules', rules, 'freeze', frozen,
    'primary', pod_id IN (SELECT pod_id FROM chosen)) ORDER BY pod_id), '[]') AS pods, clos_now() AS now FROM locked`;

const CREATE = 'INSERT INTO pods (installation_id, key, name) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING';

/** As two arrays, for `ownOf`. */
export const ownValues = (
  items: readonly ItemKey[],
): [repositories: readonly number[], numbers: readonly number[]] => [
  items.map(({ repositoryId }) => repositoryId),
  items.map(({ pullNumber }) => pullNumber),
];

export const ownIn = ({ own }: Pick<Claim, 'own'>): readonly ItemKey[] => (own === null ? [] : [own]);

/** `own`: the subjects, each of which may stand in further pods. */
export async function lockPods(
  session: Session,
  { keys, ids }: Pick<Claim, 'keys' | 'ids'>,
  own: readonly ItemKey[],
): Promise<Locked> {
  const [row] = await session.rows<{ pods: LockedPod[]; now: string }>(LOCK, [
    keys.map(({ key }) => key),
    ids,
    ...ownValues(own),
  ]);
  return { pods: row?.pods ?? [], lockedAt: iso(row?.now ?? '') };
}

/** Those of the claimed pods that are not there yet. */
export const missingPods = ({ keys }: Claim, { pods }: Locked): Claim['keys'] =>
  keys.filter((one) => !pods.some((pod) => pod.key === one.key));

export async function createPods(
  session: Session,
  tenant: InstallationId,
  missing: Claim['keys'],
): Promise<void> {
  for (const { key, name } of missing) await session.rows(CREATE, [tenant, key, name]);
}

/** How far into these pods' lines a single decision looks. */
export const headOf = (pods: readonly LockedPod[]): number =>
  QUEUE_HEAD + Math.max(0, ...pods.map((pod) => pod.rules?.wip.limit ?? 0));

async function rowsOf(
  session: Session,
  pod: number,
  own: readonly ItemKey[],
  head: number | null,
): Promise<[number, PodRows]> {
  const text = `WITH ${ownOf('$2', '$3')} SELECT (${podRowsQuery('$1::int8', wholeSteps(head))}) AS pod`;
  const [row] = await session.rows<{ pod: PodRows }>(text, [pod, ...ownValues(own)]);
  return [pod, row?.pod ?? { rows: [], waiting: 0 }];
}

/** Of each pod; of whole lines when `head` is null. */
export async function readRows(
  session: Session,
  pods: readonly LockedPod[],
  own: readonly ItemKey[],
  head: number | null,
): Promise<ReadonlyMap<number, PodRows>> {
  return new Map(await Promise.all(pods.map((pod) => rowsOf(session, pod.id, own, head))));
}

const isHeld = (one: Lock): one is HeldLock => one.status === 'held';
const isQueued = (one: Lock): one is QueuedLock => one.status === 'queued';

/** Throws PodsMoved when somebody in these pods stands in others that are not locked. */
export function podFacts(
  pods: readonly LockedPod[],
  read: ReadonlyMap<number, PodRows>,
  claim: Claim,
  head: number | null,
): readonly PodFacts[] {
  const locked = new Set(pods.map((pod) => pod.id));
  const primary = new Set(pods.filter((pod) => pod.primary).map((pod) => pod.id));
  const strangers = [...read.values()].some(({ rows }) =>
    rows.some((row) => primary.has(row.pod_id) && row.pods?.some((id) => !locked.has(id))),
  );
  if (strangers) throw new PodsMoved();
  return pods.map((pod) => factsOf(pod, read.get(pod.id) ?? { rows: [], waiting: 0 }, claim, head));
}

function factsOf(
  pod: LockedPod,
  { rows, waiting }: PodRows,
  { keys, own }: Claim,
  head: number | null,
): PodFacts {
  const mine = rows.find((row) => isOwn(row, own));
  const locks = rows.map(lockOf);
  return {
    id: pod.id,
    key: pod.key,
    name: pod.name,
    rules: pod.rules,
    freeze: pod.freeze,
    asked: keys.some(({ key }) => key === pod.key),
    primary: pod.primary,
    held: locks.filter(isHeld),
    queue: locks.filter(isQueued).slice(0, head ?? undefined),
    queueLength: waiting,
    own: mine ? { lock: lockOf(mine), position: mine.position } : null,
  };
}

export const isOwn = (row: LockRow, own: ItemKey | null): boolean =>
  own !== null && row.repository_id === own.repositoryId && row.pull_number === own.pullNumber;
