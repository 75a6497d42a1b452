// What one commit's check should show and was last made to show. Several open pull requests can share a head commit, and
// GitHub shows one check run per commit and name: so the wishes of all of them, and of the merge group there, are read together.

import type { SQL } from 'drizzle-orm';
import type pg from 'pg';
import type { InstallationId, PullNumber, RepositoryId, Sha, TraceId } from '../../core/ids.ts';
import type { CheckTarget, Outbox, Outgoing, Wish, Written } from '../../ports/outbox.ts';
import { and, eq, sql } from './drizzle.ts';
import { checkRuns, type StoredCheck } from './schema.ts';
import { inTransaction, type Transaction } from './tenant.ts';

interface Row extends Record<string, unknown> {
  owner: string | null;
  repository: string | null;
  reachable: boolean | null;
  blocked: string | null;
  check_run_id: string | null;
  attempted: boolean;
  delivered_hash: string | null;
  unjudged: number[];
  wishes: {
    pullNumber: number | null;
    body: StoredCheck;
    hash: string;
    trace: string;
    stands: Wish['stands'] | null;
  }[];
}

/** Of the check `c` of the open pull request `p`. */
export const STANDS = sql`jsonb_build_object(
  'basis', (SELECT s.basis FROM gate_states s WHERE s.repository_id = p.repository_id AND s.pull_number = p.number),
  'shown', jsonb_build_object('repositoryId', p.repository_id, 'headSha', p.head_sha, 'baseRef', p.facts->>'baseRef', 'now', clos_now(),
    'rules', (SELECT g.rules_hash FROM gate_configurations g WHERE g.repository_id = p.repository_id)))`;

/** Whoever saved such a pull request has asked for a look at its gates in the same transaction. */
const UNJUDGED = ({ repositoryId, headSha, name }: CheckTarget): SQL =>
  name === 'clos/stage-gate'
    ? sql`ARRAY(SELECT p.number FROM pulls p
        WHERE p.repository_id = ${repositoryId} AND p.head_sha = ${headSha} AND p.state = 'open' AND NOT EXISTS (
          SELECT FROM gate_states s WHERE s.repository_id = p.repository_id AND s.pull_number = p.number
            AND s.head_sha = p.head_sha AND s.basis->>'baseRef' = p.facts->>'baseRef'))`
    : sql`'{}'::int4[]`;

async function outgoing(tx: Transaction, t: CheckTarget): Promise<Outgoing> {
  const { rows } = await tx.execute<Row>(sql`
    SELECT r.owner, r.name AS repository, coalesce(r.status = 'active' AND i.status = 'active', false) AS reachable,
      extract(epoch FROM i.blocked_until - clos_now()) AS blocked,
      run.check_run_id, run.attempted_at IS NOT NULL AS attempted, run.delivered_hash,
      ${UNJUDGED(t)} AS unjudged,
      coalesce((
        SELECT jsonb_agg(jsonb_build_object('pullNumber', w.pull_number, 'body', w.body, 'trace', w.trace_id,
          'hash', w.essence_hash || ':' || w.generation, 'stands', w.stands) ORDER BY w.pull_number NULLS LAST)
        FROM (
          SELECT c.pull_number, c.body, c.trace_id, c.essence_hash, c.generation,
            CASE WHEN c.name = 'clos/stage-gate' THEN ${STANDS} END AS stands
          FROM checks c JOIN pulls p ON p.repository_id = c.repository_id AND p.number = c.pull_number
          WHERE c.repository_id = ${t.repositoryId} AND c.head_sha = ${t.headSha} AND c.name = ${t.name}
            AND p.state = 'open' AND p.head_sha = c.head_sha
          UNION ALL
          SELECT NULL, g.body, g.trace_id, g.essence_hash, g.generation, NULL FROM merge_groups g
          WHERE g.repository_id = ${t.repositoryId} AND g.head_sha = ${t.headSha} AND g.name = ${t.name}
            AND g.state = 'open' AND g.body IS NOT NULL
          UNION ALL
          SELECT NULL, o.body, o.trace_id, o.essence_hash, o.generation, NULL FROM commit_checks o
          WHERE o.repository_id = ${t.repositoryId} AND o.head_sha = ${t.headSha} AND o.name = ${t.name}
        ) w
      ), '[]') AS wishes
    FROM (SELECT) nothing
    LEFT JOIN installations i ON true
    LEFT JOIN repositories r ON r.repository_id = ${t.repositoryId}
    LEFT JOIN check_runs run ON run.repository_id = ${t.repositoryId} AND run.head_sha = ${t.headSha} AND run.name = ${t.name}`);
  const row = rows[0];
  const blocked = Number(row?.blocked ?? 0);
  return {
    owner: row?.owner ?? '',
    repository: row?.repository ?? '',
    reachable: row?.reachable ?? false,
    unjudged: (row?.unjudged ?? []) as PullNumber[],
    blockedForSeconds: blocked > 0 ? blocked : null,
    wishes: (row?.wishes ?? []).map(
      ({ stands, ...wish }): Wish => ({
        ...wish,
        ...(stands ? { stands } : {}),
        pullNumber: wish.pullNumber as PullNumber | null,
        trace: wish.trace as TraceId,
      }),
    ),
    checkRunId: row?.check_run_id ? Number(row.check_run_id) : null,
    attempted: row?.attempted ?? false,
    deliveredHash: row?.delivered_hash ?? null,
  };
}

