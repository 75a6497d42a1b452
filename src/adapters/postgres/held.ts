// `HeldPods`: the writer that exists only while the pods' rows are locked.

import type { LastEvent, PullFacts } from '../../core/facts.ts';
import type { InstallationId, PullNumber, RepositoryId, Sha, TraceId } from '../../core/ids.ts';
import { itemKey } from '../../core/wip/items.ts';
import type { ItemKey } from '../../core/wip/model.ts';
import type { ChangedFiles, Claim, HeldPods, Job, RenderedCheck, StoredEssence } from '../../ports/ledger.ts';
import { and, eq, sql } from './drizzle.ts';
import { addJobs } from './jobs.ts';
import { idArray, lockPods, podFacts } from './pods.ts';
import { checks, pulls } from './schema.ts';
import type { Transaction } from './tenant.ts';
import { applyPodChange, applyTransition, markShared } from './transitions.ts';
import { createWriter } from './writer.ts';

const NOW = sql`clos_now()`;

async function savePull(
  tx: Transaction,
  installationId: InstallationId,
  repositoryId: RepositoryId,
  facts: PullFacts,
  lastEvent: LastEvent,
  files: ChangedFiles | null,
): Promise<void> {
  const set = {
    state: facts.state,
    headSha: facts.headSha,
    facts,
    githubUpdatedAt: facts.updatedAt,
    lastEvent,
    ...(files ? { files } : {}),
    changedAt: NOW,
  };
  await tx
    .insert(pulls)
    .values({ installationId, repositoryId, number: facts.number, ...set })
    .onConflictDoUpdate({ target: [pulls.installationId, pulls.repositoryId, pulls.number], set });
}

/** Two arrays rather than a list of pairs: a statement takes at most 65,535 parameters. */
const unnested = (items: readonly ItemKey[]) =>
  sql`unnest(${idArray(items.map((item) => item.repositoryId))}, ${idArray(items.map((item) => item.pullNumber))}) i(r, n)`;

async function essences(tx: Transaction, items: readonly ItemKey[]): Promise<readonly StoredEssence[]> {
  if (items.length === 0) return [];
  const { rows } = await tx.execute<{
    repository: string;
    number: PullNumber;
    name: string;
    sha: Sha;
    hash: string;
  }>(sql`
    SELECT repository_id AS repository, pull_number AS number, name, head_sha AS sha, essence_hash AS hash
    FROM ${unnested(items)} JOIN checks ON repository_id = i.r AND pull_number = i.n`);
  return rows.map(({ repository, number, name, sha, hash }) => ({
    repositoryId: Number(repository) as RepositoryId,
    pullNumber: number,
    name,
    headSha: sha,
    essenceHash: hash,
  }));
}

async function lastEvents(
  tx: Transaction,
  items: readonly ItemKey[],
): Promise<ReadonlyMap<string, LastEvent>> {
  if (items.length === 0) return new Map();
  const { rows } = await tx.execute<{ repository: string; number: number; event: LastEvent | null }>(sql`
    SELECT repository_id AS repository, number, last_event AS event
    FROM ${unnested(items)}
    JOIN pulls ON repository_id = i.r AND number = i.n`);
  return new Map(
    rows.flatMap(({ repository, number, event }) =>
      event
        ? [
            [
              itemKey({ repositoryId: Number(repository) as RepositoryId, pullNumber: number as PullNumber }),
              event,
            ],
          ]
        : [],
    ),
  );
}

async function wasShown(
  tx: Transaction,
  { repositoryId, pullNumber, name }: RenderedCheck,
): Promise<boolean> {
  const shown = await tx
    .select({ name: checks.name })
    .from(checks)
    .where(
      and(eq(checks.repositoryId, repositoryId), eq(checks.pullNumber, pullNumber), eq(checks.name, name)),
    );
  return shown.length > 0;
}

/** True when the row changed, so that GitHub has to be told. */
async function desire(
  tx: Transaction,
  installationId: InstallationId,
  check: RenderedCheck,
  traceId: TraceId,
  force: boolean,
): Promise<boolean> {
  const { repositoryId, pullNumber, name, headSha, essenceHash, body } = check;
  if (check.onlyIfShown && !(await wasShown(tx, check))) return false;
  const bump = force ? sql`${checks.generation} + 1` : sql`${checks.generation}`;
  const rows = await tx
    .insert(checks)
    .values({
      installationId,
      repositoryId,
      pullNumber,
      name,
      headSha,
      essenceHash,
      body,
      traceId,
      decidedAt: NOW,
    })
    .onConflictDoUpdate({
      target: [checks.installationId, checks.repositoryId, checks.pullNumber, checks.name],
      set: { headSha, essenceHash, body, traceId, decidedAt: NOW, generation: bump },
      setWhere: force
        ? sql`true`
        : sql`(${checks.headSha}, ${checks.essenceHash}) IS DISTINCT FROM (excluded.head_sha, excluded.essence_hash)`,
    })
    .returning({ headSha: checks.headSha });
  return rows.length > 0;
}

async function desireAll(
  tx: Transaction,
  tenant: InstallationId,
  wanted: readonly RenderedCheck[],
  options: { trace: TraceId; force: boolean },
): Promise<number> {
  const jobs: Job[] = [];
  for (const check of wanted) {
    if (!(await desire(tx, tenant, check, options.trace, options.force))) continue;
    jobs.push({
      task: 'deliver',
      repositoryId: check.repositoryId,
      headSha: check.headSha as Sha,
      name: check.name,
      green: check.body.conclusion === 'success',
    });
  }
  await addJobs(tx, tenant, jobs);
  return jobs.length;
}

export async function holdPods(tx: Transaction, tenant: InstallationId, claim: Claim): Promise<HeldPods> {
  const { pods, lockedAt } = await lockPods(tx, tenant, claim);
  return {
    ...createWriter(tx, tenant),
    lockedAt,
    pods: (depth) => podFacts(tx, pods, claim, depth),
    essences: (items) => essences(tx, items),
    lastEvents: (items) => lastEvents(tx, items),
    savePull: (repositoryId, pull, lastEvent, files) =>
      savePull(tx, tenant, repositoryId, pull, lastEvent, files),
    apply: async ({ transitions, podChanges }, trace) => {
      for (const change of podChanges) await applyPodChange(tx, change);
      const setting = { tenant, now: lockedAt, trace };
      for (const transition of transitions) await applyTransition(tx, setting, transition);
      if (pods.length > 1) await markShared(tx, transitions);
    },
    desire: (wanted, options) => desireAll(tx, tenant, wanted, options),
  };
}
