// Ideas and their ledger out of the tables, inside one tenant.

import type pg from 'pg';
import type { EntryAction, EntryValue } from '../../core/ideas/record.ts';
import type { InstallationId } from '../../core/ids.ts';
import type {
  FoundIdea,
  IdeaLedger,
  LedgerLine,
  LedgerRange,
  ListedIdea,
  RepositoryName,
} from '../../ports/idea-ledger.ts';
import { and, asc, desc, eq, sql } from './drizzle.ts';
import { similar, stored } from './ideas.ts';
import { ideaConfigurations, ideas } from './ideas-schema.ts';
import { iso } from './rows.ts';
import { repositories } from './schema.ts';
import { inTransaction, type Transaction } from './tenant.ts';

/** Entries in memory at once. */
const PAGE = 1_000;

/** Null: not known here. GitHub does not tell names apart by case; of two that had the name, the one that has it now. */
async function repositoryIdOf(tx: Transaction, { owner, name }: RepositoryName): Promise<number | null> {
  const [row] = await tx
    .select({ id: repositories.repositoryId })
    .from(repositories)
    .where(
      and(
        sql`lower(${repositories.owner}) = lower(${owner})`,
        sql`lower(${repositories.name}) = lower(${name})`,
      ),
    )
    .orderBy(asc(repositories.status), desc(repositories.changedAt))
    .limit(1);
  return row?.id ?? null;
}

const LISTED = {
  owner: repositories.owner,
  name: repositories.name,
  number: ideas.issueNumber,
  title: ideas.title,
  status: ideas.status,
  score: ideas.score,
  band: ideas.band,
  version: ideas.version,
  project: sql<string | null>`${ideas.promotion}->>'slug'`,
  gone: ideas.gone,
  url: sql<string>`${ideas.issue}->>'url'`,
  changedAt: ideas.changedAt,
};

async function list(
  tx: Transaction,
  { repository, status }: Parameters<IdeaLedger['list']>[1],
): Promise<readonly ListedIdea[] | null> {
  const id = repository === null ? null : await repositoryIdOf(tx, repository);
  if (repository !== null && id === null) return null;
  const rows = await tx
    .select(LISTED)
    .from(ideas)
    .innerJoin(repositories, eq(repositories.repositoryId, ideas.repositoryId))
    .where(
      and(
        id === null ? undefined : eq(ideas.repositoryId, id),
        status === null ? undefined : eq(ideas.status, status),
      ),
    )
    .orderBy(asc(repositories.owner), asc(repositories.name), asc(ideas.issueNumber));
  return rows.map(({ owner, name, changedAt, ...row }) => ({
    repository: `${owner}/${name}`,
    ...row,
    changedAt: iso(changedAt),
  }));
}

async function find(tx: Transaction, at: RepositoryName, number: number): Promise<FoundIdea | null> {
  const id = await repositoryIdOf(tx, at);
  if (id === null) return null;
  const [row] = await tx
    .select({ idea: ideas, configuration: ideaConfigurations.configuration })
    .from(ideas)
    .leftJoin(ideaConfigurations, eq(ideaConfigurations.repositoryId, ideas.repositoryId))
    .where(and(eq(ideas.repositoryId, id), eq(ideas.issueNumber, number)));
  return row ? { idea: stored(row.idea).idea, rules: row.configuration?.rules ?? null } : null;
}

interface EntryRow extends Record<string, unknown> {
  id: string;
  at: string;
  repository: string | null;
  repository_id: string;
  number: number;
  version: number;
  actor: string;
  actor_id: string | null;
  action: EntryAction;
  before: EntryValue | null;
  after: EntryValue | null;
  reason: string | null;
  trace: string;
}

const line = ({ id: _, repository_id, actor_id, ...row }: EntryRow): LedgerLine => ({
  at: iso(row.at),
  repository: row.repository,
  repositoryId: Number(repository_id),
  number: row.number,
  version: row.version,
  actor: row.actor,
  actorId: actor_id === null ? null : Number(actor_id),
  action: row.action,
  before: row.before,
  after: row.after,
  reason: row.reason,
  trace: row.trace,
});

async function* lines(
  pool: pg.Pool,
  tenant: InstallationId,
  { from, to, about }: LedgerRange,
): AsyncIterable<readonly LedgerLine[]> {
  const of =
    about === undefined
      ? sql``
      : sql`AND e.repository_id = ${about.repositoryId} AND e.issue_number = ${about.issueNumber}`;
  for (let last = '0'; ; ) {
    const { rows } = await inTransaction(pool, tenant, (tx) =>
      tx.execute<EntryRow>(sql`
        SELECT e.entry_id AS id, e.at, r.owner || '/' || r.name AS repository, e.repository_id, e.issue_number AS number,
          e.version, e.actor, e.actor_id, e.action, e.before, e.after, e.reason, e.trace_id AS trace
        FROM idea_entries e LEFT JOIN repositories r ON r.repository_id = e.repository_id
        WHERE e.entry_id > ${last}::int8 AND e.at >= coalesce(${from}::timestamptz, '-infinity')
          AND e.at < coalesce(${to}::timestamptz, 'infinity') ${of}
        ORDER BY e.entry_id LIMIT ${PAGE}`),
    );
    if (rows.length > 0) yield rows.map(line);
    if (rows.length < PAGE) return;
    last = rows.at(-1)?.id ?? last;
  }
}

export function createIdeaLedger(pool: pg.Pool): IdeaLedger {
  return {
    list: (installation, wish) => inTransaction(pool, installation, (tx) => list(tx, wish)),
    find: (installation, at, number) => inTransaction(pool, installation, (tx) => find(tx, at, number)),
    similar: (installation, key, text, search) =>
      inTransaction(pool, installation, (tx) => similar(tx, key, text, search)),
    lines: (installation, range) => lines(pool, installation, range),
  };
}
