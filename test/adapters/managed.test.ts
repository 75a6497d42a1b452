// A managed database: our user owns the database and may make roles, and is no superuser.

import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createInbox } from '../../src/adapters/postgres/inbox.ts';
import { createLedger } from '../../src/adapters/postgres/ledger.ts';
import { migrate } from '../../src/adapters/postgres/migrate.ts';
import { createPools, type Pools } from '../../src/adapters/postgres/pools.ts';
import type { InstallationId } from '../../src/core/ids.ts';
import { inDatabase, runSql, startCluster, type TestCluster } from '../support/cluster.ts';

const TENANT = 7 as InstallationId;

let cluster: TestCluster;
let pools: Pools;

beforeAll(async () => {
  cluster = await startCluster();
  await runSql(
    cluster.url,
    `CREATE ROLE manager LOGIN CREATEROLE PASSWORD 'manager'`,
    'CREATE DATABASE managed OWNER manager',
  );
  const url = new URL(inDatabase(cluster.url, 'managed'));
  url.username = 'manager';
  url.password = 'manager';
  await migrate(url.href);
  pools = createPools(url.href, () => undefined, 2);
});

afterAll(async () => {
  await pools.end();
  await cluster.remove();
});

test('migrates, takes a delivery with its job, and reads it back as the app', async () => {
  const outcome = await createInbox(pools.app).accept({
    guid: 'one',
    event: 'pull_request',
    action: 'opened',
    installationId: TENANT,
    hash: createHash('sha256').update('{}').digest(),
    body: Buffer.from('{}'),
    subject: 'pull/1/1',
    ignoredReason: null,
  });
  expect(outcome).toBe('stored');
  const pending = await createLedger(pools.app).reading(TENANT, (reader) => reader.pending('pull/1/1', 10));
  expect(pending.map((one) => [one.guid, one.body.toString()])).toEqual([['one', '{}']]);
  const { rows } = await pools.owner.query('SELECT key FROM graphile_worker.jobs');
  expect(rows).toEqual([{ key: 'cycle/7/pull/1/1' }]);
});

test('T-116 even the owner of the tables sees no tenant it did not name', async () => {
  expect((await pools.owner.query('SELECT * FROM deliveries')).rows).toEqual([]);
});
