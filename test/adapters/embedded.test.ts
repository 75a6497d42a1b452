// The embedded PostgreSQL with real processes: it keeps what was committed and never outlives its owner.

import { once } from 'node:events';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import {
  type EmbeddedPostgres,
  readEmbeddedConnection,
  startEmbedded,
} from '../../src/adapters/postgres/embedded.ts';
import { isAlive } from '../../src/adapters/postgres/embedded-process.ts';
import { startCluster } from '../support/cluster.ts';
import {
  atEnd,
  cleanUp,
  ends,
  keepNumber,
  keptNumbers,
  newDataDir,
  parentOf,
  query,
  shareDataDir,
  started,
  startOwner,
} from './embedded-helpers.ts';

const shared = shareDataDir();

afterEach(cleanUp);

async function start(dataDir = shared(), fsync = false): Promise<EmbeddedPostgres> {
  const server = await startEmbedded({ dataDir, fsync });
  atEnd(() => server.stop());
  return server;
}

const modeOf = async (file: string) => (await stat(file)).mode & 0o777;

const SETTINGS = `SELECT current_setting('fsync') AS fsync, current_setting('listen_addresses') AS listens,
  current_setting('unix_socket_directories') AS sockets, current_setting('TimeZone') AS zone,
  current_setting('server_encoding') AS encoding, current_setting('max_connections') AS connections,
  (SELECT datcollate FROM pg_database WHERE datname = current_database()) AS locale,
  (SELECT left(rolpassword, 13) FROM pg_authid WHERE rolname = current_user) AS password`;

const EXPECTED_SETTINGS = {
  fsync: 'on',
  listens: '127.0.0.1',
  sockets: '',
  zone: 'UTC',
  encoding: 'UTF8',
  connections: '100',
  locale: 'C',
  password: 'SCRAM-SHA-256',
};

describe('a server', () => {
  test('in a new folder is durable, local, in UTC and UTF-8, and keeps the folder to itself', async () => {
    const dataDir = await newDataDir();
    const server = await startEmbedded({ dataDir });
    atEnd(() => server.stop());
    expect(await query(server.url, SETTINGS)).toEqual([EXPECTED_SETTINGS]);
    const files = [dataDir, `${dataDir}/pg`, `${dataDir}/connection.json`, `${dataDir}/postgres.log`];
    expect(await Promise.all(files.map(modeOf))).toEqual([0o700, 0o700, 0o600, 0o600]);
  });

  test('refuses a wrong password', async () => {
    const wrong = new URL((await start()).url);
    wrong.password = 'guess';
    await expect(query(wrong.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  });

  test('stops, as often as it is told, and tells that it ended', async () => {
    const server = await start();
    await Promise.all([server.stop(), server.stop(), server.exited]);
    await server.stop();
    expect(isAlive(server.pid)).toBe(false);
    await expect(query(server.url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
  });

  test('can be found by another process while it runs, and only then', async () => {
    expect(await readEmbeddedConnection('/nonexistent')).toBeNull();
    const server = await start();
    expect(await readEmbeddedConnection(shared())).toEqual({ url: server.url });
    await server.stop();
    expect(await readEmbeddedConnection(shared())).toBeNull();
  });

  test('is out of reach of a Ctrl-C in the terminal of its owner', async () => {
    const server = await start();
    const keeper = await parentOf(server.pid);
    process.kill(-keeper, 0); // throws unless the keeper leads a process group, which is then not ours
    process.kill(keeper, 'SIGINT');
    process.kill(keeper, 'SIGTERM');
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

describe('a restart', () => {
  test('keeps the data and, when it is free, the address', async () => {
    const first = await start();
    const kept = await keepNumber(first.url);
    await first.stop();
    const second = await start();
    expect(second.url).toBe(first.url);
    expect(await keptNumbers(second.url)).toContainEqual(kept);
  });

  test('takes another port when the last one is taken', async () => {
    const first = await start();
    await first.stop();
    const squatter = createServer().listen(first.port, '127.0.0.1');
    await once(squatter, 'listening');
    atEnd(async () => squatter.close());
    const second = await start();
    expect(second.port).not.toBe(first.port);
    expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('sets a new password when connection.json is lost', async () => {
    const first = await start();
    const kept = await keepNumber(first.url);
    await first.stop();
    await rm(path.join(shared(), 'connection.json'));
    const second = await start();
    expect(new URL(second.url).password).not.toBe(new URL(first.url).password);
    expect(await keptNumbers(second.url)).toContainEqual(kept);
  });

  test('neither believes nor harms an unrelated process that postmaster.pid names', async () => {
    const record = path.join(shared(), 'pg', 'postmaster.pid');
    const first = await start();
    const lines = (await readFile(record, 'utf8')).split('\n');
    await first.stop();
    await writeFile(record, [process.pid, ...lines.slice(1)].join('\n'));
    const second = await start();
    expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

describe('after kill -9', () => {
  test('of the server, it says so and recovers what was committed, at the same address', async () => {
    const first = await start(shared(), true);
    const kept = await keepNumber(first.url);
    process.kill(first.pid, 'SIGKILL');
    await first.exited;
    const second = await start(shared(), true);
    expect(second.url).toBe(first.url);
    expect(await keptNumbers(second.url)).toContainEqual(kept);
  });

  test('of the owner, the server ends by itself', async () => {
    const owner = await startOwner(shared());
    await owner.kill();
    expect(await ends(started(owner).serverPid)).toBe(true);
  });

  test('of the owner, the next start waits for that and finds what was committed', async () => {
    const owner = await startOwner(shared());
    const kept = await keepNumber(started(owner).url);
    await owner.kill();
    const next = await start();
    expect(await keptNumbers(next.url)).toContainEqual(kept);
    expect(isAlive(started(owner).serverPid)).toBe(false);
  });

  test('of the keeper, the server does not go on without a lock', async () => {
    const server = await start();
    process.kill(await parentOf(server.pid), 'SIGKILL');
    await server.exited;
    expect(isAlive(server.pid)).toBe(false);
  });

  test('of owner and keeper together, the next start ends the orphan and finds what was committed', async () => {
    const owner = await startOwner(shared());
    const { url, serverPid } = started(owner);
    const kept = await keepNumber(url);
    const keeper = await parentOf(serverPid);
    process.kill(keeper, 'SIGSTOP'); // so that it cannot clean up after its owner
    await owner.kill();
    process.kill(keeper, 'SIGKILL');
    expect(await ends(keeper)).toBe(true);
    expect(isAlive(serverPid)).toBe(true);
    const next = await start();
    expect(isAlive(serverPid)).toBe(false);
    expect(await keptNumbers(next.url)).toContainEqual(kept);
  });
});

test('an uncaught error in the owner ends the server too', async () => {
  const owner = await startOwner(shared());
  const ended = once(owner.child, 'exit');
  owner.child.send('throw');
  expect(await ended).toEqual([1, null]);
  expect(await ends(started(owner).serverPid)).toBe(true);
});

test('a server made for a test comes back with what was committed before its crash', async () => {
  const cluster = await startCluster();
  atEnd(() => cluster.remove());
  const { url } = cluster;
  await query(url, 'CREATE TABLE kept AS SELECT 7 AS seven');
  await cluster.crash();
  await cluster.start();
  expect(await query(url, 'SELECT seven FROM kept')).toEqual([{ seven: 7 }]);
});
