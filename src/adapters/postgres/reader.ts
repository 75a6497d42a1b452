// Reads inside one tenant's transaction. Row-level security already limits every query to the tenant.

import type { PullFacts } from '../../core/facts.ts';
import type { InstallationId, PullNumber, RepositoryId, Sha, UserId } from '../../core/ids.ts';
import { WARN_SECONDS } from '../../core/policy.ts';
import type { ItemKey } from '../../core/wip/model.ts';
import type { Entitlement } from '../../core/wip/orders.ts';
import type { Reader } from '../../ports/ledger.ts';
import { layerReader } from './configuration.ts';
import { and, asc, eq, sql } from './drizzle.ts';
import { iso, storedRepository } from './rows.ts';
import { checks, deliveries, entitlements, installations, pulls, repositories } from './schema.ts';
import type { Transaction } from './tenant.ts';

async function installation(tx: Transaction, tenant: InstallationId): ReturnType<Reader['installation']> {
  const [row] = await tx
    .select({
      accountLogin: installations.accountLogin,
      status: installations.status,
      blocked: sql<string | null>`extract(epoch FROM ${installations.blockedUntil} - clos_now())`,
    })
    .from(installations)
    .where(eq(installations.installationId, tenant));
  if (!row) return null;
  const blocked = Number(row.blocked ?? 0);
  return {
    id: tenant,
    accountLogin: row.accountLogin,
    status: row.status,
    blockedForSeconds: blocked > 0 ? blocked : null,
  };
}

async function pull(
  tx: Transaction,
  repositoryId: RepositoryId,
  number: PullNumber,
): ReturnType<Reader['pull']> {
  const [row] = await tx
    .select({ facts: pulls.facts, lastEvent: pulls.lastEvent, files: pulls.files })
    .from(pulls)
    .where(and(eq(pulls.repositoryId, repositoryId), eq(pulls.number, number)));
  return row ?? null;
}

async function openPulls(tx: Transaction, repositoryId: RepositoryId): Promise<readonly PullFacts[]> {
  const rows = await tx
    .select({ facts: pulls.facts })
    .from(pulls)
    .where(and(eq(pulls.repositoryId, repositoryId), eq(pulls.state, 'open')))
    .orderBy(asc(pulls.number));
  return rows.map((row) => row.facts);
}

async function withoutLock(tx: Transaction, repositoryId: RepositoryId): Promise<ReadonlySet<PullNumber>> {
  const { rows } = await tx.execute<{ number: number }>(sql`
    SELECT p.number FROM pulls p WHERE p.repository_id = ${repositoryId} AND p.state = 'open' AND NOT EXISTS (
      SELECT FROM wip_locks l WHERE l.installation_id = p.installation_id AND l.repository_id = p.repository_id
        AND l.pull_number = p.number AND l.status <> 'released')`);
  return new Set(rows.map((row) => row.number as PullNumber));
}

async function pullsAt(
  tx: Transaction,
  repositoryId: RepositoryId,
  head: Sha,
): Promise<readonly PullNumber[]> {
  const rows = await tx
    .select({ number: pulls.number })
    .from(pulls)
    .where(and(eq(pulls.repositoryId, repositoryId), eq(pulls.headSha, head), eq(pulls.state, 'open')));
  return rows.map((row) => row.number as PullNumber);
}

async function pending(tx: Transaction, subject: string, limit: number): ReturnType<Reader['pending']> {
  const rows = await tx
    .select({
      guid: deliveries.guid,
      event: deliveries.event,
      receivedAt: deliveries.receivedAt,
      body: deliveries.body,
    })
    .from(deliveries)
    .where(and(eq(deliveries.subject, subject), eq(deliveries.status, 'received')))
    .orderBy(asc(deliveries.receivedAt), asc(deliveries.guid))
    .limit(limit);
  return rows.map((row) => ({ ...row, receivedAt: iso(row.receivedAt) }));
}

/** By the database clock. What a pod's rules say of time is inside them (core/wip/time.ts decides; this only finds whom to ask). */
async function duePods(tx: Transaction): Promise<readonly number[]> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    SELECT pod_id AS id FROM pods WHERE (frozen->>'until')::timestamptz <= clos_now()
    UNION SELECT pod_id FROM wip_locks WHERE status = 'queued' AND not_before <= clos_now()
    UNION SELECT l.pod_id FROM wip_locks l JOIN pods p USING (pod_id)
      CROSS JOIN LATERAL (SELECT (p.rules->'wip'->>'ttl')::float8 AS ttl) rule
      WHERE l.status = 'held' AND coalesce(l.active_at, l.granted_at) + make_interval(secs => CASE WHEN l.warned_at IS NULL
        THEN ttl - least(${WARN_SECONDS}, ttl / 2) ELSE ttl END) <= clos_now()`);
  return rows.map((row) => Number(row.id));
}

async function entitlementsOf(
  tx: Transaction,
  { repositoryId, pullNumber }: ItemKey,
): Promise<readonly Entitlement[]> {
  const rows = await tx
    .select()
    .from(entitlements)
    .where(and(eq(entitlements.repositoryId, repositoryId), eq(entitlements.pullNumber, pullNumber)));
  return rows.map(({ label, actorId, actorLogin }) => ({
    label,
    actor: { id: actorId as UserId, login: actorLogin },
  }));
}

export function createReader(tx: Transaction, tenant: InstallationId): Reader {
  return {
    ...layerReader(tx),
    installation: () => installation(tx, tenant),
    repository: async (id) => {
      const [row] = await tx.select().from(repositories).where(eq(repositories.repositoryId, id));
      return row ? storedRepository(row) : null;
    },
    repositories: async () => (await tx.select().from(repositories)).map(storedRepository),
    pull: (repositoryId, number) => pull(tx, repositoryId, number),
    openPulls: (repositoryId) => openPulls(tx, repositoryId),
    withoutLock: (repositoryId) => withoutLock(tx, repositoryId),
    pullsAt: (repositoryId, head) => pullsAt(tx, repositoryId, head),
    pending: (subject, limit) => pending(tx, subject, limit),
    lastSweep: async () => {
      const { rows } = await tx.execute<{ at: string | null }>(
        sql`SELECT max(started_at) AS at FROM sweeps WHERE complete`,
      );
      return rows[0]?.at ? iso(rows[0].at) : null;
    },
    duePods: () => duePods(tx),
    podsOf: async (id) => {
      const { rows } = await tx.execute<{ pod: string }>(
        sql`SELECT DISTINCT pod_id AS pod FROM wip_locks WHERE repository_id = ${id} AND status <> 'released'`,
      );
      return rows.map(({ pod }) => Number(pod));
    },
    entitlements: (item) => entitlementsOf(tx, item),
    checkTitle: async ({ repositoryId, pullNumber }, name) => {
      const [row] = await tx
        .select({ title: sql<string>`${checks.body}->>'title'` })
        .from(checks)
        .where(
          and(
            eq(checks.repositoryId, repositoryId),
            eq(checks.pullNumber, pullNumber),
            eq(checks.name, name),
          ),
        );
      return row?.title ?? null;
    },
    now: async () => {
      const { rows } = await tx.execute<{ now: string }>(sql`SELECT clos_now() AS now`);
      return iso(rows[0]?.now ?? '');
    },
  };
}
