// Launches the server until it accepts connections, on a port of 127.0.0.1 that is free at that moment.
// Between finding a port and using it somebody may take it, and the processes of a killed server may need a moment to go:
// both end the new server at once, so an early end is tried again a few times before it counts.
import { once } from 'node:events';
import { readFile, rename } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { TransientFault, UserFault } from '../../core/faults.ts';
import type { Binaries } from './embedded-binaries.ts';
import type { Folder } from './embedded-folder.ts';
import { isReady } from './embedded-postmaster.ts';
import { waitUntil } from './embedded-process.ts';
import type { Keeper, Server } from './embedded-server.ts';
import type { RunAs } from './embedded-user.ts';

export interface LaunchOptions {
  readonly binaries: Binaries;
  readonly user: RunAs;
  readonly fsync: boolean;
  readonly connections: number;
  /** Used when it is free, so that an address survives a restart; 0 for none. */
  readonly preferredPort: number;
}

/** Pauses between launches. Together longer than a killed server's processes take to notice (at most a few seconds). */
const PAUSES_MS = [50, 100, 200, 400, 800, 1600];
/** Recovery after a crash replays the log since the last checkpoint: seconds, on a slow disk a minute. */
const READY_MS = 180_000;
const LOG_TAIL = 600;

// Commits still reach the operating system before they are answered: they survive kill -9, and not a power cut.
const NO_FSYNC = { fsync: 'off', full_page_writes: 'off' };

function settings(
  port: number,
  { fsync, connections }: Pick<LaunchOptions, 'fsync' | 'connections'>,
): Readonly<Record<string, string>> {
  return {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    cluster_name: 'clos',
    max_connections: String(connections),
    shared_buffers: '64MB',
    max_wal_size: '256MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    ...(fsync ? {} : NO_FSYNC),
  };
}

async function listenOn(port: number): Promise<number> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { port: given } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return given;
}

const findPort = (preferred: number) => listenOn(preferred).catch(() => listenOn(0));

function commandLine(cluster: string, values: Readonly<Record<string, string>>): string[] {
  return ['-D', cluster, ...Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

async function tail(log: string): Promise<string> {
  const text = await readFile(log, 'utf8').catch(() => '');
  return text.slice(-LOG_TAIL).trim();
}

/** True when it is ready, false when it ended first. */
async function awaitReady(server: Server, cluster: string): Promise<boolean> {
  let ready = false;
  const settled = await waitUntil(async () => {
    ready = await isReady(cluster, server.pid);
    return ready || !server.isRunning();
  }, READY_MS);
  if (!settled) throw new TransientFault('embedded-slow', 'PostgreSQL did not become ready in time');
  return ready && server.isRunning();
}

/** Keeps the log of one earlier start: the one to read after a crash. */
export async function rotateLog({ log }: Folder): Promise<void> {
  await rename(log, `${log}.1`).catch(() => {}); // there is none on the first start
}

/** Throws UserFault `embedded-start`, with the end of the server's log. */
export async function launchServer(
  keeper: Keeper,
  { cluster, log }: Folder,
  options: LaunchOptions,
): Promise<{ readonly server: Server; readonly port: number }> {
  const { binaries, user, preferredPort } = options;
  for (const pause of [0, ...PAUSES_MS]) {
    await delay(pause);
    const port = await findPort(pause === 0 ? preferredPort : 0);
    const args = commandLine(cluster, settings(port, options));
    const server = await keeper.launch({ file: binaries.postgres, args, user, log });
    if (await awaitReady(server, cluster)) return { server, port };
  }
  const mend = `Read ${log}; restore the folder from a backup, use another CLOS_DATA_DIR, or set DATABASE_URL.`;
  throw new UserFault('embedded-start', `PostgreSQL does not start in ${cluster}:\n${await tail(log)}`, mend);
}
