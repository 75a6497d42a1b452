// What stage gates keep, inside one tenant's transaction.

import type pg from 'pg';
import type { Transition } from '../../core/gates/model.ts';
import type { InstallationId, PullNumber, RepositoryId, Sha, TraceId } from '../../core/ids.ts';
import type { ItemKey } from '../../core/wip/model.ts';
import type { GateRecords, GateWriter, Judged, Step, StoredGates } from '../../ports/gate-records.ts';
import { deliveryOf } from './change.ts';
import { and, desc, eq, sql } from './drizzle.ts';
import { memory, saveApproval, saveWaiver } from './gate-memory.ts';
import { gateConfigurations, gateStates, projects, stageTransitions } from './gates-schema.ts';
import { checks, pulls, replies, repositories } from './schema.ts';
import { inTransaction, type Transaction } from './tenant.ts';
import { createWriter } from './writer.ts';
import { jsonText } from './storable.ts';

const NOW = sql`clos_now()`;
/** Asked again by one sweep: after an upgrade everything that is open is due. The next sweep, two minutes later, takes the next. */
const MOST_DUE = 300;
/** Judgements looked at when a stage changed and nobody told us which pull request did it. */
const CANDIDATES = 5;

/** `lock`: nobody saves others until the transaction ends. */
export async function storedGates(
  tx: Transaction,
  repositoryId: RepositoryId,
  lock: 'share' | null = null,
): ReturnType<GateWriter['gates']> {
  const query = tx.select().from(gateConfigurations).where(eq(gateConfigurations.repositoryId, repositoryId));
  const [row] = await (lock === null ? query : query.for(lock));
  return row ? stored(row) : null;
}

/** What older versions stored lacks what came since. */
function stored(row: typeof gateConfigurations.$inferSelect): StoredGates {
  const { version, projects: read, rulesHash } = row;
  const { rules, ...configuration } = row.configuration;
  const completed = rules && { ...rules, branches: rules.branches ?? [] };
  return { version, configuration: { ...configuration, rules: completed }, projects: read, rulesHash };
}

async function saveGates(
  tx: Transaction,
  installationId: InstallationId,
  repositoryId: RepositoryId,
  { version, configuration, projects: read, rulesHash }: Parameters<GateWriter['saveGates']>[1],
): Promise<void> {
  const set = { version, configuration, projects: read, rulesHash, changedAt: NOW };
  await tx
    .insert(gateConfigurations)
    .values({ installationId, repositoryId, ...set })
    .onConflictDoUpdate({
      target: [gateConfigurations.installationId, gateConfigurations.repositoryId],
      set,
    });
  await tx
    .update(repositories)
    .set({ gatesActive: configuration.active })
    .where(eq(repositories.repositoryId, repositoryId));
}

const onPull = ({ repositoryId, pullNumber }: ItemKey) =>
  and(eq(pulls.repositoryId, repositoryId), eq(pulls.number, pullNumber));

async function lockPull(tx: Transaction, item: ItemKey): ReturnType<GateWriter['lockPull']> {
  const [row] = await tx
    .select({ facts: pulls.facts, lastEvent: pulls.lastEvent, files: pulls.files })
    .from(pulls)
    .where(onPull(item))
    .for('update');
  return row ?? null;
}

type StateRow = typeof gateStates.$inferSelect;

const judgedOf = ({ pullNumber, headSha, transitions, green, basis, merged }: StateRow): Judged => ({
  pullNumber: pullNumber as PullNumber,
  headSha: headSha as Sha,
  transitions,
  green,
  basis,
  merged,
});

const onState = ({ repositoryId, pullNumber }: ItemKey) =>
  and(eq(gateStates.repositoryId, repositoryId), eq(gateStates.pullNumber, pullNumber));

async function judged(tx: Transaction, item: ItemKey): Promise<Judged | null> {
  const [row] = await tx.select().from(gateStates).where(onState(item));
  return row ? judgedOf(row) : null;
}

async function saveJudged(
  tx: Transaction,
  installationId: InstallationId,
  { repositoryId, pullNumber }: ItemKey,
  { headSha, transitions, green, basis, readAt, wakeAt }: Parameters<GateWriter['saveJudged']>[1],
): Promise<boolean> {
  const set = { headSha, transitions, green, basis, readAt, wakeAt };
  const rows = await tx
    .insert(gateStates)
    .values({ installationId, repositoryId, pullNumber, ...set })
    .onConflictDoUpdate({
      target: [gateStates.installationId, gateStates.repositoryId, gateStates.pullNumber],
      set,
      setWhere: sql`${gateStates.readAt} <= excluded.read_at`,
    })
    .returning({ readAt: gateStates.readAt });
  return rows.length > 0;
}

async function saveMerged(
  tx: Transaction,
  installationId: InstallationId,
  { repositoryId, pullNumber }: ItemKey,
  headSha: Sha,
): Promise<void> {
  await tx
    .insert(gateStates)
    .values({
      installationId,
      repositoryId,
      pullNumber,
      headSha,
      readAt: NOW as unknown as string,
      transitions: [],
      merged: true,
    })
    .onConflictDoUpdate({
      target: [gateStates.installationId, gateStates.repositoryId, gateStates.pullNumber],
      set: { merged: true, wakeAt: null },
    });
}

async function judgedFor(
  tx: Transaction,
  repositoryId: RepositoryId,
  slug: string,
  to: string,
): Promise<readonly Judged[]> {
  const asked = jsonText([{ project: slug, to } satisfies Partial<Transition>]);
  const rows = await tx
    .select()
    .from(gateStates)
    .where(and(eq(gateStates.repositoryId, repositoryId), sql`${gateStates.transitions} @> ${asked}::jsonb`))
    .orderBy(desc(gateStates.readAt))
    .limit(CANDIDATES);
  return rows.map(judgedOf);
}

