// What servers of older versions go on asking of the database while a newer one is being deployed (decision 16). The statement below
// is theirs, so it is written out here and not imported: a change of the schema that breaks it would lose deliveries.

import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { createDatabase, type TestDatabase } from '../support/cluster.ts';

const ACCEPT = 'SELECT clos_accept($1, $2, $3, $4, $5, $6, $7, $8, $9) AS outcomes';

let database: TestDatabase;
let older: pg.Client;
let owner: pg.Client;

beforeAll(async () => {
  database = await createDatabase();
  older = new pg.Client({ connectionString: database.url, options: '-c role=clos_app' });
  owner = new pg.Client({ connectionString: database.url });
  await Promise.all([older.connect(), owner.connect()]);
});

afterAll(async () => {
  await Promise.all([older.end(), owner.end()]);
  await database.drop();
});

const accept = async (...deliveries: { guid: string; subject: string | null; body: string }[]) => {
  const bodies = deliveries.map(({ body }) => Buffer.from(body));
  const { rows } = await older.query<{ outcomes: string[] }>({
    name: 'accept',
    text: ACCEPT,
    values: [
      deliveries.map(() => 5),
      deliveries.map(({ guid }) => guid),
      deliveries.map(() => 'pull_request'),
      deliveries.map(() => 'opened'),
      deliveries.map(({ subject }) => subject),
      deliveries.map(({ subject }) => (subject === null ? 'not for us' : null)),
      bodies.map((body) => createHash('sha256').update(body).digest()),
      bodies.map((body) => body.length),
      Buffer.concat(bodies),
    ],
  });
  return rows[0]?.outcomes;
};

test('T-72 a delivery that an older server takes is stored with its job, or known again, or ignored', async () => {
  const first = { guid: 'a', subject: 'pull/7/1', body: '{"n":1}' };
  const ignored = { guid: 'b', subject: null, body: '{}' };
  expect(await accept(first, ignored)).toEqual(['stored', 'stored']);
  expect(await accept(first, { ...first, body: '{"n":2}' })).toEqual(['duplicate', 'conflict']);
  const { rows } = await owner.query('SELECT guid, status, body FROM deliveries ORDER BY guid');
  expect(rows).toEqual([
    { guid: 'a', status: 'received', body: Buffer.from(first.body) },
    { guid: 'b', status: 'ignored', body: Buffer.from(ignored.body) },
  ]);
  const { rows: jobs } = await owner.query('SELECT task_identifier, key FROM graphile_worker.jobs');
  expect(jobs).toEqual([{ task_identifier: 'cycle', key: 'cycle/5/pull/7/1' }]);
});

test('T-72 older code can see that the database is newer than it knows', async () => {
  const { rows } = await older.query('SELECT max(created_at) AS newest FROM drizzle.__drizzle_migrations');
  expect(Number(rows[0].newest)).toBeGreaterThan(0);
});
