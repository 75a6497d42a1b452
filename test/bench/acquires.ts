// Attempts decided a second when everybody wants the same pod, against a floor: the same row lock and one insert, which is the least
// that gives a slot to nobody twice. Ours is all that the judge reads and writes for each; both commit to the disk.

import pg from 'pg';
import { migrate } from '../../src/adapters/postgres/migrate.ts';
import { createPools } from '../../src/adapters/postgres/pools.ts';
import { aRepository, judgePull, opened, settleIn, spineOn } from '../chaos/pods.ts';
import type { Bench, Context } from './bench.ts';
import { atLeast, type Report, row } from './report.ts';

const LANES = 8;
const REPOSITORY = aRepository(1, { limit: 5 });

const FLOOR = `INSERT INTO floor_locks (pod_id, pull_number) VALUES (1, $1)`;

type Acquire = (number: number) => Promise<unknown>;

/** So many, in lanes; returns how many a second. */
async function rate(acquire: Acquire, from: number, count: number): Promise<number> {
  let next = from;
  const lane = async (): Promise<void> => {
    while (next < from + count) {
      next += 1;
      await acquire(next);
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: LANES }, lane));
  return (count / (performance.now() - started)) * 1000;
}

async function floor(pool: pg.Pool, number: number): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query({ name: 'lock', text: 'SELECT FROM pods WHERE pod_id = 1 FOR UPDATE' });
    await client.query({ name: 'insert', text: FLOOR, values: [number] });
    await client.query('COMMIT');
  } finally {
    client.release();
  }
}

async function measure(owner: pg.Pool, app: pg.Pool, { short }: Context): Promise<Report> {
  await settleIn(app, [REPOSITORY]);
  await owner.query('CREATE TABLE floor_locks (pod_id bigint, pull_number int)');
  const spine = spineOn(app);
  const least: Acquire = (number) => floor(owner, number);
  const ours: Acquire = (number) => judgePull(spine, REPOSITORY, opened(REPOSITORY, number));
  const count = short ? 200 : 1_000;
  const found = { floor: [] as number[], ours: [] as number[] };
  for (let round = 0; round <= (short ? 3 : 7); round += 1) {
    const rates = [await rate(least, round * count, count), await rate(ours, round * count, count)] as const;
    // The first round prepares statements and compiles code. What it wrote is counted, as autovacuum does within a minute: a database
    // that knows nothing of its tables reads whole ones, and none stays like that.
    if (round === 0) {
      await owner.query('ANALYZE');
      continue;
    }
    found.floor.push(rates[0]);
    found.ours.push(rates[1]);
  }
  const ratios = found.ours.map((one, i) => one / (found.floor[i] ?? Number.NaN));
  return {
    name: 'acquires',
    about: `${count} a round, ${LANES} at once, all of one pod`,
    rows: [
      row('floor: row lock and one insert', '/s', found.floor),
      row('ours: facts, lock, decision, check, audit, jobs', '/s', found.ours),
      row('ours / floor', '×', ratios, atLeast(0.5)),
    ],
    notes: ['ours serves those who wait at the same moment in one transaction, the floor each in its own'],
  };
}

export const acquires: Bench = {
  name: 'acquires',
  run: async (context) => {
    const url = await context.databases.create('bench_acquires');
    await migrate(url);
    const owner = new pg.Pool({ connectionString: url, max: LANES });
    // As the process opens them: what is measured is the ledger as it runs.
    const pools = createPools(url, (error) => context.say(error.message), LANES);
    try {
      return await measure(owner, pools.app, context);
    } finally {
      await Promise.all([owner.end(), pools.end()]);
    }
  },
};