/** Sweeps come every two minutes. */
const SWEEPS_OF_HALF_A_DAY = 360;

async function unseen(
  tx: Transaction,
  installationId: InstallationId,
  repositoryId: RepositoryId,
): Promise<readonly Written[]> {
  const { rows } = await tx.execute<{ sha: Sha; name: string; id: string }>(sql`
    WITH open AS (
      SELECT run.head_sha, run.name, run.check_run_id, min(run.delivered_at) OVER (PARTITION BY run.head_sha) AS seen
      FROM check_runs run
      WHERE run.repository_id = ${repositoryId} AND run.check_run_id IS NOT NULL AND EXISTS (SELECT FROM pulls p
        WHERE p.repository_id = run.repository_id AND p.head_sha = run.head_sha AND p.state = 'open')
    ), turn AS (
      SELECT head_sha FROM open GROUP BY head_sha HAVING min(seen) < clos_now() - interval '1 day' ORDER BY min(seen)
      LIMIT (SELECT ceil(count(DISTINCT head_sha) / ${SWEEPS_OF_HALF_A_DAY}::numeric)::int FROM open)
    )
    SELECT head_sha AS sha, name, check_run_id AS id FROM open JOIN turn USING (head_sha)`);
  return rows.map(({ sha: headSha, name, id }) => ({
    installationId,
    repositoryId,
    headSha,
    name,
    checkRunId: Number(id),
  }));
}

/** Only those that are still the ones that were looked at. */
const isRun = (one: Written) =>
  and(
    eq(checkRuns.repositoryId, one.repositoryId),
    eq(checkRuns.headSha, one.headSha),
    eq(checkRuns.name, one.name),
    eq(checkRuns.checkRunId, one.checkRunId),
  );

type Change = Partial<typeof checkRuns.$inferInsert> | { attemptedAt: ReturnType<typeof sql> };

async function upsert(tx: Transaction, target: CheckTarget, set: Change, where?: SQL): Promise<void> {
  await tx
    .insert(checkRuns)
    .values({ ...target, ...set } as typeof checkRuns.$inferInsert)
    .onConflictDoUpdate({
      target: [checkRuns.installationId, checkRuns.repositoryId, checkRuns.headSha, checkRuns.name],
      set: set as Partial<typeof checkRuns.$inferInsert>,
      ...(where ? { setWhere: where } : {}),
    });
}

export function createOutbox(pool: pg.Pool): Outbox {
  return {
    attempt: (target, due) =>
      inTransaction(pool, target.installationId, async (tx) => {
        const out = await outgoing(tx, target);
        if (!out.attempted && due(out)) await upsert(tx, target, { attemptedAt: sql`clos_now()` });
        return out;
      }),
    unsent: (target) =>
      inTransaction(pool, target.installationId, (tx) => upsert(tx, target, { attemptedAt: null })),
    delivered: (target, checkRunId, deliveredHash) =>
      inTransaction(pool, target.installationId, (tx) =>
        upsert(
          tx,
          target,
          { checkRunId, deliveredHash, deliveredAt: sql`clos_now()` } as unknown as Change,
          // Of two runs GitHub shows the newer; what became of an older one says nothing about it.
          sql`coalesce(${checkRuns.checkRunId}, 0) <= ${checkRunId}`,
        ),
      ),
    forget: (target) =>
      inTransaction(pool, target.installationId, async (tx) => {
        await tx
          .update(checkRuns)
          .set({ checkRunId: null, deliveredHash: null })
          .where(
            and(
              eq(checkRuns.repositoryId, target.repositoryId),
              eq(checkRuns.headSha, target.headSha),
              eq(checkRuns.name, target.name),
            ),
          );
      }),
    unseen: (installation, repositoryId) =>
      inTransaction(pool, installation, (tx) => unseen(tx, installation, repositoryId)),
    looked: (installation, written, gone) =>
      inTransaction(pool, installation, async (tx) => {
        const anew = { checkRunId: null, attemptedAt: null, deliveredHash: null };
        for (const one of written) {
          const set = { ...(gone.includes(one) ? anew : {}), deliveredAt: sql`clos_now()` };
          await tx
            .update(checkRuns)
            .set(set as unknown as Partial<typeof checkRuns.$inferInsert>)
            .where(isRun(one));
        }
      }),
    block: (installation, seconds) =>
      inTransaction(pool, installation, async (tx) => {
        await tx.execute(sql`UPDATE installations
          SET blocked_until = greatest(blocked_until, clos_now() + make_interval(secs => ${seconds}))`);
      }),
  };
}
