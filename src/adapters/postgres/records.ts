// Histories out of the tables, inside one tenant.

import type pg from 'pg';
import type { InstallationId } from '../../core/ids.ts';
import type { PodRules } from '../../core/policy.ts';
import type { AuditRecord, PodHistory, Records } from '../../ports/records.ts';
import { sql } from './drizzle.ts';
import { iso } from './rows.ts';
import { inTransaction } from './tenant.ts';

/** Audit rows in memory at once. */
const PAGE = 1_000;

interface LifeRow extends Record<string, unknown> {
  pod: string;
  name: string;
  rules: PodRules | null;
  item: string;
  requested_at: string;
  granted_at: string | null;
  released_at: string | null;
  reason: string | null;
}

const instant = (text: string | null): string | null => (text === null ? null : iso(text));

async function history(pool: pg.Pool, tenant: InstallationId, days: number): ReturnType<Records['history']> {
  return inTransaction(pool, tenant, async (tx) => {
    const clock = await tx.execute<{ now: string }>(sql`SELECT clos_now() AS now`);
    const { rows } = await tx.execute<LifeRow>(sql`
      SELECT p.pod_id AS pod, p.name, p.rules, r.owner || '/' || r.name || '#' || l.pull_number AS item,
        l.requested_at, l.granted_at, l.released_at, l.release_reason AS reason
      FROM wip_locks l JOIN pods p USING (pod_id)
      JOIN repositories r ON r.repository_id = l.repository_id
      WHERE coalesce(l.released_at, clos_now()) >= clos_now() - make_interval(days => ${days})
      ORDER BY p.name, p.pod_id, l.requested_at`);
    const pods = [...Map.groupBy(rows, (row) => row.pod).values()].map(podHistory);
    return { now: iso(clock.rows[0]?.now ?? ''), pods };
  });
}

function podHistory(rows: readonly LifeRow[]): PodHistory {
  const [first] = rows;
  return {
    name: first?.name ?? '',
    mode: first?.rules?.mode ?? null,
    limit: first?.rules?.wip.limit ?? null,
    lives: rows.map(({ item, requested_at, granted_at, released_at, reason }) => ({
      item,
      requestedAt: iso(requested_at),
      grantedAt: instant(granted_at),
      endedAt: instant(released_at),
      reason,
    })),
  };
}

interface AuditRow extends Record<string, unknown> {
  id: string;
  at: string;
  actor: string;
  action: string;
  subject: string;
  before: unknown;
  after: unknown;
  trace: string;
}

async function* audit(
  pool: pg.Pool,
  tenant: InstallationId,
  { from, to }: Parameters<Records['audit']>[1],
): AsyncIterable<readonly AuditRecord[]> {
  for (let last = '0'; ; ) {
    const { rows } = await inTransaction(pool, tenant, (tx) =>
      tx.execute<AuditRow>(sql`
        SELECT event_id AS id, at, actor, action, subject, before, after, trace_id AS trace FROM audit_events
        WHERE event_id > ${last}::int8 AND at >= coalesce(${from}::timestamptz, '-infinity')
          AND at < coalesce(${to}::timestamptz, 'infinity')
        ORDER BY event_id LIMIT ${PAGE}`),
    );
    if (rows.length > 0) yield rows.map(({ id: _, ...row }) => ({ ...row, at: iso(row.at) }));
    if (rows.length < PAGE) return;
    last = rows.at(-1)?.id ?? last;
  }
}

export function createRecords(pool: pg.Pool): Records {
  return {
    history: (installation, days) => history(pool, installation, days),
    audit: (installation, range) => audit(pool, installation, range),
  };
}
