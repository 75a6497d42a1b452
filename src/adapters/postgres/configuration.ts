// What configuration files said, and checks that stand on commits; inside one tenant's transaction.

import type { InstallationId, RepositoryId, Sha } from '../../core/ids.ts';
import type { LayerReader, Scope, StoredLayer } from '../../ports/configurations.ts';
import type { Writer } from '../../ports/ledger.ts';
import { commitChecks, configurationLayers } from './configuration-schema.ts';
import { and, eq, sql } from './drizzle.ts';
import { addJobs } from './jobs.ts';
import type { Transaction } from './tenant.ts';

const NOW = sql`clos_now()`;

type LayerRow = typeof configurationLayers.$inferSelect;

const stored = ({ source, value, problems, notices, files }: LayerRow): StoredLayer => ({
  source,
  value: value ?? null,
  problems,
  notices,
  files,
});

export const layerReader = (tx: Transaction): LayerReader => ({
  layer: async (scope) => {
    const [row] = await tx.select().from(configurationLayers).where(eq(configurationLayers.scope, scope));
    return row ? stored(row) : null;
  },
  layers: async () => {
    const rows = await tx.select().from(configurationLayers);
    return rows.map((row) => ({ ...stored(row), scope: row.scope as Scope }));
  },
  commitCheck: async (repositoryId, head, name) => {
    const rows = await tx
      .select({ name: commitChecks.name })
      .from(commitChecks)
      .where(
        and(
          eq(commitChecks.repositoryId, repositoryId),
          eq(commitChecks.headSha, head),
          eq(commitChecks.name, name),
        ),
      );
    return rows.length > 0;
  },
});

export const layerWriter = (
  tx: Transaction,
  installationId: InstallationId,
): Pick<Writer, 'saveLayer' | 'desireOnCommit'> => ({
  saveLayer: async (scope, { source, value, problems, notices, files }) => {
    const set = { source, value, problems, notices, files, changedAt: NOW };
    await tx
      .insert(configurationLayers)
      .values({ installationId, scope, ...set })
      .onConflictDoUpdate({ target: [configurationLayers.installationId, configurationLayers.scope], set });
  },
  desireOnCommit: async ({ repositoryId, headSha, name, essenceHash, body }, { trace, force }) => {
    const set = { essenceHash, body, traceId: trace, decidedAt: NOW };
    const bump = force ? sql`${commitChecks.generation} + 1` : sql`${commitChecks.generation}`;
    const rows = await tx
      .insert(commitChecks)
      .values({ installationId, repositoryId, headSha, name, ...set })
      .onConflictDoUpdate({
        target: [
          commitChecks.installationId,
          commitChecks.repositoryId,
          commitChecks.headSha,
          commitChecks.name,
        ],
        set: { ...set, generation: bump },
        setWhere: force ? sql`true` : sql`${commitChecks.essenceHash} <> excluded.essence_hash`,
      })
      .returning({ name: commitChecks.name });
    if (rows.length === 0) return false;
    await addJobs(tx, installationId, [{ task: 'deliver', repositoryId, headSha, name }]);
    return true;
  },
});

/** Those of the last day that GitHub was never made to show; a younger one than a minute may still be on its way. */
export async function resendCommitChecks(
  tx: Transaction,
  tenant: InstallationId,
  repositoryId: RepositoryId,
): Promise<number> {
  const { rows } = await tx.execute<{ sha: Sha; name: string }>(sql`
    SELECT c.head_sha AS sha, c.name
    FROM commit_checks c
    LEFT JOIN check_runs run ON run.repository_id = c.repository_id AND run.head_sha = c.head_sha AND run.name = c.name
    WHERE c.repository_id = ${repositoryId}
      AND c.decided_at BETWEEN clos_now() - interval '1 day' AND clos_now() - interval '1 minute'
      AND run.delivered_hash IS DISTINCT FROM c.essence_hash || ':' || c.generation`);
  await addJobs(
    tx,
    tenant,
    rows.map(({ sha: headSha, name }) => ({ task: 'deliver', repositoryId, headSha, name })),
  );
  return rows.length;
}
