// What a decision sees and changes while it holds its pods. Counts are derived from rows on every look; the lock is the
// pod's own row, and `UNIQUE (pod_id, slot_no)` over held locks is the backstop.

import type { PullFacts } from '../../core/facts.ts';
import { TerminalFault } from '../../core/faults.ts';
import type { InstallationId, PullNumber, RepositoryId, TraceId } from '../../core/ids.ts';
import { DEFAULT_POLICY, type Policy } from '../../core/policy.ts';
import type {
  HeldLock,
  Item,
  ItemKey,
  Lock,
  PodFacts,
  QueuedLock,
  Transition,
} from '../../core/wip/model.ts';
import type { PodKey } from '../../ports/ledger.ts';
import { sql } from './drizzle.ts';
import { iso } from './rows.ts';
import type { Transaction } from './tenant.ts';

/** How much of the queue a single decision needs to see beyond the slots it may free. */
const QUEUE_HEAD = 20;

export interface LockedPod {
  readonly id: number;
  readonly name: string;
}

/** Locks the pods in id order, creating new ones first; the clock is read after the wait for the locks (T-64). */
export async function lockPods(
  tx: Transaction,
  installationId: InstallationId,
  keys: readonly PodKey[],
): Promise<{ readonly pods: readonly LockedPod[]; readonly lockedAt: string }> {
  const names = sql.join(
    keys.map((pod) => sql`${pod.key}`),
    sql`, `,
  );
  // One round trip for both: the clock is read when all rows are locked.
  const select = sql`WITH locked AS (SELECT pod_id, name FROM pods WHERE key IN (${names}) ORDER BY pod_id FOR UPDATE)
    SELECT coalesce(json_agg(json_build_object('id', pod_id, 'name', name) ORDER BY pod_id), '[]') AS pods, clos_now() AS now
    FROM locked`;
  let [row] = (await tx.execute<LockedRow>(select)).rows;
  if (!row || row.pods.length < keys.length) {
    for (const pod of keys) {
      await tx.execute(sql`INSERT INTO pods (installation_id, key, name) VALUES (${installationId}, ${pod.key}, ${pod.name})
        ON CONFLICT DO NOTHING`);
    }
    [row] = (await tx.execute<LockedRow>(select)).rows;
  }
  return { pods: row?.pods ?? [], lockedAt: iso(row?.now ?? '') };
}

interface LockedRow extends Record<string, unknown> {
  pods: LockedPod[];
  now: string;
}

interface LockRow extends Record<string, unknown> {
  status: 'held' | 'queued';
  slot_no: number | null;
  priority: number;
  fence: string | null;
  requested_at: string;
  granted_at: string | null;
  repository_id: string;
  pull_number: number;
  facts: PullFacts;
  owner: string;
  name: string;
  position: string | null;
  waiting: string;
}

function item(row: LockRow): Item {
  return {
    repositoryId: Number(row.repository_id) as RepositoryId,
    pullNumber: row.pull_number as PullNumber,
    repository: `${row.owner}/${row.name}`,
    title: row.facts.title,
    url: row.facts.url,
    authorLogin: row.facts.authorLogin,
    headSha: row.facts.headSha,
    draft: row.facts.draft,
  };
}

function lock(row: LockRow): Lock {
  const requestedAt = iso(row.requested_at);
  if (row.status === 'queued')
    return { status: 'queued', item: item(row), priority: row.priority, requestedAt };
  return {
    status: 'held',
    item: item(row),
    slot: row.slot_no ?? 0,
    requestedAt,
    grantedAt: iso(row.granted_at ?? row.requested_at),
    fence: Number(row.fence),
  };
}

const isHeld = (one: Lock): one is HeldLock => one.status === 'held';
const isQueued = (one: Lock): one is QueuedLock => one.status === 'queued';
const isOwn = (row: LockRow, own: ItemKey | null): boolean =>
  own !== null && Number(row.repository_id) === own.repositoryId && row.pull_number === own.pullNumber;

