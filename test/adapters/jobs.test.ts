// In which order the queue takes what was added: a check that turns green before all others, whenever it came.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLedger } from '../../src/adapters/postgres/ledger.ts';
import { createPools, type Pools } from '../../src/adapters/postgres/pools.ts';
import { installationId, repositoryId, sha } from '../../src/core/ids.ts';
import type { Job } from '../../src/ports/ledger.ts';
import { createDatabase, type TestDatabase } from '../support/cluster.ts';

let database: TestDatabase;
let pools: Pools;

beforeAll(async () => {
  database = await createDatabase();
  pools = createPools(database.url, () => undefined);
});

afterAll(async () => {
  await pools.end();
  await database.drop();
});

const check = (digit: string, green: boolean) => ({
  task: 'deliver' as const,
  repositoryId: repositoryId(1),
  headSha: sha(digit.repeat(40)),
  name: 'clos/wip',
  green,
});

test('a check that turns green is delivered before others that wait, and before events', async () => {
  const ledger = createLedger(pools.app);
  const add = (...jobs: readonly Job[]) =>
    ledger.writing(installationId(1), (writer) => writer.addJobs(jobs));
  await add(check('a', false), check('b', false));
  await add({ task: 'cycle', subject: 'pull/1/1' });
  await add(check('c', true));
  // As Graphile takes them.
  const { rows } = await pools.owner.query<{ key: string }>(
    'SELECT key FROM graphile_worker._private_jobs ORDER BY priority, run_at, id',
  );
  expect(rows[0]?.key).toContain('c'.repeat(40));
});

test('a check that is put off does not put off the same check that turned green meanwhile', async () => {
  const ledger = createLedger(pools.app);
  const add = (job: Job) => ledger.writing(installationId(1), (writer) => writer.addJobs([job]));
  await add(check('d', true));
  await add({ ...check('d', false), tries: 1, delaySeconds: 60 });
  await add({ ...check('e', false), tries: 1, delaySeconds: 60 });
  const { rows } = await pools.owner.query<{ key: string; due: boolean }>(
    `SELECT key, run_at <= now() AS due FROM graphile_worker._private_jobs WHERE key ~ 'dddd|eeee' ORDER BY key`,
  );
  expect(rows.map(({ due }) => due)).toEqual([true, false]);
});
