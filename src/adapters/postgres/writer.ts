// Writes that depend on no lock, inside one tenant's transaction.

import { inArray, sql } from 'drizzle-orm';
import type { AuditEntry } from '../../core/decision.ts';
import type { InstallationId, TraceId } from '../../core/ids.ts';
import type { DeliveryOutcome, StoredRepository, Writer } from '../../ports/ledger.ts';
import { addJobs } from './jobs.ts';
import { createReader } from './reader.ts';
import { iso } from './rows.ts';
import { auditEvents, deliveries, installations, repositories, sweeps } from './schema.ts';
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

async function saveRepository(tx: Transaction, installationId: InstallationId, one: StoredRepository): Promise<void> {
  const set = {
    owner: one.owner,
    name: one.name,
    defaultBranch: one.defaultBranch,
    status: one.status,
    pullsEtag: one.pullsEtag,
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

async function finishDeliveries(tx: Transaction, outcomes: readonly DeliveryOutcome[]): Promise<void> {
  const groups = Map.groupBy(outcomes, (outcome) => JSON.stringify([outcome.status, outcome.reason]));
  for (const group of groups.values()) {
    const [first] = group;
    if (!first) continue;
    await tx
      .update(deliveries)
      .set({ status: first.status, reason: first.reason, processedAt: NOW })
      .where(inArray(deliveries.guid, group.map((outcome) => outcome.guid)));
  }
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
    saveInstallation: (change) => saveInstallation(tx, tenant, change),
    saveRepository: (repository) => saveRepository(tx, tenant, repository),
    finishDeliveries: (outcomes) => finishDeliveries(tx, outcomes),
    addJobs: (jobs) => addJobs(tx, tenant, jobs),
    audit: (entries, trace) => audit(tx, tenant, entries, trace),
    saveSweep: async (sweep) => void (await tx.insert(sweeps).values({ installationId: tenant, ...sweep })),
    now: async () => {
      const { rows } = await tx.execute<{ now: string }>(sql`SELECT clos_now() AS now`);
      return iso(rows[0]?.now ?? '');
    },
  };
}
