// What ideas say, and which say the same. PostgreSQL compares them: the search is one function of the database.

import type pg from 'pg';
import type { IdeaKey } from '../../core/ideas/model.ts';
import { gist, type IdeaText } from '../../core/ideas/similar.ts';
import type { InstallationId, IssueNumber, RepositoryId } from '../../core/ids.ts';
import type { Search, SimilarIdea, SimilarIdeas } from '../../ports/similar-ideas.ts';
import { and, eq, notInArray, sql } from './drizzle.ts';
import { ideaKeys, ideaTexts } from './ideas-schema.ts';
import { inTransaction, type Transaction } from './tenant.ts';

export async function saveText(
  tx: Transaction,
  installationId: InstallationId,
  { repositoryId, issueNumber }: IdeaKey,
  text: IdeaText,
): Promise<void> {
  const { title, words, keys } = gist(text);
  const idea = { installationId, repositoryId, issueNumber };
  const set = { title, words };
  await tx
    .insert(ideaTexts)
    .values({ ...idea, ...set })
    .onConflictDoUpdate({
      target: [ideaTexts.installationId, ideaTexts.repositoryId, ideaTexts.issueNumber],
      set,
    });
  await tx.delete(ideaKeys).where(and(keysOf(idea), notInArray(ideaKeys.key, [...keys])));
  if (keys.length > 0)
    await tx
      .insert(ideaKeys)
      .values(keys.map((key) => ({ ...idea, key })))
      .onConflictDoNothing();
}

const keysOf = ({ repositoryId, issueNumber }: IdeaKey) =>
  and(eq(ideaKeys.repositoryId, repositoryId), eq(ideaKeys.issueNumber, issueNumber));

export async function removeText(tx: Transaction, { repositoryId, issueNumber }: IdeaKey): Promise<void> {
  await tx.delete(ideaKeys).where(keysOf({ repositoryId, issueNumber }));
  await tx
    .delete(ideaTexts)
    .where(and(eq(ideaTexts.repositoryId, repositoryId), eq(ideaTexts.issueNumber, issueNumber)));
}

type SimilarRow = { readonly repository: string; readonly number: number; readonly similarity: number };

export async function findSimilar(
  tx: Transaction,
  { repositoryId, issueNumber }: IdeaKey,
  text: IdeaText,
  { threshold, most, across }: Search,
): Promise<readonly SimilarIdea[]> {
  const { title, words, keys } = gist(text);
  const { rows } = await tx.execute<SimilarRow>(sql`
    SELECT repository_id AS repository, issue_number AS number, similarity
    FROM clos_similar(${repositoryId}, ${issueNumber}, ${title}, ${words}, ${sql.param(keys)}::text[], ${threshold}, ${most}, ${across})`);
  return rows.map((row) => ({
    repositoryId: Number(row.repository) as RepositoryId,
    issueNumber: row.number as IssueNumber,
    similarity: row.similarity,
  }));
}

export function createSimilarIdeas(pool: pg.Pool): SimilarIdeas {
  return {
    save: (tenant, key, text) => inTransaction(pool, tenant, (tx) => saveText(tx, tenant, key, text)),
    remove: (tenant, key) => inTransaction(pool, tenant, (tx) => removeText(tx, key)),
    find: (tenant, key, text, search) =>
      inTransaction(pool, tenant, (tx) => findSimilar(tx, key, text, search)),
  };
}
