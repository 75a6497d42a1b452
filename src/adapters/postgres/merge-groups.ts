// Merge groups we were asked about, and what the own checks of their members say, inside one tenant's transaction.

import type { SQL } from 'drizzle-orm';
import type pg from 'pg';
import type { CheckName } from '../../core/effect.ts';
import type { InstallationId, PullNumber, RepositoryId, Sha, TraceId } from '../../core/ids.ts';
import type { Member, MemberStanding, MergeGroup } from '../../core/queue/model.ts';
import type { GroupVerdict, GroupWriter, MergeGroups, StoredGroup } from '../../ports/merge-queue.ts';
import { and, asc, eq, inArray, sql } from './drizzle.ts';
import type { Wish } from '../../ports/outbox.ts';
import { storedGates } from './gates.ts';
import { addJobs } from './jobs.ts';
import { STANDS } from './outbox.ts';
import { mergeGroups, type StoredCheck } from './schema.ts';
import { inTransaction, type Transaction } from './tenant.ts';
import { createWriter } from './writer.ts';
import { jsonText } from './storable.ts';

const NOW = sql`clos_now()`;

const at = (repositoryId: RepositoryId, head: Sha) =>
  and(eq(mergeGroups.repositoryId, repositoryId), eq(mergeGroups.headSha, head));

const BY_NAME = [mergeGroups.installationId, mergeGroups.repositoryId, mergeGroups.headSha, mergeGroups.name];

type Row = typeof mergeGroups.$inferSelect;

const groupOf = (row: Row): MergeGroup => ({
  repositoryId: row.repositoryId as RepositoryId,
  headSha: row.headSha as Sha,
  headRef: row.headRef,
  baseSha: row.baseSha as Sha,
});

async function group(tx: Transaction, repositoryId: RepositoryId, head: Sha): Promise<StoredGroup | null> {
  // One row per check, the ended one first: what ended for one check ended for all.
  const [row] = await tx
    .select()
    .from(mergeGroups)
    .where(at(repositoryId, head))
    .orderBy(asc(mergeGroups.state));
  return row ? { group: groupOf(row), state: row.state } : null;
}

interface MemberRow extends Record<string, unknown> {
  number: number;
  title: string | null;
  url: string | null;
  state: 'open' | 'closed' | null;
  merged: boolean | null;
  check: StoredCheck | null;
  quiet: boolean;
  stands: NonNullable<Wish['stands']> | null;
}

/**
 * An open pull request without a check: nobody judges it where its pods only observe; anywhere else it was not judged yet, and
 * what was not judged is not green.
 */
function standing({ state, merged, check, quiet, stands }: MemberRow): MemberStanding {
  if (state === null) return { kind: 'unknown' };
  if (state === 'closed') {
    return merged
      ? { kind: 'passes', because: 'Merged' }
      : { kind: 'fails', because: 'The pull request is closed' };
  }
  if (check === null) return quiet ? { kind: 'observed' } : { kind: 'fails', because: 'Not judged yet' };
  if (check.conclusion !== 'success') return { kind: 'fails', because: check.title };
  return stands ? { kind: 'passes', because: check.title, stands } : { kind: 'passes', because: check.title };
}

/** Whether every pod it has a lock in, or every pod of the repository, only observes. */
const quietIn = (repositoryId: RepositoryId): SQL => sql`
  coalesce((SELECT bool_and(coalesce(d.rules->>'mode' = 'observe', false)) FROM wip_locks l JOIN pods d ON d.pod_id = l.pod_id
    WHERE l.repository_id = ${repositoryId} AND l.pull_number = p.number AND l.status <> 'released'), false)
  OR coalesce((SELECT bool_and(coalesce(d.rules->>'mode' = 'observe', false)) FROM repositories r
    LEFT JOIN pods d ON d.key IN (SELECT pod->>'key' FROM jsonb_array_elements(r.config_policy->'pods') pod)
      OR (coalesce(jsonb_array_length(r.config_policy->'pods'), 0) = 0 AND d.key = 'repository/' || r.repository_id)
    WHERE r.repository_id = ${repositoryId}), false)`;

/** Whether the gates only observe. */
const gatesQuietIn = (repositoryId: RepositoryId): SQL => sql`
  coalesce((SELECT g.configuration->'rules'->>'mode' = 'observe' FROM gate_configurations g
    WHERE g.repository_id = ${repositoryId}), false)`;

const QUIET: Readonly<Record<CheckName, (repositoryId: RepositoryId) => SQL>> = {
  'clos/wip': quietIn,
  'clos/stage-gate': gatesQuietIn,
};

