// The search as the app does it: what it says of pairs, and which plan PostgreSQL follows.

import pg from 'pg';
import { createSimilarIdeas } from '../../src/adapters/postgres/similar.ts';
import type { IdeaKey } from '../../src/core/ideas/model.ts';
import { type Gist, THRESHOLD } from '../../src/core/ideas/similar.ts';
import type { InstallationId, IssueNumber, RepositoryId } from '../../src/core/ids.ts';
import type { Judged, Pair } from './pairs.ts';

const key = (n: number): IdeaKey => ({ repositoryId: 1 as RepositoryId, issueNumber: n as IssueNumber });

/** Each pair alone in an installation of its own. One that the search passes over has the similarity 0. */
export async function judgePairs(pool: pg.Pool, pairs: readonly Pair[]): Promise<readonly Judged[]> {
  const similar = createSimilarIdeas(pool);
  const judged: Judged[] = [];
  for (const [i, { a, b, duplicate }] of pairs.entries()) {
    const tenant = (i + 1) as InstallationId;
    await similar.save(tenant, key(1), b);
    const [found] = await similar.find(tenant, key(2), a, { threshold: 0, most: 1, across: false });
    judged.push({ duplicate, similarity: found?.similarity ?? 0 });
  }
  return judged;
}

/** The plan of a search as `clos_app`, with what came of it. `url` is a superuser's. */
export async function planOf(
  url: string,
  tenant: InstallationId,
  { repositoryId, issueNumber }: IdeaKey,
  { title, words, keys }: Gist,
): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`SET ROLE clos_app; BEGIN; SET LOCAL clos.installation_id = ${tenant}`);
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      'EXPLAIN ANALYZE SELECT * FROM clos_similar($1, $2, $3, $4, $5, $6, 3, true)',
      [repositoryId, issueNumber, title, words, keys, THRESHOLD],
    );
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  } finally {
    await client.end();
  }
}
