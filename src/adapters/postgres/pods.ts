// What a decision sees while it holds its pods. Counts are derived from rows on every look; the lock is the pod's own row, and
// `UNIQUE (pod_id, slot_no)` over held locks is the backstop.

import { TransientFault } from '../../core/faults.ts';
import type { InstallationId } from '../../core/ids.ts';
import type { PodRules } from '../../core/policy.ts';
import type { HeldLock, ItemKey, Lock, PodFacts, QueuedLock } from '../../core/wip/model.ts';
import type { Freeze } from '../../core/wip/orders.ts';
import type { Claim } from '../../ports/ledger.ts';
import { sql } from './drizzle.ts';
import { type LockRow, lockOf, lockRows } from './lock-rows.ts';
import { iso } from './rows.ts';
import type { Transaction } from './tenant.ts';

/** How much of the queue a single decision needs to see beyond the slots it may free. */
const QUEUE_HEAD = 20;

export interface LockedPod {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  readonly rules: PodRules | null;
  readonly freeze: Freeze | null;
  /** Claimed itself, rather than locked because somebody in line there waits here too. */
  readonly primary: boolean;
}

interface Locked extends Record<string, unknown> {
  pods: LockedPod[];
  now: string;
}

/** Pods were joined by an item between the look and the lock. The transaction is begun again. */
export class PodsMoved extends TransientFault {
  constructor() {
    super('pods-moved', 'the pods to be locked changed while they were being locked');
  }
}

/**
 * Locks the claimed pods, those where the subject stands, and those shared by anybody in them, in id order; new ones are created
 * first. One statement: the clock is read when all rows are locked (T-64).
 */
export async function lockPods(
  tx: Transaction,
  tenant: InstallationId,
  claim: Claim,
): Promise<{ readonly pods: readonly LockedPod[]; readonly lockedAt: string }> {
  const locked = await lock(tx, claim);
  const missing = claim.keys.filter((one) => !locked.pods.some((pod) => pod.key === one.key));
  if (missing.length === 0) return { pods: locked.pods, lockedAt: iso(locked.now) };
  for (const { key, name } of missing) {
    await tx.execute(
      sql`INSERT INTO pods (installation_id, key, name) VALUES (${tenant}, ${key}, ${name}) ON CONFLICT DO NOTHING`,
    );
  }
  const again = await lock(tx, claim);
  return { pods: again.pods, lockedAt: iso(again.now) };
}

async function lock(tx: Transaction, { keys, ids, own }: Claim): Promise<Locked> {
  const mine = own
    ? sql`SELECT pod_id FROM wip_locks WHERE repository_id = ${own.repositoryId} AND pull_number = ${own.pullNumber} AND status <> 'released'`
    : sql`SELECT NULL::int8 WHERE false`;
  const { rows } = await tx.execute<Locked>(sql`
    WITH chosen AS MATERIALIZED (
      SELECT pod_id FROM pods WHERE key = ANY (${textArray(keys.map(({ key }) => key))}) OR pod_id = ANY (${idArray(ids)})
      UNION ${mine}
    ), wanted AS MATERIALIZED (
      SELECT pod_id FROM chosen
      UNION SELECT other.pod_id FROM wip_locks here JOIN wip_locks other USING (installation_id, repository_id, pull_number)
      WHERE here.pod_id IN (SELECT pod_id FROM chosen) AND here.shared AND here.status <> 'released' AND other.status <> 'released'
    ), locked AS (
      SELECT pod_id, key, name, rules, frozen FROM pods WHERE pod_id IN (SELECT pod_id FROM wanted) ORDER BY pod_id FOR UPDATE
    )
    SELECT coalesce(json_agg(json_build_object('id', pod_id, 'key', key, 'name', name, 'rules', rules, 'freeze', frozen,
      'primary', pod_id IN (SELECT pod_id FROM chosen)) ORDER BY pod_id), '[]') AS pods, clos_now() AS now FROM locked`);
  return rows[0] ?? { pods: [], now: '' };
}

/** As one parameter: drizzle would write an array as a list. */
export const idArray = (ids: readonly number[]) => sql`${`{${ids.join(',')}}`}::int8[]`;
const textArray = (texts: readonly string[]) =>
  sql`ARRAY(SELECT jsonb_array_elements_text(${JSON.stringify(texts)}::jsonb))`;

const isHeld = (one: Lock): one is HeldLock => one.status === 'held';
const isQueued = (one: Lock): one is QueuedLock => one.status === 'queued';

export async function podFacts(
  tx: Transaction,
  pods: readonly LockedPod[],
  claim: Claim,
  depth: 'head' | 'all',
): Promise<readonly PodFacts[]> {
  const largest = Math.max(0, ...pods.map((pod) => pod.rules?.wip.limit ?? 0));
  const head = depth === 'all' ? null : QUEUE_HEAD + largest;
  const rows: LockRow[] = [];
  for (const pod of pods) rows.push(...(await lockRows(tx, pod.id, claim.own, head)));
  const locked = new Set(pods.map((pod) => pod.id));
  const primary = new Set(pods.filter((pod) => pod.primary).map((pod) => pod.id));
  const strangers = rows.some(
    (row) => primary.has(Number(row.pod_id)) && row.pods?.some((id) => !locked.has(Number(id))),
  );
  if (strangers) throw new PodsMoved();
  const byPod = Map.groupBy(rows, (row) => Number(row.pod_id));
  return pods.map((pod) => factsOf(pod, byPod.get(pod.id) ?? [], claim, head));
}

function factsOf(
  pod: LockedPod,
  rows: readonly LockRow[],
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
    queueLength: Number(rows[0]?.waiting ?? 0),
    own: mine
      ? { lock: lockOf(mine), position: mine.position === null ? null : Number(mine.position) }
      : null,
  };
}

const isOwn = (row: LockRow, own: ItemKey | null): boolean =>
  own !== null && Number(row.repository_id) === own.repositoryId && row.pull_number === own.pullNumber;
