// Databases for tests. `createDatabase`: a fresh, migrated database on the run's shared server, one per test file.
// `startCluster`: a server of one's own, for tests that crash it.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbedded } from '../../src/adapters/postgres/embedded.ts';

export const TEMPLATE = 'clos_template';

export interface TestDatabase {
  /** Connects as the owner. */
  readonly url: string;
  drop(): Promise<void>;
}

export async function runSql(url: string, ...statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

export function inDatabase(url: string, name: string): string {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
}

export async function createDatabase(): Promise<TestDatabase> {
  const server = process.env.CLOS_TEST_CLUSTER_URL;
  if (!server)
    throw new Error('no test server: run the tests with `npm test` (test/support/global-setup.ts starts it)');
  const name = `t_${randomBytes(8).toString('hex')}`;
  await runSql(server, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  return {
    url: inDatabase(server, name),
    drop: () => runSql(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

/** A new folder for a test, below the system's own for temporary files. */
export const makeTempDir = () => mkdtemp(path.join(tmpdir(), 'clos-test-'));

export interface TestCluster {
  /** Stays the same over crash and start, unless another program takes the port in between. */
  readonly url: string;
  readonly dataDir: string;
  /** No checkpoint, no goodbye: kill -9 of the server, or `SIGQUIT`, which is what `pg_ctl stop -m immediate` sends. */
  crash(signal?: 'SIGKILL' | 'SIGQUIT'): Promise<void>;
  /** After `crash`: recovers what was committed. */
  start(): Promise<void>;
  /** Stops the server and removes its folder. */
  remove(): Promise<void>;
}

/** In memory where the system has room for it: half of what tests cost the kernel was copying databases on a disk. Not what is timed. */
const MEMORY = '/dev/shm';
const ROOM_BYTES = 6 * 1024 ** 3;

async function makeClusterDir(fsync: boolean): Promise<string> {
  const { bavail, bsize } = await statfs(MEMORY).catch(() => ({ bavail: 0, bsize: 0 }));
  return fsync || bavail * bsize < ROOM_BYTES ? makeTempDir() : mkdtemp(path.join(MEMORY, 'clos-test-'));
}

/** Each process under test takes up to 27, and several test files may run many of them at once. */
const CONNECTIONS = 400;

export async function startCluster({ fsync = false }: { fsync?: boolean } = {}): Promise<TestCluster> {
  const dataDir = await makeClusterDir(fsync);
  const start = () => startEmbedded({ dataDir, fsync, connections: CONNECTIONS });
  const removeFolder = () => rm(dataDir, { recursive: true, force: true });
  let server: EmbeddedPostgres = await start().catch(async (error) => {
    await removeFolder();
    throw error;
  });
  return {
    dataDir,
    get url() {
      return server.url;
    },
    async crash(signal = 'SIGKILL') {
      process.kill(server.pid, signal);
      await server.exited;
    },
    async start() {
      server = await start();
    },
    async remove() {
      await server.stop();
      await removeFolder();
    },
  };
}
