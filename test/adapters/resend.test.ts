// What the sweep sends again: checks that GitHub was never made to show, and only those that no job is about to deliver.

import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createLedger } from '../../src/adapters/postgres/ledger.ts';
import { createPools, type Pools } from '../../src/adapters/postgres/pools.ts';
import type { InstallationId, RepositoryId, Sha } from '../../src/core/ids.ts';
import { createDatabase, type TestDatabase } from '../support/cluster.ts';

const TENANT = 101 as InstallationId;
const OTHER = 202 as InstallationId;
const REPOSITORY = 7 as RepositoryId;
const SHA = 'a'.repeat(40) as Sha;
const NAME = 'clos/wip';
const DELIVER = { task: 'deliver', repositoryId: REPOSITORY, headSha: SHA, name: NAME } as const;
const KEY = `deliver/${TENANT}/${REPOSITORY}/${SHA}/${NAME}`;

let database: TestDatabase;
let pools: Pools;
let ledger: ReturnType<typeof createLedger>;

beforeAll(async () => {
  database = await createDatabase();
  pools = createPools(database.url, () => undefined, 4);
  ledger = createLedger(pools.app);
  await pools.owner.query(
    `INSERT INTO pulls (installation_id, repository_id, number, state, head_sha, facts, github_updated_at)
     VALUES ($1, $2, 1, 'open', $3, '{}', now())`,
    [TENANT, REPOSITORY, SHA],
  );
  await pools.owner.query(
    `INSERT INTO checks (installation_id, repository_id, pull_number, name, head_sha, body, essence_hash, trace_id, decided_at)
     VALUES ($1, $2, 1, $3, $4, '{}', 'h', 't', now() - interval '2 minutes')`,
    [TENANT, REPOSITORY, NAME, SHA],
  );
});

afterAll(async () => {
  await pools.end();
  await database.drop();
});

const JOBS = 'graphile_worker._private_jobs';

beforeEach(async () => void (await pools.owner.query(`DELETE FROM ${JOBS}`)));

const resend = () => ledger.writing(TENANT, (writer) => writer.resendChecks(REPOSITORY));

const waiting = (tenant: InstallationId, delaySeconds: number) =>
  ledger.writing(tenant, (writer) => writer.addJobs([{ ...DELIVER, delaySeconds }]));

/** Without those that gave up, which Graphile keeps without a key once another takes their place. */
async function jobs(): Promise<readonly { key: string; due: boolean; attempts: number }[]> {
  const { rows } = await pools.owner.query<{ key: string; due: boolean; attempts: number }>(
    `SELECT key, run_at <= now() AS due, attempts::int FROM ${JOBS} WHERE key IS NOT NULL ORDER BY key`,
  );
  return rows;
}

test('a check that no job is about to deliver is sent again, once', async () => {
  expect(await resend()).toBe(1);
  expect(await jobs()).toEqual([{ key: KEY, due: true, attempts: 0 }]);
  expect(await resend()).toBe(0);
});

test('a delivery that was put off is neither counted nor hurried', async () => {
  await waiting(TENANT, 600);
  expect(await resend()).toBe(0);
  expect(await jobs()).toEqual([{ key: KEY, due: false, attempts: 0 }]);
});

test('a refused write keeps the queue’s own wait for its next try', async () => {
  await waiting(TENANT, 600);
  await pools.owner.query(`UPDATE ${JOBS} SET attempts = 3, last_error = 'refused'`);
  expect(await resend()).toBe(0);
  expect(await jobs()).toEqual([{ key: KEY, due: false, attempts: 3 }]);
});

test('one that runs is waited for, and one that used up its tries is not', async () => {
  await waiting(TENANT, 0);
  await pools.owner.query(`UPDATE ${JOBS} SET attempts = max_attempts, locked_at = now(), locked_by = 'w'`);
  expect(await resend()).toBe(0);
  await pools.owner.query(`UPDATE ${JOBS} SET locked_at = NULL, locked_by = NULL`);
  expect(await resend()).toBe(1);
  expect(await jobs()).toEqual([{ key: KEY, due: true, attempts: 0 }]);
});

test('T-116 a tenant hears of its own jobs only, and nobody but the app of any', async () => {
  await waiting(OTHER, 600);
  const keys = (await jobs()).map(({ key }) => key);
  expect(keys).toEqual([KEY.replace(String(TENANT), String(OTHER))]);
  const heard = async (tenant: InstallationId) => {
    const sql = `BEGIN; SET LOCAL clos.installation_id = '${tenant}'`;
    const client = await pools.app.connect();
    try {
      await client.query(sql);
      return (await client.query('SELECT clos_waiting($1::text[]) AS key', [keys])).rows;
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  };
  expect(await heard(TENANT)).toEqual([]);
  expect(await heard(OTHER)).toHaveLength(1);
  const { rows } = await pools.owner.query(
    `SELECT array_to_string(proacl, ',') LIKE '%,=X/%' OR array_to_string(proacl, ',') LIKE '=X/%' AS public
     FROM pg_proc WHERE proname = 'clos_waiting'`,
  );
  expect(rows).toEqual([{ public: false }]);
});
