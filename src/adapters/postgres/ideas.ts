// What is kept of ideas, inside one tenant's transaction.

import type pg from 'pg';
import type { IdeaKey } from '../../core/ideas/model.ts';
import type { Entry, Idea } from '../../core/ideas/record.ts';
import type { NamedIdea } from '../../core/ideas/resembling.ts';
import type { InstallationId, IssueNumber, PullNumber, RepositoryId, TraceId } from '../../core/ids.ts';
import type { Visibility } from '../../core/visibility.ts';
import type { IdeaDelivery, IdeaRecords, IdeaWriter, StoredIdea } from '../../ports/idea-records.ts';
import { and, eq, inArray, sql } from './drizzle.ts';
import { projects, stageTransitions } from './gates-schema.ts';
import { ideaConfigurations, ideaEntries, ideas } from './ideas-schema.ts';
import { iso, toldVisibility } from './rows.ts';
import { repositories } from './schema.ts';
import { findSimilar, removeText, saveText } from './similar.ts';
import { inTransaction, type Transaction } from './tenant.ts';
import { createWriter } from './writer.ts';
import { jsonText } from './storable.ts';

const NOW = sql`clos_now()`;

const on = ({ repositoryId, issueNumber }: IdeaKey) =>
  and(eq(ideas.repositoryId, repositoryId), eq(ideas.issueNumber, issueNumber));

type Row = typeof ideas.$inferSelect;

export function stored(row: Row): StoredIdea {
  const { status, version, textHash, reading, overrides, parked, promotion, gone, issue } = row;
  return {
    idea: {
      repositoryId: row.repositoryId as RepositoryId,
      issueNumber: row.issueNumber as IssueNumber,
      changedAt: iso(row.changedAt),
      ...{ issue, status, version, textHash, reading, overrides, parked, promotion, gone },
    },
    delivery: {
      saidHash: row.saidHash,
      answers: row.answers,
      shownLabel: row.shownLabel,
      discoveryAttemptedAt: row.discoveryAttemptedAt === null ? null : iso(row.discoveryAttemptedAt),
    },
  };
}

