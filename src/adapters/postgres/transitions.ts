// Applies what was decided, one transition at a time; the pods are held, so what the decision saw still stands.

import { TerminalFault } from '../../core/faults.ts';
import type { InstallationId, TraceId } from '../../core/ids.ts';
import type { PodChange, Transition } from '../../core/wip/model.ts';
import { sql } from './drizzle.ts';
import type { Transaction } from './tenant.ts';

/** `now`: the database clock, read once when the pods were locked, so that rows and checks tell the same instants (T-64). */
export interface Setting {
  readonly tenant: InstallationId;
  readonly now: string;
  readonly trace: TraceId;
}

const of = ({ podId, item }: Transition) =>
  sql`pod_id = ${podId} AND repository_id = ${item.repositoryId} AND pull_number = ${item.pullNumber}`;

type Of<K extends Transition['kind']> = Extract<Transition, { kind: K }>;

async function enqueue(
  tx: Transaction,
  { tenant, trace }: Setting,
  t: Of<'enqueue'> | Of<'requeue'>,
): Promise<void> {
  const notBefore = t.kind === 'enqueue' ? null : t.notBefore;
  await tx.execute(sql`
    INSERT INTO wip_locks (installation_id, pod_id, repository_id, pull_number, status, priority, requested_at, not_before, trace_id)
    VALUES (${tenant}, ${t.podId}, ${t.item.repositoryId}, ${t.item.pullNumber}, 'queued', ${t.priority}, ${t.requestedAt},
      ${notBefore}, ${trace})
    ON CONFLICT (pod_id, repository_id, pull_number) WHERE status <> 'released' DO NOTHING`);
}

async function grant(tx: Transaction, { tenant, now, trace }: Setting, t: Of<'grant'>): Promise<void> {
  const changed = await tx.execute(sql`
    INSERT INTO wip_locks (installation_id, pod_id, repository_id, pull_number, status, slot_no, priority, fence, requested_at, granted_at,
      active_at, trace_id)
    VALUES (${tenant}, ${t.podId}, ${t.item.repositoryId}, ${t.item.pullNumber}, 'held', ${t.slot}, ${t.priority}, nextval('wip_fence'),
      ${t.requestedAt}, ${now}, ${now}, ${trace})
    ON CONFLICT (pod_id, repository_id, pull_number) WHERE status <> 'released'
    DO UPDATE SET status = 'held', slot_no = excluded.slot_no, priority = excluded.priority, fence = excluded.fence, granted_at = excluded.granted_at,
      active_at = excluded.active_at, trace_id = excluded.trace_id
    WHERE wip_locks.status = 'queued'`);
  if (changed.rowCount !== 1) {
    throw new TerminalFault(
      'grant-refused',
      `pull request ${t.item.pullNumber} already holds a slot of pod ${t.podId}`,
    );
  }
}

async function release(
  tx: Transaction,
  { now, trace }: Setting,
  t: Of<'release'> | Of<'requeue'>,
): Promise<void> {
  await tx.execute(sql`
    UPDATE wip_locks SET status = 'released', released_at = ${now}, release_reason = ${t.reason}, trace_id = ${trace}
    WHERE ${of(t)} AND status <> 'released'`);
}

export async function applyTransition(tx: Transaction, setting: Setting, t: Transition): Promise<void> {
  const { now, trace } = setting;
  switch (t.kind) {
    case 'enqueue':
      return enqueue(tx, setting, t);
    case 'grant':
      return grant(tx, setting, t);
    case 'release':
      return release(tx, setting, t);
    case 'requeue':
      // The old row stays as history; the new one says since when it waits again.
      await release(tx, setting, t);
      return enqueue(tx, setting, t);
    case 'expedite':
      await tx.execute(
        sql`UPDATE wip_locks SET priority = 1, trace_id = ${trace} WHERE ${of(t)} AND status <> 'released'`,
      );
      return;
    case 'warn':
      await tx.execute(sql`UPDATE wip_locks SET warned_at = ${now} WHERE ${of(t)} AND status = 'held'`);
      return;
    case 'touch':
      await tx.execute(
        sql`UPDATE wip_locks SET active_at = ${now}, warned_at = NULL WHERE ${of(t)} AND status = 'held'`,
      );
      return;
  }
}

/** Marks the rows of items that stand in several pods, so that whoever locks one of the pods finds the others. */
export async function markShared(tx: Transaction, transitions: readonly Transition[]): Promise<void> {
  const joined = transitions.filter(
    ({ kind }) => kind === 'enqueue' || kind === 'grant' || kind === 'requeue',
  );
  const items = new Map(joined.map(({ item }) => [`${item.repositoryId}/${item.pullNumber}`, item]));
  for (const item of items.values()) {
    await tx.execute(sql`
      UPDATE wip_locks SET shared = true
      WHERE repository_id = ${item.repositoryId} AND pull_number = ${item.pullNumber} AND status <> 'released' AND NOT shared
        AND (SELECT count(*) FROM wip_locks WHERE repository_id = ${item.repositoryId} AND pull_number = ${item.pullNumber}
          AND status <> 'released') > 1`);
  }
}

export async function applyPodChange(tx: Transaction, change: PodChange): Promise<void> {
  const freeze = change.kind === 'freeze' ? JSON.stringify(change.freeze) : null;
  await tx.execute(sql`UPDATE pods SET frozen = ${freeze}::jsonb WHERE pod_id = ${change.podId}`);
}
