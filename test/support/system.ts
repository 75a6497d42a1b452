// The whole system for stories: the simulated GitHub, a database of its own, and the real process in this one.

import pg from 'pg';
import pino from 'pino';
import { readEnv } from '../../src/env.ts';
import { type Hooks, type Running, start } from '../../src/process.ts';
import { type GitHub, type GitHubOptions, startGitHub } from '../github/simulator.ts';
import { createDatabase } from './cluster.ts';
import { until } from './until.ts';

export interface System {
  readonly github: GitHub;
  readonly databaseUrl: string;
  /** Asks the database as its owner, who sees all tenants. */
  query<T>(sql: string, values?: readonly unknown[]): Promise<T[]>;
  /** Resolves when nothing is on its way any more: no webhook, no job that is due. */
  settle(): Promise<void>;
  /** Runs one sweep to its end, as the clock would. */
  sweep(): Promise<void>;
  /** Starts another process on the same database; stopped with the system. */
  startAnother(env?: Record<string, string>, hooks?: Hooks): Promise<Running>;
  stopApp(): Promise<void>;
  stop(): Promise<void>;
}

export function envFor(
  github: GitHub,
  databaseUrl: string,
  more: Record<string, string> = {},
): Record<string, string> {
  return {
    APP_ID: String(github.app.id),
    PRIVATE_KEY: github.app.privateKey,
    WEBHOOK_SECRET: github.app.webhookSecret,
    GITHUB_API_URL: github.url,
    DATABASE_URL: databaseUrl,
    PORT: '0',
    LOG_LEVEL: 'silent',
    ...more,
  };
}

/** Jobs that are due or running. */
const BUSY = `SELECT count(*)::int AS jobs FROM graphile_worker._private_jobs
  WHERE (run_at <= now() + interval '3 seconds' AND attempts < max_attempts) OR locked_at IS NOT NULL`;

export async function startSystem(
  options: { github?: GitHubOptions; hooks?: Hooks; env?: Record<string, string> } = {},
): Promise<System> {
  const github = await startGitHub(options.github);
  const database = await createDatabase();
  const pool = new pg.Pool({ connectionString: database.url, max: 3 });
  pool.on('error', () => undefined);
  // Its database is dropped while sessions that were ended may still be there.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const running: Running[] = [];
  const log = pino({ level: process.env.CLOS_TEST_LOG ?? 'silent' });
  const startAnother = async (env: Record<string, string> = {}, hooks: Hooks = {}): Promise<Running> => {
    const app = await start(readEnv(envFor(github, database.url, env)), log, {
      refreshDelaySeconds: 0,
      retrySeconds: 0,
      schedules: [],
      ...hooks,
    });
    running.push(app);
    return app;
  };
  const query = async <T>(sql: string, values: readonly unknown[] = []): Promise<T[]> =>
    (await pool.query(sql, [...values])).rows as T[];
  const idle = async (): Promise<boolean> => {
    await github.settle();
    const [row] = await query<{ jobs: number }>(BUSY);
    return row?.jobs === 0;
  };
  const settle = async (): Promise<void> => {
    await until('nothing is on its way', async () => (await idle()) && (await idle()), 60);
  };
  const app = await startAnother(options.env, options.hooks);
  github.webhookUrl = `${app.url}/api/github/webhooks`;
  return {
    github,
    databaseUrl: database.url,
    query,
    settle,
    startAnother,
    sweep: async () => {
      await query(`SELECT graphile_worker.add_job('sweep', job_key := 'sweep', max_attempts := 1)`);
      await settle();
    },
    stopApp: async () => {
      for (const one of running.splice(0)) await one.stop();
    },
    stop: async () => {
      for (const one of running.splice(0)) await one.stop();
      await github.stop();
      await pool.end();
      await database.drop();
    },
  };
}