/** Until the transaction ends; what does not exist yet has no row to be locked. */
async function hold(tx: Transaction, name: string): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`);
}

async function saveIdea(tx: Transaction, installationId: InstallationId, idea: Idea): Promise<void> {
  const { repositoryId, issueNumber, issue, reading, ...rest } = idea;
  const { status, version, textHash, overrides, parked, promotion, gone, changedAt } = rest;
  const set = {
    ...{ status, version, textHash, overrides, parked, promotion, gone, changedAt, issue, reading },
    title: issue.title,
    score: reading.score.value,
    band: reading.score.band,
    open: issue.state === 'open',
    githubUpdatedAt: issue.updatedAt,
  };
  await tx
    .insert(ideas)
    .values({ installationId, repositoryId, issueNumber, ...set })
    .onConflictDoUpdate({ target: [ideas.installationId, ideas.repositoryId, ideas.issueNumber], set });
}

async function enter(
  tx: Transaction,
  installationId: InstallationId,
  key: IdeaKey,
  entries: readonly Entry[],
  traceId: TraceId,
): Promise<void> {
  if (entries.length === 0) return;
  await tx.insert(ideaEntries).values(
    entries.map(({ actor, action, version, before, after, reason }) => ({
      ...{ installationId, ...key, action, version, before, after, reason, traceId },
      actor: actor?.login ?? 'clos',
      actorId: actor?.id ?? null,
    })),
  );
}

async function holdSlugs(
  tx: Transaction,
  installationId: InstallationId,
  repositoryId: RepositoryId,
): Promise<ReadonlySet<string>> {
  await hold(tx, `slugs/${installationId}/${repositoryId}`);
  const rows = await tx
    .select({ slug: projects.slug })
    .from(projects)
    .where(eq(projects.repositoryId, repositoryId));
  return new Set(rows.map(({ slug }) => slug));
}

async function standings(
  tx: Transaction,
  repositoryId: RepositoryId,
  numbers: readonly number[],
): ReturnType<IdeaWriter['standings']> {
  const rows = await tx
    .select({ number: ideas.issueNumber, status: ideas.status, score: ideas.score, band: ideas.band })
    .from(ideas)
    .where(and(eq(ideas.repositoryId, repositoryId), inArray(ideas.issueNumber, [...numbers])));
  const known = new Map(
    rows.map(({ number, band, ...row }) => [number, { ...row, enough: band !== 'needs-work' }]),
  );
  return Object.fromEntries(numbers.map((number) => [number, known.get(number) ?? null]));
}

async function leaving(
  tx: Transaction,
  repositoryId: RepositoryId,
  stage: string,
): Promise<readonly PullNumber[]> {
  const asked = jsonText([{ from: stage }]);
  const { rows } = await tx.execute<{ number: number }>(sql`
    SELECT s.pull_number AS number FROM gate_states s
    JOIN pulls p ON p.repository_id = s.repository_id AND p.number = s.pull_number AND p.state = 'open'
    WHERE s.repository_id = ${repositoryId} AND s.transitions @> ${asked}::jsonb`);
  return rows.map(({ number }) => number as PullNumber);
}

/** Its file comes later, by a pull request: until then the project is not there. */
async function openProject(
  tx: Transaction,
  installationId: InstallationId,
  { repositoryId, promotion }: Idea,
  traceId: TraceId,
): Promise<void> {
  if (promotion === null) return;
  const { slug, name, pod, stage } = promotion;
  const made = await tx
    .insert(projects)
    .values({
      ...{ installationId, repositoryId, slug, name, pod, stage },
      since: NOW as unknown as string,
      present: false,
    })
    .onConflictDoNothing()
    .returning({ slug: projects.slug });
  if (made.length === 0) return;
  await tx
    .insert(stageTransitions)
    .values({ installationId, repositoryId, slug, fromStage: 'IDEA', toStage: stage, traceId });
}

async function saveDelivery(tx: Transaction, key: IdeaKey, change: Partial<IdeaDelivery>): Promise<void> {
  await tx.update(ideas).set(change).where(on(key));
}

type NamedRow = {
  readonly repository: string;
  readonly number: number;
  readonly title: string;
  readonly owner: string;
  readonly name: string;
  readonly status: Idea['status'];
  readonly private: boolean;
  readonly visibility: Visibility | null;
};

/** Only a private repository names private others: found for any other, they would push out those that may be named. */
async function thereOf(tx: Transaction, { repositoryId }: IdeaKey): Promise<Visibility | undefined> {
  const [row] = await tx
    .select({ private: repositories.private, visibility: repositories.visibility })
    .from(repositories)
    .where(eq(repositories.repositoryId, repositoryId));
  return row && toldVisibility(row).visibility;
}

export async function similar(
  tx: Transaction,
  key: IdeaKey,
  text: Parameters<IdeaWriter['similar']>[1],
  search: Parameters<IdeaWriter['similar']>[2],
): Promise<readonly NamedIdea[]> {
  if (search.most === 0) return [];
  const there = await thereOf(tx, key);
  const across = search.across && there === 'private';
  const found = await findSimilar(tx, key, text, { ...search, across });
  if (found.length === 0) return [];
  const keys = jsonText(found.map((one) => ({ r: one.repositoryId, n: one.issueNumber })));
  const { rows } = await tx.execute<NamedRow>(sql`
    SELECT i.repository_id AS repository, i.issue_number AS number, i.title, i.status, r.owner, r.name, r.private, r.visibility
    FROM jsonb_to_recordset(${keys}::jsonb) AS k (r bigint, n integer)
    JOIN ideas i ON i.repository_id = k.r AND i.issue_number = k.n AND NOT i.gone
    JOIN repositories r ON r.repository_id = i.repository_id`);
  return found.flatMap((one) => {
    const row = rows.find(
      ({ repository, number }) => Number(repository) === one.repositoryId && number === one.issueNumber,
    );
    if (!row) return [];
    const { owner, name: repository, status, title } = row;
    return [
      { ...one, ...{ owner, repository, status, title }, ...toldVisibility(row), ...(there && { there }) },
    ];
  });
}

function createIdeaWriter(tx: Transaction, tenant: InstallationId): IdeaWriter {
  return {
    ...createWriter(tx, tenant),
    ideaConfiguration: async (repositoryId) => {
      const [row] = await tx
        .select()
        .from(ideaConfigurations)
        .where(eq(ideaConfigurations.repositoryId, repositoryId));
      return row?.configuration ?? null;
    },
    saveIdeaConfiguration: async (repositoryId, configuration) => {
      const set = { configuration, changedAt: NOW };
      await tx
        .insert(ideaConfigurations)
        .values({ installationId: tenant, repositoryId, ...set })
        .onConflictDoUpdate({
          target: [ideaConfigurations.installationId, ideaConfigurations.repositoryId],
          set,
        });
    },
    lockIdea: async (key) => {
      await hold(tx, `idea/${tenant}/${key.repositoryId}/${key.issueNumber}`);
      const [row] = await tx.select().from(ideas).where(on(key));
      return row ? stored(row) : null;
    },
    saveIdea: (idea) => saveIdea(tx, tenant, idea),
    saveDelivery: (key, change) => saveDelivery(tx, key, change),
    enter: (key, entries, trace) => enter(tx, tenant, key, entries, trace),
    ideas: async (repositoryId) => {
      const rows = await tx.select().from(ideas).where(eq(ideas.repositoryId, repositoryId));
      return rows.map(stored);
    },
    standings: (repositoryId, numbers) => standings(tx, repositoryId, numbers),
    leaving: (repositoryId, stage) => leaving(tx, repositoryId, stage),
    holdSlugs: (repositoryId) => holdSlugs(tx, tenant, repositoryId),
    openProject: (idea, trace) => openProject(tx, tenant, idea, trace),
    saveText: (key, text) => (text ? saveText(tx, tenant, key, text) : removeText(tx, key)),
    similar: (key, text, search) => similar(tx, key, text, search),
  };
}

export function createIdeaRecords(pool: pg.Pool): IdeaRecords {
  return {
    writing: (tenant, work) => inTransaction(pool, tenant, (tx) => work(createIdeaWriter(tx, tenant))),
  };
}
