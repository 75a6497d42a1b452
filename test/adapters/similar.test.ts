// Which ideas say the same, on a real PostgreSQL: what is found, in which order, by whom, and by which index.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { migrate } from '../../src/adapters/postgres/migrate.ts';
import { createPools, type Pools } from '../../src/adapters/postgres/pools.ts';
import {
  createSimilarIdeas,
  findSimilar,
  removeText,
  saveText,
} from '../../src/adapters/postgres/similar.ts';
import { inTransaction } from '../../src/adapters/postgres/tenant.ts';
import type { IdeaKey } from '../../src/core/ideas/model.ts';
import { gist, type IdeaText, THRESHOLD } from '../../src/core/ideas/similar.ts';
import type { InstallationId, IssueNumber, RepositoryId } from '../../src/core/ids.ts';
import type { Search, SimilarIdeas } from '../../src/ports/similar-ideas.ts';
import { pairs, qualityAt } from '../ideas/pairs.ts';
import { judgePairs, planOf } from '../ideas/search.ts';
import { createDatabase, inDatabase, runSql, type TestDatabase } from '../support/cluster.ts';

const PDF: IdeaText = {
  title: 'Export dashboard as PDF',
  problem: 'Every Monday I take screenshots of six charts and paste them into slides for the board.',
};
const PDF_AGAIN: IdeaText = {
  title: 'PDF export for dashboards',
  problem:
    'Managers want numbers. People take screenshots of each chart and paste them into slides every week.',
};
const OTHER: IdeaText = { title: 'Sign in with Google', problem: 'Our teachers forget their passwords.' };
const SEARCH: Search = { threshold: THRESHOLD, most: 3, across: false };

let database: TestDatabase;
let pools: Pools;
let similar: SimilarIdeas;
let tenants = 10_000;

function newTenant(): InstallationId {
  tenants += 1;
  return tenants as InstallationId;
}
const key = (issueNumber: number, repositoryId = 1): IdeaKey => ({
  repositoryId: repositoryId as RepositoryId,
  issueNumber: issueNumber as IssueNumber,
});

/** The numbers of the issues that are found by an idea that was not saved. */
async function numbers(tenant: InstallationId, text: IdeaText, search = SEARCH): Promise<readonly number[]> {
  const found = await similar.find(tenant, key(999), text, search);
  return found.map(({ issueNumber }) => issueNumber);
}

beforeAll(async () => {
  database = await createDatabase();
  pools = createPools(database.url, () => undefined, 2);
  similar = createSimilarIdeas(pools.app);
});

afterAll(async () => {
  await pools.end();
  await database.drop();
});

test('the most similar first, nothing below the threshold, no more than asked for', async () => {
  const tenant = newTenant();
  await similar.save(tenant, key(1), OTHER);
  await similar.save(tenant, key(2), PDF_AGAIN);
  await similar.save(tenant, key(3), PDF);
  const found = await similar.find(tenant, key(999), PDF, SEARCH);
  expect(found.map(({ issueNumber }) => issueNumber)).toEqual([3, 2]);
  expect(found[0]?.similarity).toBe(1);
  expect(found[1]?.similarity).toBeGreaterThanOrEqual(THRESHOLD);
  expect(found[1]?.similarity).toBeLessThan(1);
  expect(await numbers(tenant, PDF, { ...SEARCH, most: 1 })).toEqual([3]);
  expect(await numbers(tenant, PDF, { ...SEARCH, threshold: 0.99 })).toEqual([3]);
});

test('an idea is no duplicate of itself, is found by its newest text, and never again once removed', async () => {
  const tenant = newTenant();
  await similar.save(tenant, key(1), PDF);
  expect(await similar.find(tenant, key(1), PDF, SEARCH)).toEqual([]);
  await similar.save(tenant, key(1), OTHER);
  expect(await numbers(tenant, PDF)).toEqual([]);
  expect(await numbers(tenant, OTHER)).toEqual([1]);
  await similar.remove(tenant, key(1));
  expect(await numbers(tenant, OTHER)).toEqual([]);
});

test('of other repositories only public ones are named, unless told to look across', async () => {
  const tenant = newTenant();
  const [own, open, secret, lost, unknown] = [1, 2, 3, 4, 5];
  await pools.owner.query(
    `INSERT INTO repositories (installation_id, repository_id, owner, name, default_branch, status, private)
     VALUES ($1, 1, 'o', 'own', 'main', 'active', true), ($1, 2, 'o', 'open', 'main', 'active', false),
       ($1, 3, 'o', 'secret', 'main', 'active', true), ($1, 4, 'o', 'lost', 'main', 'lost', false)`,
    [tenant],
  );
  for (const repository of [own, open, secret, lost, unknown])
    await similar.save(tenant, key(repository, repository), PDF);
  expect(await numbers(tenant, PDF, { ...SEARCH, most: 9 })).toEqual([own, open]);
  expect(await numbers(tenant, PDF, { ...SEARCH, most: 9, across: true })).toEqual([1, 2, 3, 4, 5]);
  // However many there are of which nothing may be said.
  for (let number = 1_000; number < 1_110; number += 1) await similar.save(tenant, key(number, secret), PDF);
  expect(await numbers(tenant, PDF, { ...SEARCH, most: 9 })).toEqual([own, open]);
});

