// What the tests of the embedded server share: owners in processes of their own, folders that are removed, and SQL.
import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { chmod, chown, readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll } from '@jest/globals';
import pg from 'pg';
import { startEmbedded } from '../../src/adapters/postgres/embedded.ts';
import { isAlive, waitUntil } from '../../src/adapters/postgres/embedded-process.ts';
import { makeTempDir } from '../support/cluster.ts';
import type { OwnerReport } from './embedded-owner.ts';

const OWNER = fileURLToPath(new URL('./embedded-owner.ts', import.meta.url));
const PATIENCE_MS = 20_000;

export interface Owner {
  readonly child: ChildProcess;
  readonly report: OwnerReport;
  kill(): Promise<void>;
}

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

const cleanups: (() => Promise<unknown>)[] = [];

export async function cleanUp(): Promise<void> {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
}

export const atEnd = (cleanup: () => Promise<unknown>) => void cleanups.push(cleanup);

/** A folder that does not exist yet, inside one that is removed after the test. */
export async function newDataDir(account?: Account): Promise<string> {
  const parent = await makeTempDir();
  if (account) await chown(parent, account.uid, account.gid);
  else await chmod(parent, 0o755);
  atEnd(() => rm(parent, { recursive: true, force: true }));
  return `${parent}/data`;
}

/** Starts `dataDir` in a process of its own. */
export async function startOwner(dataDir: string, account?: Account): Promise<Owner> {
  const child = fork(OWNER, [dataDir], {
    ...account,
    execArgv: [] as string[],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const ended = once(child, 'exit');
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  atEnd(kill);
  const lost = ended.then(() => {
    throw new Error('the owner ended without a report');
  });
  const [report] = (await Promise.race([once(child, 'message'), lost])) as [OwnerReport];
  lost.catch(() => {});
  return { child, report, kill };
}

export function started(owner: Owner): Extract<OwnerReport, { kind: 'started' }> {
  if (owner.report.kind !== 'started') throw new Error(`refused: ${owner.report.message}`);
  return owner.report;
}

/** One folder for the tests of a file that do not need a new one: making a cluster takes seconds, starting it does not. */
export function shareDataDir(): () => string {
  let dataDir = '';
  beforeAll(async () => {
    dataDir = await makeTempDir();
    const server = await startEmbedded({ dataDir, fsync: false });
    await query(server.url, 'CREATE TABLE kept (number bigint)');
    await server.stop();
  });
  afterAll(() => rm(dataDir, { recursive: true, force: true }));
  return () => dataDir;
}

export async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {}); // the server may be killed under it
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Commits a row and returns what is to be found again. */
export async function keepNumber(url: string): Promise<{ number: string }> {
  const number = String(randomInt(2 ** 40));
  await query(url, `INSERT INTO kept VALUES (${number})`);
  return { number };
}

export const keptNumbers = (url: string) => query(url, 'SELECT number FROM kept');

export const ends = (pid: number) => waitUntil(() => !isAlive(pid), PATIENCE_MS);

export async function parentOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => null);
  if (status !== null) return Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]);
  return Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' }));
}