async function desireCheck(
  tx: Transaction,
  tenant: InstallationId,
  check: Parameters<GateWriter['desireCheck']>[0],
  { trace, force }: Parameters<GateWriter['desireCheck']>[1],
): Promise<boolean> {
  const wanted = [{ ...check, job: deliveryOf(tenant, check) }];
  const { rows } = await tx.execute<{ jobs: readonly unknown[] }>(
    sql`SELECT clos_desire(${jsonText(wanted)}::jsonb, ${force}, ${trace}) AS jobs`,
  );
  const jobs = rows[0]?.jobs ?? [];
  if (jobs.length > 0) await tx.execute(sql`SELECT clos_add_jobs(${jsonText(jobs)}::jsonb)`);
  return jobs.length > 0;
}

/** A project that comes new has no row to be locked: all of a repository stand behind that of its gates. */
async function lockProjects(
  tx: Transaction,
  repositoryId: RepositoryId,
): ReturnType<GateWriter['lockProjects']> {
  const gate = { repositoryId: gateConfigurations.repositoryId };
  await tx
    .select(gate)
    .from(gateConfigurations)
    .where(eq(gateConfigurations.repositoryId, repositoryId))
    .for('update');
  return tx.select().from(projects).where(eq(projects.repositoryId, repositoryId)).for('update');
}

async function record(
  tx: Transaction,
  installationId: InstallationId,
  repositoryId: RepositoryId,
  { project, from, to, judged: by }: Step,
  traceId: TraceId,
): Promise<void> {
  const { slug, name, pod, stage } = project;
  const set = { name, pod, stage, present: to !== null };
  await tx
    .insert(projects)
    .values({ installationId, repositoryId, slug, since: NOW as unknown as string, ...set })
    .onConflictDoUpdate({
      target: [projects.installationId, projects.repositoryId, projects.slug],
      set: { ...set, since: NOW },
    });
  await tx.insert(stageTransitions).values({
    installationId,
    repositoryId,
    slug,
    fromStage: from,
    toStage: to,
    pullNumber: by?.pullNumber ?? null,
    headSha: by?.headSha ?? null,
    judged: by?.transition ?? null,
    traceId,
  });
}

async function dueGates(tx: Transaction): Promise<readonly ItemKey[]> {
  const { rows } = await tx.execute<{ repository: string; number: number }>(sql`
    SELECT s.repository_id AS repository, s.pull_number AS number FROM gate_states s
    JOIN pulls p ON p.repository_id = s.repository_id AND p.number = s.pull_number AND p.state = 'open'
    WHERE s.wake_at <= clos_now()
    UNION
    SELECT p.repository_id, p.number FROM pulls p
    JOIN repositories r ON r.repository_id = p.repository_id AND r.status = 'active' AND r.gates_active
    WHERE p.state = 'open' AND NOT EXISTS (SELECT FROM gate_states s
      WHERE s.repository_id = p.repository_id AND s.pull_number = p.number AND s.head_sha = p.head_sha
        AND s.basis->>'baseRef' = p.facts->>'baseRef')
    LIMIT ${MOST_DUE}`);
  return rows.map((row) => ({
    repositoryId: Number(row.repository) as RepositoryId,
    pullNumber: row.number as PullNumber,
  }));
}

function createGateWriter(tx: Transaction, tenant: InstallationId): GateWriter {
  return {
    ...createWriter(tx, tenant),
    gates: (repositoryId) => storedGates(tx, repositoryId),
    holdGates: (repositoryId) => storedGates(tx, repositoryId, 'share'),
    saveGates: (repositoryId, read) => saveGates(tx, tenant, repositoryId, read),
    lockPull: (item) => lockPull(tx, item),
    saveFiles: async (item, files) => {
      await tx.update(pulls).set({ files }).where(onPull(item));
    },
    memory: (item) => memory(tx, item),
    judged: (item) => judged(tx, item),
    saveJudged: (item, one) => saveJudged(tx, tenant, item, one),
    saveMerged: (item, headSha) => saveMerged(tx, tenant, item, headSha),
    judgedFor: (repositoryId, slug, to) => judgedFor(tx, repositoryId, slug, to),
    desireCheck: (check, options) => desireCheck(tx, tenant, check, options),
    shownHead: async ({ repositoryId, pullNumber }, name) => {
      const its = and(
        eq(checks.repositoryId, repositoryId),
        eq(checks.pullNumber, pullNumber),
        eq(checks.name, name),
      );
      const [row] = await tx.select({ headSha: checks.headSha }).from(checks).where(its);
      return (row?.headSha as Sha | undefined) ?? null;
    },
    commented: async ({ repositoryId, pullNumber }) => {
      const ours = and(
        eq(replies.repositoryId, repositoryId),
        eq(replies.pullNumber, pullNumber),
        eq(replies.slot, 'gate'),
      );
      return (await tx.select({ slot: replies.slot }).from(replies).where(ours)).length > 0;
    },
    saveApproval: (item, approval) => saveApproval(tx, tenant, item, approval),
    saveWaiver: (repositoryId, waiver) => saveWaiver(tx, tenant, repositoryId, waiver),
    lockProjects: (repositoryId) => lockProjects(tx, repositoryId),
    record: (repositoryId, step, trace) => record(tx, tenant, repositoryId, step, trace),
    dueGates: () => dueGates(tx),
  };
}

export function createGateRecords(pool: pg.Pool): GateRecords {
  return {
    writing: (tenant, work) => inTransaction(pool, tenant, (tx) => work(createGateWriter(tx, tenant))),
  };
}