test('T-116 ideas of another tenant are never found, and without a tenant nothing is', async () => {
  const [one, two] = [newTenant(), newTenant()];
  await similar.save(two, key(1), PDF);
  expect(await numbers(one, PDF, { threshold: 0, most: 9, across: true })).toEqual([]);
  expect(await numbers(two, PDF, { threshold: 0, most: 9, across: true })).toEqual([1]);
  const { title, words, keys } = gist(PDF);
  const search = 'SELECT * FROM clos_similar(1, 999, $1, $2, $3, 0, 9, true)';
  expect((await pools.app.query(search, [title, words, keys])).rows).toEqual([]);
  for (const table of ['idea_texts', 'idea_keys'])
    expect((await pools.app.query(`SELECT * FROM ${table}`)).rows).toEqual([]);
});

test('inside a transaction that is under way, and undone with it', async () => {
  const tenant = newTenant();
  const undone = inTransaction(pools.app, tenant, async (tx) => {
    await saveText(tx, tenant, key(1), PDF);
    await saveText(tx, tenant, key(2), PDF);
    await removeText(tx, key(2));
    const found = await findSimilar(tx, key(999), PDF, SEARCH);
    expect(found.map(({ issueNumber }) => issueNumber)).toEqual([1]);
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  expect(await numbers(tenant, PDF)).toEqual([]);
});

test.each<[string, IdeaText, boolean]>([
  ['nothing at all', { title: '', problem: '' }, false],
  ['only stop words', { title: 'We need this', problem: 'and that' }, false],
  ['only emoji', { title: '🚀', problem: '🔥🔥' }, false],
  ['one word', { title: 'Wishlist', problem: '' }, true],
  ['Chinese', { title: '支持深色模式', problem: '晚上屏幕太亮，眼睛很难受。' }, true],
  ['Korean', { title: '다크 모드', problem: '밤에 화면이 너무 밝아요.' }, true],
  ['Russian', { title: 'Тёмная тема', problem: 'Ночью экран слишком яркий.' }, true],
  ['60 KB', { title: 'Huge', problem: 'screenshots of charts, and an essay on it '.repeat(1_500) }, true],
  ['60 KB without a space', { title: 'Blob', problem: 'QUJD'.repeat(15_000) }, true],
  ['a null byte', { title: 'Odd\u0000title', problem: 'with a \u0000 inside' }, true],
])('takes %s', async (_, text, isFound) => {
  const tenant = newTenant();
  await similar.save(tenant, key(1), text);
  await similar.save(tenant, key(2), OTHER);
  expect(await numbers(tenant, text)).toEqual(isFound ? [1] : []);
});

test('at the default threshold at least nine of ten that are named are duplicates', async () => {
  const quality = qualityAt(await judgePairs(pools.app, pairs()), THRESHOLD);
  expect(pairs().length).toBeGreaterThanOrEqual(220);
  expect(quality.precision).toBeGreaterThanOrEqual(0.9);
  expect(quality.recall).toBeGreaterThanOrEqual(0.25);
});

test('the keys are looked up by their index, also where the owner is no superuser and the extension in a schema of its own', async () => {
  const name = `${new URL(database.url).pathname.slice(1)}_owned`;
  const address = new URL(inDatabase(database.url, name));
  await runSql(database.url, `CREATE ROLE ${name} LOGIN PASSWORD 'p'`, `GRANT clos_app TO ${name}`);
  await runSql(database.url, `CREATE DATABASE ${name} OWNER ${name}`);
  await runSql(address.href, 'CREATE SCHEMA apart', 'CREATE EXTENSION pg_trgm SCHEMA apart');
  await runSql(address.href, `GRANT USAGE ON SCHEMA apart TO ${name}`);
  const owned = new URL(address);
  owned.username = name;
  owned.password = 'p';
  try {
    await migrate(owned.href);
    await runSql(
      address.href,
      `INSERT INTO idea_texts (installation_id, repository_id, issue_number, title, words)
         SELECT 1 + n % 2, 1, n, md5(n::text), md5(n::text) FROM generate_series(1, 2000) n`,
      `INSERT INTO idea_keys (installation_id, key, repository_id, issue_number)
         SELECT installation_id, left(words, 2), repository_id, issue_number FROM idea_texts`,
      'ANALYZE idea_texts',
      'ANALYZE idea_keys',
    );
    const text = gist({ title: 'Some words of it', problem: 'And others' });
    const plan = await planOf(address.href, 1 as InstallationId, key(1), text);
    // One condition of the index: the tenant, and the keys.
    expect(plan).toMatch(
      /Scan (?:using|on) idea_keys_\w+.*\n.*Index Cond: .*installation_id = .* AND \(key = ANY/,
    );
  } finally {
    await runSql(database.url, `DROP DATABASE ${name} WITH (FORCE)`, `DROP ROLE ${name}`);
  }
});
