// The replies on PostgreSQL: stored with the decision they answer, delivered like checks.

import type pg from 'pg';
import type { CommentId, InstallationId } from '../../core/ids.ts';
import type { ItemKey } from '../../core/wip/model.ts';
import type { Writer } from '../../ports/ledger.ts';
import type { OutgoingReply, Replies, ReplyTarget } from '../../ports/replies.ts';
import { and, eq, sql } from './drizzle.ts';
import { addJobs } from './jobs.ts';
import { replies } from './schema.ts';
import { inTransaction, type Transaction } from './tenant.ts';

export async function saveReply(
  tx: Transaction,
  installationId: InstallationId,
  { repositoryId, pullNumber }: ItemKey,
  { slot, body, hash }: Parameters<Writer['saveReply']>[1],
): Promise<void> {
  const rows = await tx
    .insert(replies)
    .values({ installationId, repositoryId, pullNumber, slot, body, essenceHash: hash })
    .onConflictDoUpdate({
      target: [replies.installationId, replies.repositoryId, replies.pullNumber, replies.slot],
      set: { body, essenceHash: hash },
      setWhere: sql`${replies.essenceHash} <> excluded.essence_hash`,
    })
    .returning({ slot: replies.slot });
  if (rows.length === 0) return;
  await addJobs(tx, installationId, [{ task: 'deliver-reply', repositoryId, pullNumber, slot }]);
}

interface PlaceRow extends Record<string, unknown> {
  owner: string;
  repository: string;
  reachable: boolean;
  blocked: string | null;
}

interface Row extends PlaceRow {
  body: string;
  hash: string;
  comment_id: string | null;
  attempted_at: Date | string | null;
  delivered_hash: string | null;
}

const PLACE = sql`r.owner, r.name AS repository, (r.status = 'active' AND i.status = 'active') AS reachable,
  extract(epoch FROM i.blocked_until - clos_now()) AS blocked`;

const placeOf = ({ owner, repository, reachable, blocked }: PlaceRow) => ({
  owner,
  repository,
  reachable,
  blockedForSeconds: Number(blocked ?? 0) > 0 ? Number(blocked) : null,
});

async function outgoing(tx: Transaction, target: ReplyTarget): Promise<OutgoingReply | null> {
  const { rows } = await tx.execute<Row>(sql`
    SELECT ${PLACE}, t.body, t.essence_hash AS hash, t.comment_id, t.attempted_at, t.delivered_hash
    FROM replies t
    JOIN repositories r USING (installation_id, repository_id)
    JOIN installations i USING (installation_id)
    WHERE t.repository_id = ${target.repositoryId} AND t.pull_number = ${target.pullNumber}
      AND t.slot = ${target.slot}`);
  const [row] = rows;
  if (!row) return null;
  return {
    ...placeOf(row),
    body: row.body,
    hash: row.hash,
    commentId: row.comment_id === null ? null : (Number(row.comment_id) as CommentId),
    attemptedAt: row.attempted_at === null ? null : new Date(row.attempted_at).toISOString(),
    deliveredHash: row.delivered_hash,
  };
}

type Change = Partial<typeof replies.$inferInsert> | { attemptedAt: ReturnType<typeof sql> };

async function change(tx: Transaction, target: ReplyTarget, set: Change): Promise<void> {
  const { repositoryId, pullNumber, slot } = target;
  await tx
    .update(replies)
    .set(set as Partial<typeof replies.$inferInsert>)
    .where(
      and(eq(replies.repositoryId, repositoryId), eq(replies.pullNumber, pullNumber), eq(replies.slot, slot)),
    );
}

export function createReplies(pool: pg.Pool): Replies {
  const within = <T>(target: { installationId: InstallationId }, work: (tx: Transaction) => Promise<T>) =>
    inTransaction(pool, target.installationId, work);
  return {
    attempt: (target, due) =>
      within(target, async (tx) => {
        const out = await outgoing(tx, target);
        if (out && out.attemptedAt === null && due(out))
          await change(tx, target, { attemptedAt: sql`clos_now()` });
        return out;
      }),
    delivered: (target, commentId, deliveredHash) =>
      within(target, (tx) => change(tx, target, { commentId, deliveredHash })),
    forget: (target) => within(target, (tx) => change(tx, target, { commentId: null, deliveredHash: null })),
    place: (target) =>
      within(target, async (tx) => {
        const { rows } = await tx.execute<PlaceRow>(sql`SELECT ${PLACE}
          FROM repositories r JOIN installations i USING (installation_id)
          WHERE r.repository_id = ${target.repositoryId}`);
        return rows[0] ? placeOf(rows[0]) : null;
      }),
  };
}