/** The held locks, the first `depth` of the queue, and the own lock wherever it stands, with its place in line. */
async function lockRows(
  tx: Transaction,
  podId: number,
  own: ItemKey | null,
  depth: number,
): Promise<LockRow[]> {
  const mine = own
    ? sql`repository_id = ${own.repositoryId} AND pull_number = ${own.pullNumber}`
    : sql`false`;
  const order = sql.raw('priority DESC, requested_at, repository_id, pull_number');
  const { rows } = await tx.execute<LockRow>(sql`
    WITH line AS (SELECT * FROM wip_locks WHERE pod_id = ${podId} AND status = 'queued'),
    chosen AS (
      SELECT * FROM wip_locks WHERE pod_id = ${podId} AND status = 'held'
      UNION ALL (SELECT * FROM line ORDER BY ${order} LIMIT ${depth})
      UNION SELECT * FROM wip_locks WHERE pod_id = ${podId} AND status = 'queued' AND ${mine}
    )
    SELECT c.status, c.slot_no, c.priority, c.fence, c.requested_at, c.granted_at, c.repository_id, c.pull_number,
      p.facts, r.owner, r.name, (SELECT count(*) FROM line) AS waiting,
      CASE WHEN c.status = 'queued' AND ${own ? sql`c.repository_id = ${own.repositoryId} AND c.pull_number = ${own.pullNumber}` : sql`false`} THEN (
        SELECT count(*) + 1 FROM line q WHERE q.priority > c.priority OR (q.priority = c.priority
          AND (q.requested_at, q.repository_id, q.pull_number) < (c.requested_at, c.repository_id, c.pull_number))
      ) END AS position
    FROM chosen c
    JOIN pulls p ON p.repository_id = c.repository_id AND p.number = c.pull_number
    JOIN repositories r ON r.repository_id = c.repository_id
    ORDER BY c.status, c.slot_no, c.priority DESC, c.requested_at, c.repository_id, c.pull_number`);
  return rows;
}

export async function podFacts(
  tx: Transaction,
  pod: LockedPod,
  own: ItemKey | null,
  policy: Policy | null,
  depth: 'head' | 'all',
): Promise<PodFacts> {
  const { mode, wip } = policy ?? DEFAULT_POLICY;
  const head = depth === 'all' ? Number.MAX_SAFE_INTEGER : QUEUE_HEAD + wip.limit;
  const rows = await lockRows(tx, pod.id, own, head);
  const mine = rows.find((row) => isOwn(row, own));
  const locks = rows.map(lock);
  return {
    id: pod.id,
    name: pod.name,
    mode,
    wip,
    held: locks.filter(isHeld),
    queue: locks.filter(isQueued).slice(0, head),
    queueLength: Number(rows[0]?.waiting ?? 0),
    own: mine ? { lock: lock(mine), position: mine.position === null ? null : Number(mine.position) } : null,
  };
}

async function grant(
  tx: Transaction,
  tenant: InstallationId,
  t: Transition & { kind: 'grant' },
  trace: TraceId,
): Promise<void> {
  const changed = await tx.execute(sql`
    INSERT INTO wip_locks (installation_id, pod_id, repository_id, pull_number, status, slot_no, fence, requested_at, granted_at, trace_id)
    VALUES (${tenant}, ${t.podId}, ${t.item.repositoryId}, ${t.item.pullNumber}, 'held', ${t.slot}, nextval('wip_fence'),
      ${t.requestedAt}, clos_now(), ${trace})
    ON CONFLICT (pod_id, repository_id, pull_number) WHERE status <> 'released'
    DO UPDATE SET status = 'held', slot_no = excluded.slot_no, fence = excluded.fence, granted_at = excluded.granted_at,
      trace_id = excluded.trace_id
    WHERE wip_locks.status = 'queued'`);
  if (changed.rowCount !== 1) {
    throw new TerminalFault(
      'grant-refused',
      `pull request ${t.item.pullNumber} already holds a slot of pod ${t.podId}`,
    );
  }
}

/** Applies one transition; the pod's lock is held, so what the decision saw still stands. */
export async function applyTransition(
  tx: Transaction,
  tenant: InstallationId,
  t: Transition,
  trace: TraceId,
): Promise<void> {
  switch (t.kind) {
    case 'enqueue':
      await tx.execute(sql`
        INSERT INTO wip_locks (installation_id, pod_id, repository_id, pull_number, status, requested_at, trace_id)
        VALUES (${tenant}, ${t.podId}, ${t.item.repositoryId}, ${t.item.pullNumber}, 'queued', ${t.requestedAt}, ${trace})
        ON CONFLICT (pod_id, repository_id, pull_number) WHERE status <> 'released' DO NOTHING`);
      return;
    case 'grant':
      return grant(tx, tenant, t, trace);
    case 'release':
      await tx.execute(sql`
        UPDATE wip_locks SET status = 'released', released_at = clos_now(), release_reason = ${t.reason}, trace_id = ${trace}
        WHERE pod_id = ${t.podId} AND repository_id = ${t.item.repositoryId} AND pull_number = ${t.item.pullNumber}
          AND status <> 'released'`);
      return;
  }
}
