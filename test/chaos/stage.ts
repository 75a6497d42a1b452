// One simulated GitHub, one database, and any number of real CLOS processes between them, in a state to be looked at.

import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { migrate } from '../../src/adapters/postgres/migrate.ts';
import { type GitHub, type GitHubOptions, startGitHub } from '../github/simulator.ts';
import {
  createDatabase,
  inDatabase,
  runSql,
  startCluster,
  TEMPLATE,
  type TestCluster,
} from '../support/cluster.ts';
import { envFor } from '../support/system.ts';
import { until } from '../support/until.ts';
import { type Child, type ChildOptions, startChild } from './child.ts';
import type { Query } from './truth.ts';

type Start = Partial<Pick<ChildOptions, 'env' | 'variant' | 'arm'>>;

export interface Stage {
  readonly github: GitHub;
  readonly query: Query;
  readonly databaseUrl: string;
  /** Starts a process; webhooks go to the newest one. */
  start(options?: Start): Promise<Child>;
  /** Resolves when nothing is on its way: no webhook, no job but parked ones, however far in the future. */
  settle(seconds?: number): Promise<void>;
  /** Whether that is so now. */
  isQuiet(): Promise<boolean>;
  /** No sweep comes by itself any more. */
  parkSweeps(): Promise<void>;
  /** One sweep, as the clock would start it, to the end of all that follows from it, put-off jobs too. */
  sweep(seconds?: number): Promise<void>;
  close(): Promise<void>;
}

/** Where the process takes deliveries. */
export const HOOK = '/api/github/webhooks';

const PARK = `
  CREATE FUNCTION chaos_park() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN IF NEW.key = 'sweep' THEN NEW.run_at := 'infinity'; END IF; RETURN NEW; END $$;
  CREATE TRIGGER chaos_park BEFORE INSERT ON graphile_worker._private_jobs FOR EACH ROW EXECUTE FUNCTION chaos_park()`;

/** What to tell when they do not end. */
const LEFT = `SELECT j.key, j.attempts, j.max_attempts, j.run_at, j.locked_at, j.locked_by, q.queue_name, q.locked_by AS queue_locked_by,
    q.locked_at AS queue_locked_at, left(j.last_error, 100) AS error, now()
  FROM graphile_worker._private_jobs j LEFT JOIN graphile_worker._private_job_queues q ON q.id = j.job_queue_id
  WHERE (j.run_at < 'infinity' AND j.attempts < j.max_attempts) OR j.locked_at IS NOT NULL LIMIT 10`;

/** Between two looks at the queue, which shares the machine with what is measured. */
const POLL_MS = 20;

/** What waits for a moment of its own, such as the end of a waiver, is not on its way before that. */
const BUSY = `SELECT count(*)::int AS jobs FROM graphile_worker._private_jobs
  WHERE (run_at < 'infinity' AND attempts < max_attempts AND NOT (key LIKE '%/timed' AND run_at > now())) OR locked_at IS NOT NULL`;

const clusters = new Set<TestCluster>();

/** A cluster of one's own with the template that databases are copied from; remove it in the end. */
export async function startOwnCluster(options: { fsync?: boolean } = {}): Promise<TestCluster> {
  const cluster = await startCluster(options);
  clusters.add(cluster);
  try {
    await runSql(cluster.url, `CREATE DATABASE ${TEMPLATE}`);
    await migrate(inDatabase(cluster.url, TEMPLATE));
    return cluster;
  } catch (error) {
    await removeCluster(cluster);
    throw error;
  }
}

export async function removeCluster(cluster: TestCluster): Promise<void> {
  if (clusters.delete(cluster)) await cluster.remove();
}

/** All that are left, whoever started them: for the end of the program, however it comes. */
export async function removeClusters(): Promise<void> {
  await Promise.all([...clusters].map(removeCluster));
}

let databases = 0;

async function databaseOn(cluster: TestCluster | null): Promise<{ url: string; drop(): Promise<void> }> {
  if (cluster === null) return createDatabase();
  databases += 1;
  const name = `chaos_${databases}`;
  await runSql(cluster.url, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  return {
    url: inDatabase(cluster.url, name),
    drop: () => runSql(cluster.url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

/** `cluster` null: the one that the test run shares. */
export async function openStage(cluster: TestCluster | null, options: GitHubOptions = {}): Promise<Stage> {
  const github = await startGitHub(options);
  const database = await databaseOn(cluster);
  const pool = new pg.Pool({ connectionString: database.url, max: 2 });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const children: Child[] = [];
  const query: Query = async <T>(sql: string, values: readonly unknown[] = []) =>
    (await pool.query(sql, [...values])).rows as T[];
  const isIdle = async (): Promise<boolean> => {
    await github.settle();
    const [row] = await query<{ jobs: number }>(BUSY);
    return row?.jobs === 0;
  };
  const isQuiet = async (): Promise<boolean> => {
    await wait(POLL_MS);
    return (await isIdle()) && (await isIdle());
  };
  const settled = async (): Promise<boolean> => {
    if (children.length > 0 && !children.some((child) => child.isRunning()))
      throw new Error(`nobody is there to do the work: ${await children.at(-1)?.exited}`);
    return isQuiet();
  };
  const settle = (seconds = 120): Promise<void> =>
    until('nothing is on its way', settled, seconds).catch(async (error: Error) => {
      const left = await query(LEFT).catch(() => []);
      const ready = await fetch(`${children.at(-1)?.url}/readyz`).then((answer) => answer.text(), String);
      throw new Error(`${error.message}; left: ${JSON.stringify(left)}; /readyz: ${ready}`);
    });
  return {
    github,
    query,
    databaseUrl: database.url,
    settle,
    isQuiet,
    start: async ({ env = {}, ...options } = {}) => {
      const more = { ...verbosity(), ...compiled(cluster), ...env };
      const child = await startChild({ env: envFor(github, database.url, more), ...options });
      children.push(child);
      github.webhookUrl = child.url + HOOK;
      return child;
    },
    parkSweeps: async () => void (await query(PARK)),
    sweep: async (seconds) => {
      await query(`SELECT graphile_worker.add_job('sweep', job_key := 'chaos', max_attempts := 1)`);
      await settle(seconds);
    },
    close: async () => {
      await Promise.all(children.map((child) => child.kill()));
      await github.stop();
      await pool.end();
      await database.drop();
    },
  };
}

/** Spares each new process half a second of compiling; goes with the cluster's folder. The test run has its own (global-setup.ts). */
const compiled = (cluster: TestCluster | null): Record<string, string> =>
  cluster === null ? {} : { NODE_COMPILE_CACHE: path.join(cluster.dataDir, 'compiled') };

const verbosity = (): Record<string, string> =>
  process.env.CHAOS_LOG ? { LOG_LEVEL: process.env.CHAOS_LOG } : {};
