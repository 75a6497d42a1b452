// `HeldPods`: the writer that exists only while the pods' rows are locked.

import { createHash } from 'node:crypto';
import type { LastEvent, PullFacts } from '../../core/facts.ts';
import type { InstallationId, PullNumber, RepositoryId, Sha, TraceId } from '../../core/ids.ts';
import { type ItemKey, itemId } from '../../core/wip/model.ts';
import type { HeldPods, Job, PodKey, RenderedCheck } from '../../ports/ledger.ts';
import { and, eq, sql } from './drizzle.ts';
import { addJobs } from './jobs.ts';
import { applyTransition, lockPods, podFacts } from './pods.ts';
import { checks, pulls } from './schema.ts';
import type { Transaction } from './tenant.ts';
import { createWriter } from './writer.ts';

const NOW = sql`clos_now()`;

async function savePull(
  tx: Transaction,
  installationId: InstallationId,
  repositoryId: RepositoryId,
  facts: PullFacts,
  lastEvent: LastEvent,
): Promise<void> {
  const set = {
    state: facts.state,
    headSha: facts.headSha,
    facts,
    factsHash: createHash('sha256').update(JSON.stringify(facts)).digest('hex'),
    githubUpdatedAt: facts.updatedAt,
    lastEvent,
    changedAt: NOW,
  };
  await tx
    .insert(pulls)
    .values({ installationId, repositoryId, number: facts.number, ...set })
    .onConflictDoUpdate({ target: [pulls.installationId, pulls.repositoryId, pulls.number], set });
}

async function lastEvents(
  tx: Transaction,
  items: readonly ItemKey[],
): Promise<ReadonlyMap<string, LastEvent>> {
  if (items.length === 0) return new Map();
  const keys = sql.join(
    items.map((item) => sql`(${item.repositoryId}::int8, ${item.pullNumber}::int4)`),
    sql`, `,
  );
  const { rows } = await tx.execute<{ repository: string; number: number; event: LastEvent | null }>(
    sql`SELECT repository_id AS repository, number, last_event AS event FROM pulls WHERE (repository_id, number) IN (${keys})`,
  );
  return new Map(
    rows.flatMap(({ repository, number, event }) =>
      event
        ? [
            [
              itemId({ repositoryId: Number(repository) as RepositoryId, pullNumber: number as PullNumber }),
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
    });
  }
  await addJobs(tx, tenant, jobs);
  return jobs.length;
}

export async function holdPods(
  tx: Transaction,
  tenant: InstallationId,
  keys: readonly PodKey[],
): Promise<HeldPods> {
  const { pods, lockedAt } = await lockPods(tx, tenant, keys);
  return {
    ...createWriter(tx, tenant),
    lockedAt,
    pods: async (own, policy, depth) => {
      const facts = [];
      for (const pod of pods) facts.push(await podFacts(tx, pod, own, policy, depth));
      return facts;
    },
    lastEvents: (items) => lastEvents(tx, items),
    savePull: (repositoryId, pull, lastEvent) => savePull(tx, tenant, repositoryId, pull, lastEvent),
    apply: async (transitions, trace) => {
      for (const transition of transitions) await applyTransition(tx, tenant, transition, trace);
    },
    desire: (wanted, options) => desireAll(tx, tenant, wanted, options),
  };
}
