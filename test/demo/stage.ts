// The parts of the demo: PostgreSQL and the simulated GitHub in this process, CLOS in one of its own.
// Everything lies in temporary folders and listens on loopback only.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { startEmbedded } from '../../src/adapters/postgres/embedded.ts';
import { type GitHub, startGitHub } from '../github/simulator.ts';
import { until } from '../support/until.ts';
import { type App, startApp } from './app.ts';
import type { Curtain } from './curtain.ts';
import type { Narrator } from './narrator.ts';
import { mended, type Query, SWEEP_MARK } from './sweeps.ts';

export interface Stage {
  readonly github: GitHub;
  readonly query: Query;
  /** The process that runs now, or ran last. */
  app(): App;
  /** Another process on the same database; GitHub sends its webhooks there from now on. Returns its address. */
  startApp(): Promise<string>;
  /** Nothing is on its way: no webhook, no job that is due. */
  idle(): Promise<boolean>;
  /** Resolves when it is idle. */
  settle(): Promise<void>;
  /** Has the sweep run now, and does not wait for it. */
  startSweep(): Promise<unknown>;
  /** Runs one sweep to its end, as the clock would; returns what it mended, in words. */
  sweep(): Promise<string>;
}

/** Jobs that are due within a moment, or running. */
const BUSY = `SELECT count(*)::int AS jobs FROM graphile_worker._private_jobs
  WHERE (run_at <= now() + interval '3 seconds' AND attempts < max_attempts) OR locked_at IS NOT NULL`;
const SWEEP = `SELECT graphile_worker.add_job('sweep', job_key := 'sweep', max_attempts := 1)`;
const SETTLE_SECONDS = 60;

const temporaryFolder = (curtain: Curtain, name: string): Promise<string> =>
  curtain.use(
    () => mkdtemp(path.join(tmpdir(), `clos-demo-${name}-`)),
    (folder) => rm(folder, { recursive: true, force: true }),
  );

async function openDatabase(curtain: Curtain): Promise<string> {
  const dataDir = await temporaryFolder(curtain, 'data');
  const server = await curtain.use(
    () => startEmbedded({ dataDir }),
    (one) => one.stop(),
  );
  return server.url;
}

async function openQueries(curtain: Curtain, url: string): Promise<Query> {
  const pool = await curtain.use(
    () => new pg.Pool({ connectionString: url, max: 3 }),
    (one) => one.end(),
  );
  pool.on('error', () => undefined);
  return async <T>(sql: string, values: readonly unknown[] = []) =>
    (await pool.query(sql, [...values])).rows as T[];
}

const envOf = ({ app, url }: GitHub, databaseUrl: string): Record<string, string> => ({
  APP_ID: String(app.id),
  PRIVATE_KEY: app.privateKey,
  WEBHOOK_SECRET: app.webhookSecret,
  GITHUB_API_URL: url,
  DATABASE_URL: databaseUrl,
  HOST: '127.0.0.1',
  PORT: '0',
  LOG_LEVEL: 'info',
  NODE_ENV: 'development',
});

type Launch = () => App | Promise<App>;

function assemble(github: GitHub, query: Query, curtain: Curtain, launch: Launch): Stage {
  let current: App | null = null;
  const app = (): App => {
    if (current === null) throw new Error('CLOS was not started yet');
    return current;
  };
  const idle = async (): Promise<boolean> => {
    await github.settle();
    const [row] = await query<{ jobs: number }>(BUSY);
    return row?.jobs === 0;
  };
  const settle = (): Promise<void> =>
    until('nothing is on its way', async () => (await idle()) && (await idle()), SETTLE_SECONDS);
  return {
    github,
    query,
    app,
    idle,
    settle,
    startApp: async () => {
      current = await curtain.use(launch, (one) => one.stop());
      const address = await current.ready;
      github.webhookUrl = `${address}/api/github/webhooks`;
      return address;
    },
    startSweep: () => query(SWEEP),
    sweep: async () => {
      const [mark] = await query<{ id: number }>(SWEEP_MARK);
      await query(SWEEP);
      await settle();
      return mended(query, mark?.id ?? 0);
    },
  };
}

/** Tells of each part as it stands. */
export async function openStage(curtain: Curtain, narrator: Narrator): Promise<Stage> {
  const timed = async <T>(text: string, start: () => Promise<T>, told: (part: T) => string): Promise<T> => {
    const started = performance.now();
    const part = await narrator.during(text, start());
    narrator.done(told(part), performance.now() - started);
    return part;
  };
  const databaseUrl = await timed(
    'starting PostgreSQL',
    () => openDatabase(curtain),
    () => 'PostgreSQL, in a temporary folder',
  );
  const simulated = () => curtain.use(startGitHub, (one) => one.stop());
  const github = await timed('starting GitHub', simulated, (one) => `GitHub, simulated, at ${one.url}`);
  const query = await openQueries(curtain, databaseUrl);
  const empty = await temporaryFolder(curtain, 'cwd');
  const stage = assemble(github, query, curtain, () => startApp(envOf(github, databaseUrl), empty));
  const launched = (address: string): string => `CLOS, process ${stage.app().pid}, at ${address}`;
  await timed('starting CLOS', () => stage.startApp(), launched);
  return stage;
}
