// How fast a delivery is taken: verified, understood, on disk with its job, answered. Against a floor that only stores it, on the
// same PostgreSQL, by the same client, one after the other (floor, ours, floor, ours, …).

import { generatePrivateKey } from '../github/auth.ts';
import type { Bench, Context } from './bench.ts';
import type { Child } from './child.ts';
import { type Requests, steady, throughput } from './client.ts';
import { openPool } from './databases.ts';
import { makeDeliveries, SECRET } from './deliveries.ts';
import { startClos, startFloor } from './programs.ts';
import { atLeast, below, type Report, row } from './report.ts';
import { percentile } from './stats.ts';

const PULLS = 400;
const CONNECTIONS = 64;
const PER_SECOND = 100;

interface Pair {
  readonly floor: Child;
  readonly ours: Child;
  /** Both start each round empty: a server whose worker keeps up has no backlog. */
  clear(): Promise<void>;
  stop(): Promise<void>;
}

async function startPair({ databases }: Context): Promise<Pair> {
  const DATABASE_URL = await databases.create('bench_acknowledge');
  const pool = openPool(DATABASE_URL);
  const env = { DATABASE_URL, WEBHOOK_SECRET: SECRET };
  const floor = await startFloor(env);
  const app = { APP_ID: '4242', PRIVATE_KEY: generatePrivateKey(), CLOS_ROLE: 'server' };
  const ours = await startClos({ ...env, ...app });
  return {
    floor,
    ours,
    clear: async () => {
      await pool.query('TRUNCATE floor_deliveries, deliveries, graphile_worker._private_jobs');
    },
    stop: async () => {
      await pool.end();
      await ours.stop();
      await floor.stop();
    },
  };
}

interface Rounds {
  readonly floor: number[];
  readonly ours: number[];
}

async function alternate(
  { floor, ours, clear }: Pair,
  rounds: number,
  measure: (child: Child) => Promise<number>,
): Promise<Rounds> {
  const found: Rounds = { floor: [], ours: [] };
  for (let n = 0; n < rounds; n += 1) {
    await clear();
    found.floor.push(await measure(floor));
    await clear();
    found.ours.push(await measure(ours));
  }
  return found;
}

async function p99(child: Child, requests: Requests, count: number): Promise<number> {
  return percentile(await steady(child.port, requests, { perSecond: PER_SECOND, count }), 0.99);
}

async function measure(context: Context, pair: Pair): Promise<Report> {
  const [count, rounds, seconds] = context.short ? [1_500, 3, 5] : [4_000, 7, 10];
  const { requests, bodies, meanBytes } = makeDeliveries(PULLS);
  // Once unmeasured, so that both are compiled and connected.
  await throughput(pair.floor.port, requests, { count, connections: CONNECTIONS });
  await throughput(pair.ours.port, requests, { count, connections: CONNECTIONS });
  const rate = await alternate(pair, rounds, (child) =>
    throughput(child.port, requests, { count, connections: CONNECTIONS }),
  );
  const slowest = await alternate(pair, context.short ? 2 : 5, (child) =>
    p99(child, requests, PER_SECOND * seconds),
  );
  const ratios = rate.ours.map((ours, i) => ours / (rate.floor[i] ?? Number.NaN));
  return {
    name: 'acknowledge',
    about: `${count} deliveries a round of ${(meanBytes / 1024).toFixed(1)} KiB (${bodies} bodies), ${CONNECTIONS} connections; then ${seconds} s at ${PER_SECOND}/s`,
    rows: [
      row('floor: signature, JSON, one INSERT', '/s', rate.floor),
      row('ours', '/s', rate.ours),
      row('ours / floor', '×', ratios, atLeast(0.5)),
      row(`floor p99 at ${PER_SECOND}/s`, 'ms', slowest.floor),
      row(`ours p99 at ${PER_SECOND}/s`, 'ms', slowest.ours, below(50)),
    ],
    notes: [],
  };
}

export const acknowledge: Bench = {
  name: 'acknowledge',
  run: async (context) => {
    const pair = await startPair(context);
    try {
      return await measure(context, pair);
    } finally {
      await pair.stop();
    }
  },
};