async function members(
  tx: Transaction,
  repositoryId: RepositoryId,
  numbers: readonly PullNumber[],
  name: CheckName,
): Promise<readonly Member[]> {
  const { rows } = await tx.execute<MemberRow>(sql`
    SELECT n.number, p.facts->>'title' AS title, p.facts->>'url' AS url, p.state, (p.facts->>'merged')::boolean AS merged,
      c.body AS "check", CASE WHEN c.name = 'clos/stage-gate' THEN ${STANDS} END AS stands, ${QUIET[name](repositoryId)} AS quiet
    FROM jsonb_array_elements_text(${jsonText(numbers)}::jsonb) WITH ORDINALITY AS n(number, place)
    LEFT JOIN pulls p ON p.repository_id = ${repositoryId} AND p.number = n.number::int4
    LEFT JOIN checks c ON c.repository_id = p.repository_id AND c.pull_number = p.number AND c.name = ${name}
      AND c.head_sha = p.head_sha
    ORDER BY n.place`);
  return rows.map((row) => ({
    number: Number(row.number) as PullNumber,
    pull: row.state === null ? null : { title: row.title ?? '', url: row.url ?? '' },
    standing: standing(row),
  }));
}

async function answer(
  tx: Transaction,
  installationId: InstallationId,
  { repositoryId, headSha, headRef, baseSha }: MergeGroup,
  verdict: GroupVerdict,
): Promise<void> {
  if ((await group(tx, repositoryId, headSha))?.state === 'ended') return;
  const { name, check, trace: traceId, force } = verdict;
  const essenceHash = check?.essenceHash ?? '';
  const body = check?.body ?? null;
  const set = { members: verdict.members, body, essenceHash, traceId, decidedAt: NOW };
  const changed = sql`${mergeGroups.essenceHash} IS DISTINCT FROM excluded.essence_hash`;
  const rows = await tx
    .insert(mergeGroups)
    .values({ installationId, repositoryId, headSha, headRef, baseSha, name, state: 'open', ...set })
    .onConflictDoUpdate({
      target: BY_NAME,
      set: {
        ...set,
        generation: force ? sql`${mergeGroups.generation} + 1` : sql`${mergeGroups.generation}`,
      },
      setWhere: sql`${mergeGroups.state} = 'open' AND (${force} OR ${changed})`,
    })
    .returning({ headSha: mergeGroups.headSha });
  if (rows.length > 0 && check) {
    await addJobs(tx, installationId, [{ task: 'deliver', repositoryId, headSha, name }]);
  }
}

async function end(
  tx: Transaction,
  installationId: InstallationId,
  { repositoryId, headSha, headRef, baseSha }: MergeGroup,
  name: CheckName,
  traceId: TraceId,
): Promise<void> {
  const ended = { state: 'ended' as const, traceId, decidedAt: NOW };
  const about = {
    installationId,
    repositoryId,
    headSha,
    headRef,
    baseSha,
    members: [],
    name,
    essenceHash: '',
  };
  await tx
    .insert(mergeGroups)
    .values({ ...about, ...ended })
    .onConflictDoUpdate({
      target: BY_NAME,
      set: ended,
      setWhere: sql`${mergeGroups.state} = 'open'`,
    });
  await tx
    .update(mergeGroups)
    .set(ended)
    .where(and(at(repositoryId, headSha), eq(mergeGroups.state, 'open')));
}

function createGroupWriter(tx: Transaction, tenant: InstallationId): GroupWriter {
  return {
    ...createWriter(tx, tenant),
    group: (repositoryId, head) => group(tx, repositoryId, head),
    stageRules: async (repositoryId) => (await storedGates(tx, repositoryId))?.configuration.rules ?? null,
    openGroups: async (repositoryId) => {
      const open = and(eq(mergeGroups.repositoryId, repositoryId), eq(mergeGroups.state, 'open'));
      const rows = await tx.select().from(mergeGroups).where(open);
      return [...new Map(rows.map((row) => [row.headSha, groupOf(row)])).values()];
    },
    knownHeads: async (repositoryId, heads) => {
      if (heads.length === 0) return new Set();
      const those = and(eq(mergeGroups.repositoryId, repositoryId), inArray(mergeGroups.headSha, [...heads]));
      const rows = await tx.select({ headSha: mergeGroups.headSha }).from(mergeGroups).where(those);
      return new Set(rows.map((row) => row.headSha as Sha));
    },
    members: (repositoryId, numbers, name) => members(tx, repositoryId, numbers, name),
    answer: (one, verdict) => answer(tx, tenant, one, verdict),
    endGone: async (repositoryId, heads, trace) => {
      await tx.execute(sql`
        UPDATE merge_groups SET state = 'ended', trace_id = ${trace}, decided_at = clos_now()
        WHERE repository_id = ${repositoryId} AND state = 'open' AND decided_at < clos_now() - interval '10 minutes'
          AND NOT ${jsonText(heads)}::jsonb ? head_sha`);
    },
    end: (one, name, trace) => end(tx, tenant, one, name, trace),
  };
}

export function createMergeGroups(pool: pg.Pool): MergeGroups {
  return {
    writing: (tenant, work) => inTransaction(pool, tenant, (tx) => work(createGroupWriter(tx, tenant))),
  };
}
