// Attempts decided a second when everybody wants the same pod, against a floor: the same row lock and one insert, which is the least
// that gives a slot to nobody twice. Ours is all that the judge reads and writes for each; both commit to the disk.

import pg from 'pg';
import { migrate } from '../../src/adapters/postgres/migrate.ts';
import { createPools } from '../../src/adapters/postgres/pools.ts';
import { aRepository, judgePull, opened, settleIn, spineOn } from '../chaos/pods.ts';
import type { Bench, Context } from './bench.ts';
import { atLeast, type Report, row } from './report.ts';

/** As many as one process decides at once (src/process.ts). */
const LANES = 16;
/** Fewer share less. */
const FEWER = 8;
const REPOSITORY = aRepository(1, { limit: 5 });

const FLOOR = `INSERT INTO floor_locks (pod_id, pull_number) VALUES (1, $1)`;

type Acquire = (number: number) => Promise<unknown>;

interface Run {
  readonly from: number;
  readonly count: number;
  readonly lanes: number;
}

/** So many, in lanes; returns how many a second. */
async function rate(acquire: Acquire, { from, count, lanes }: Run): Promise<number> {
  let next = from;
  const lane = async (): Promise<void> => {
    while (next < from + count) {
      next += 1;
      await acquire(next);
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: lanes }, lane));
  return (count / (performance.now() - started)) * 1000;
}

interface Rates {
  /** A second. */
  readonly floor: number;
  readonly ours: number;
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
  const rounds = short ? 3 : 7;
  let from = 0;
  const compare = async (lanes: number): Promise<Rates> => {
    from += count;
    const run = { from, count, lanes };
    return { floor: await rate(least, run), ours: await rate(ours, run) };
  };
  // The first round prepares statements and compiles code. What it wrote is counted, as autovacuum does within a minute: a database
  // that knows nothing of its tables reads whole ones, and none stays like that.
  await compare(LANES);
  await owner.query('ANALYZE');
  const found: Rates[] = [];
  const fewer: Rates[] = [];
  for (let round = 0; round < rounds; round += 1) {
    found.push(await compare(LANES));
    fewer.push(await compare(FEWER));
  }
  const ratios = (all: readonly Rates[]) => all.map((one) => one.ours / one.floor);
  return {
    name: 'acquires',
    about: `${count} a round, ${LANES} at once, all of one pod`,
    rows: [
      row(
        'floor: row lock and one insert',
        '/s',
        found.map((one) => one.floor),
      ),
      row(
        'ours: facts, lock, decision, check, audit, jobs',
        '/s',
        found.map((one) => one.ours),
      ),
      row('ours / floor', '×', ratios(found), atLeast(0.5)),
      row(`ours / floor, ${FEWER} at once`, '×', ratios(fewer)),
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
