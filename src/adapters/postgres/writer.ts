// Writes that depend on no lock, inside one tenant's transaction.

import type { AuditEntry } from '../../core/decision.ts';
import type { InstallationId, RepositoryId, Sha, TraceId } from '../../core/ids.ts';
import type { PodRules } from '../../core/policy.ts';
import type { ItemKey } from '../../core/wip/model.ts';
import type { Entitlement } from '../../core/wip/orders.ts';
import type { DeliveryOutcome, PodKey, StoredRepository, Writer } from '../../ports/ledger.ts';
import { layerWriter, resendCommitChecks } from './configuration.ts';
import { and, eq, inArray, sql } from './drizzle.ts';
import { addJobs } from './jobs.ts';
import { createReader } from './reader.ts';
import { saveReply } from './replies.ts';
import {
  auditEvents,
  deliveries,
  entitlements,
  installations,
  pods,
  repositories,
  sweeps,
} from './schema.ts';
import type { Transaction } from './tenant.ts';

const NOW = sql`clos_now()`;

async function saveInstallation(
  tx: Transaction,
  installationId: InstallationId,
  change: Parameters<Writer['saveInstallation']>[0],
): Promise<void> {
  const set = { ...change, changedAt: NOW };
  await tx
    .insert(installations)
    .values({ installationId, ...set })
    .onConflictDoUpdate({ target: installations.installationId, set });
}

async function saveRepository(
  tx: Transaction,
  installationId: InstallationId,
  one: StoredRepository,
): Promise<void> {
  const set = {
    owner: one.owner,
    name: one.name,
    defaultBranch: one.defaultBranch,
    status: one.status,
    ...(one.visibility === undefined
      ? {}
      : { visibility: one.visibility, private: one.visibility !== 'public' }),
    configReadAt: one.configuration ? NOW : null,
    configBlobSha: one.configuration?.blobSha ?? null,
    configSource: one.configuration?.source ?? null,
    configPolicy: one.configuration?.policy ?? null,
    configProblems: one.configuration?.problems ?? null,
    changedAt: NOW,
  };
  await tx
    .insert(repositories)
    .values({ installationId, repositoryId: one.id, ...set })
    .onConflictDoUpdate({ target: [repositories.installationId, repositories.repositoryId], set });
}

async function saveRules(
  tx: Transaction,
  installationId: InstallationId,
  { key, name }: PodKey,
  rules: PodRules,
): Promise<void> {
  await tx
    .insert(pods)
    .values({ installationId, key, name, rules })
    .onConflictDoUpdate({
      target: [pods.installationId, pods.key],
      set: { name, rules },
      // Said again by every sweep: what stays as it is costs no write.
      setWhere: sql`(${pods.name}, ${pods.rules}) IS DISTINCT FROM (excluded.name, excluded.rules)`,
    });
}

async function saveEntitlement(
  tx: Transaction,
  installationId: InstallationId,
  item: ItemKey,
  { label, actor }: Entitlement,
): Promise<void> {
  const { repositoryId, pullNumber } = item;
  const set = { actorId: actor.id, actorLogin: actor.login };
  await tx
    .insert(entitlements)
    .values({ installationId, repositoryId, pullNumber, label: label.toLowerCase(), ...set })
    .onConflictDoUpdate({
      target: [
        entitlements.installationId,
        entitlements.repositoryId,
        entitlements.pullNumber,
        entitlements.label,
      ],
      set,
    });
}

async function removeEntitlement(tx: Transaction, item: ItemKey, label: string): Promise<void> {
  await tx
    .delete(entitlements)
    .where(
      and(
        eq(entitlements.repositoryId, item.repositoryId),
        eq(entitlements.pullNumber, item.pullNumber),
        eq(entitlements.label, label.toLowerCase()),
      ),
    );
}

async function finishDeliveries(tx: Transaction, outcomes: readonly DeliveryOutcome[]): Promise<void> {
  const groups = Map.groupBy(outcomes, (outcome) => JSON.stringify([outcome.status, outcome.reason]));
  for (const group of groups.values()) {
    const [first] = group;
    if (!first) continue;
    await tx
      .update(deliveries)
      .set({ status: first.status, reason: first.reason, processedAt: NOW })
      .where(
        inArray(
          deliveries.guid,
          group.map((outcome) => outcome.guid),
        ),
      );
  }
}

