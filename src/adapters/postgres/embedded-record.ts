// `connection.json`: who holds a data folder, and how to connect to its server. Holds the owner's password: mode 0600.
// Written whole and renamed into place, so a reader sees the old record or the new one, never half of one.
import { randomBytes } from 'node:crypto';
import { chown, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { UserFault } from '../../core/faults.ts';
import { codeOf } from './embedded-errors.ts';
import type { RunAs } from './embedded-user.ts';

export interface ConnectionRecord {
  /** The process that started the server, not the server itself; 0 when nobody runs it. */
  readonly pid: number;
  /** Of the server that runs, or of the last one; 0 while it starts. */
  readonly port: number;
  readonly password: string;
}

const CONNECT_TIMEOUT_MS = 5_000;

const recordPath = (dataDir: string) => path.join(dataDir, 'connection.json');

export const newPassword = () => randomBytes(24).toString('hex');

export const toUrl = ({ port, password }: ConnectionRecord) =>
  `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`;

function parse(text: string): ConnectionRecord | null {
  try {
    const { pid, port, password } = JSON.parse(text) as Partial<Record<keyof ConnectionRecord, unknown>>;
    if (!Number.isInteger(pid) || !Number.isInteger(port) || typeof password !== 'string') return null;
    return { pid: pid as number, port: port as number, password };
  } catch {
    return null; // damaged: the caller makes a new one
  }
}

/** Null when there is none, or none that can be used. Throws UserFault `data-dir-unreachable` when it is not ours to read. */
export async function readRecord(dataDir: string): Promise<ConnectionRecord | null> {
  try {
    return parse(await readFile(recordPath(dataDir), 'utf8'));
  } catch (cause) {
    if (codeOf(cause) !== 'EACCES') return null;
    const message = `${recordPath(dataDir)} belongs to another user.`;
    throw new UserFault('data-dir-unreachable', message, 'Run as the user that runs the server.', null, {
      cause,
    });
  }
}

export async function writeRecord(dataDir: string, record: ConnectionRecord, user: RunAs): Promise<void> {
  const draft = `${recordPath(dataDir)}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, `${JSON.stringify(record)}\n`, { mode: 0o600, flag: 'wx' });
  if ('uid' in user) await chown(draft, user.uid, user.gid);
  await rename(draft, recordPath(dataDir));
}

/** One query, to learn whether the server of this address is there and takes this password. */
export async function probe(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  client.on('error', () => {}); // a server that goes away meanwhile also fails the query below
  try {
    await client.connect();
    await client.query('SELECT 1');
  } finally {
    await client.end().catch(() => {});
  }
}
