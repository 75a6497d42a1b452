// F1, short: several processes want the same slots while they are killed and stopped (the long form crashes the database, too). No pod ever has more holders than
// slots, and every slot comes back. Without the row lock, or with a snapshot older than it, that fails.

import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { inTransaction } from '../../src/adapters/postgres/tenant.ts';
import { createDatabase, runSql } from '../support/cluster.ts';
import { startCrew } from './acquirers.ts';
import { neverMoreThanSlots } from './f1.ts';
import type { Naive } from './naive.ts';
import { aRepository, settleIn, TENANT } from './pods.ts';
import { openScene } from './scene.ts';
import { removeCluster, startOwnCluster } from './stage.ts';

const MINUTES = 60_000;
const SEED = 1;
/** Far more than it takes: by then a machine is too busy, and what was reached is what is checked. */
const SECONDS = 80;

describe('F1 never more holders than slots', () => {
  test(
    'T-59 four processes, killed and stopped, give no slot twice and leak none (reproduce: npm run chaos -- F1 --seed 1 --short)',
    async () => {
      const until = performance.now() + SECONDS * 1000;
      const stops = { times: 2, ms: 300 };
      const options = { cluster: null, seed: SEED, acquires: 200, until, kills: 3, stops, crashes: 0 };
      const outcome = await neverMoreThanSlots(options);
      expect(outcome.problems).toEqual([]);
      expect(outcome.figures.grants).toBeGreaterThan(50);
    },
    2 * MINUTES,
  );

  test(
    'a process that begins while the database is away joins the others when it is back, and comes to rest with them',
    async () => {
      const cluster = await startOwnCluster();
      const scene = await openScene(cluster);
      const repositories = [aRepository(1, { limit: 3 })];
      await settleIn(scene.appPool(1), repositories);
      const plan = { databaseUrl: scene.url, repositories, seed: SEED, lanes: 2, mostOpen: 4, naive: null };
      const crew = await startCrew({ ...plan, processes: 2, idleMs: 30_000 });
      try {
        await cluster.crash('SIGQUIT');
        await crew.kill(0);
        await wait(3_000);
        await cluster.start();
        await crew.all('pause');
        await crew.all('drain');
      } finally {
        await crew.end();
        await scene.close();
        await removeCluster(cluster);
      }
    },
    MINUTES,
  );

  const naively = async (naive: Naive): Promise<number> => {
    const until = performance.now() + SECONDS * 1000;
    // Those of one process wait for each other in memory: only processes race.
    const options = {
      cluster: null,
      seed: SEED,
      acquires: 1_000,
      until,
      processes: 4,
      oneGuard: true,
      naive,
    };
    const { figures } = await neverMoreThanSlots(options);
    return figures.overAdmissions ?? 0;
  };

  test(
    'T-59 the control that counts and then inserts gives slots twice',
    async () => expect(await naively('count-then-insert')).toBeGreaterThan(0),
    2 * MINUTES,
  );

  test(
    'T-60 the control that reads in REPEATABLE READ gives slots twice',
    async () => expect(await naively('repeatable-read')).toBeGreaterThan(0),
    2 * MINUTES,
  );
});

test('T-60 a transaction reads committed rows, whatever the database has as its default', async () => {
  const database = await createDatabase();
  await runSql(
    database.url,
    `ALTER DATABASE "${new URL(database.url).pathname.slice(1)}" SET default_transaction_isolation = 'serializable'`,
  );
  const pool = new pg.Pool({ connectionString: database.url, max: 1 });
  // The database is dropped while the session that was ended may still be there.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const level = await inTransaction(pool, TENANT, async (tx) => {
    const { rows } = await tx.execute<{ transaction_isolation: string }>('SHOW transaction_isolation');
    return rows[0]?.transaction_isolation;
  });
  await pool.end();
  await database.drop();
  expect(level).toBe('read committed');
});