/** Returns how many of the subject's deliveries may still be tried. */
async function strikeDeliveries(
  tx: Transaction,
  subject: string,
  reason: string,
  allowed: number,
): Promise<number> {
  const { rows } = await tx.execute<{ status: string }>(sql`
    UPDATE deliveries SET attempts = attempts + 1, reason = ${reason},
      status = CASE WHEN attempts + 1 >= ${allowed} THEN 'quarantined' ELSE status END,
      processed_at = CASE WHEN attempts + 1 >= ${allowed} THEN clos_now() END
    WHERE subject = ${subject} AND status = 'received' RETURNING status`);
  return rows.filter((row) => row.status === 'received').length;
}

/**
 * A check younger than a minute may still be on its way, and so is one whose job waits: put off by a limit, or to be tried again after
 * it was refused. The keys are those of jobs.ts, built here so that checks and jobs are seen at one moment.
 */
async function resendChecks(
  tx: Transaction,
  tenant: InstallationId,
  repositoryId: RepositoryId,
): Promise<number> {
  const { rows } = await tx.execute<{ sha: Sha; name: string }>(sql`
    WITH missing AS MATERIALIZED (
      SELECT c.head_sha AS sha, c.name,
        concat_ws('/', 'deliver', c.installation_id, c.repository_id, c.head_sha, c.name) AS key
      FROM checks c
      JOIN pulls p ON p.repository_id = c.repository_id AND p.number = c.pull_number AND p.head_sha = c.head_sha
      LEFT JOIN check_runs run ON run.repository_id = c.repository_id AND run.head_sha = c.head_sha AND run.name = c.name
      WHERE c.repository_id = ${repositoryId} AND p.state = 'open' AND c.decided_at < clos_now() - interval '1 minute'
      GROUP BY c.installation_id, c.repository_id, c.head_sha, c.name, run.delivered_hash
      HAVING run.delivered_hash IS DISTINCT FROM string_agg(c.essence_hash || ':' || c.generation, '+' ORDER BY c.pull_number)
    )
    SELECT sha, name FROM missing
    WHERE key NOT IN (SELECT clos_waiting(ARRAY(SELECT key FROM missing)))`);
  await addJobs(
    tx,
    tenant,
    rows.map(({ sha: headSha, name }) => ({ task: 'deliver', repositoryId, headSha, name })),
  );
  return rows.length;
}

async function audit(
  tx: Transaction,
  installationId: InstallationId,
  entries: readonly AuditEntry[],
  traceId: TraceId,
): Promise<void> {
  if (entries.length === 0) return;
  await tx.insert(auditEvents).values(entries.map((entry) => ({ ...entry, installationId, traceId })));
}

export function createWriter(tx: Transaction, tenant: InstallationId): Writer {
  return {
    ...createReader(tx, tenant),
    ...layerWriter(tx, tenant),
    saveInstallation: (change) => saveInstallation(tx, tenant, change),
    saveRepository: (repository) => saveRepository(tx, tenant, repository),
    saveRules: (pod, rules) => saveRules(tx, tenant, pod, rules),
    saveEntitlement: (item, entitlement) => saveEntitlement(tx, tenant, item, entitlement),
    removeEntitlement: (item, label) => removeEntitlement(tx, item, label),
    finishDeliveries: (outcomes) => finishDeliveries(tx, outcomes),
    strikeDeliveries: (subject, reason, allowed) => strikeDeliveries(tx, subject, reason, allowed),
    resendChecks: async (repositoryId) =>
      (await resendChecks(tx, tenant, repositoryId)) + (await resendCommitChecks(tx, tenant, repositoryId)),
    addJobs: (jobs) => addJobs(tx, tenant, jobs),
    audit: (entries, trace) => audit(tx, tenant, entries, trace),
    saveReply: (item, reply) => saveReply(tx, tenant, item, reply),
    saveSweep: async (sweep) => void (await tx.insert(sweeps).values({ installationId: tenant, ...sweep })),
  };
}
