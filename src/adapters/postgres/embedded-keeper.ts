// The keeper: a child process that holds one data folder's lock and runs its PostgreSQL for the process that forked it.
// It exists because a server must not outlive its owner: the channel to the owner closes however the owner ends
// (return, uncaught error, kill -9), and that alone stops the server; the lock is let go only after it.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { reasonOf } from './embedded-errors.ts';
import { shutDown } from './embedded-process.ts';
import type { RunAs } from './embedded-user.ts';

export interface LaunchRequest {
  readonly kind: 'launch';
  readonly file: string;
  readonly args: readonly string[];
  readonly user: RunAs;
  readonly log: string;
}

export type KeeperRequest = LaunchRequest | { readonly kind: 'stop' };

export type KeeperReply =
  | { readonly kind: 'locked' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'launched'; readonly pid: number }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'exited' };

// Long enough for two keepers that meet to let one of them through (SQLite gives way and tries again).
const LOCK_PATIENCE_MS = 250;
const SQLITE_BUSY = 5;

let server: ChildProcess | null = null;

function reply(message: KeeperReply): void {
  if (process.connected) process.send?.(message);
}

/**
 * Node has no file locks; SQLite's are the operating system's (fcntl): exclusive between processes and containers
 * that share the disk, and let go by the kernel with the process. Nothing is ever written to the file.
 */
function lock(path: string): DatabaseSync | null {
  const held = new DatabaseSync(path);
  held.exec(`PRAGMA busy_timeout = ${LOCK_PATIENCE_MS}`);
  try {
    held.exec('PRAGMA journal_mode = MEMORY'); // no second file
    held.exec('BEGIN EXCLUSIVE');
    return held;
  } catch (error) {
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) return null;
    throw error;
  }
}

function launch({ file, args, user, log }: LaunchRequest): void {
  // O_NOFOLLOW: as root we write into a folder that the server's less trusted user owns.
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = constants;
  const output = openSync(log, O_APPEND | O_CREAT | O_NOFOLLOW | O_WRONLY, 0o600);
  const child = spawn(file, args, { ...user, cwd: '/', stdio: ['ignore', output, output] });
  closeSync(output);
  server = child;
  child.on('spawn', () => reply({ kind: 'launched', pid: child.pid ?? 0 }));
  child.on('error', (error) => reply({ kind: 'failed', reason: error.message }));
  child.on('exit', () => {
    server = null;
    reply({ kind: 'exited' });
  });
}

function tryTo(action: () => void): void {
  try {
    action();
  } catch (error) {
    reply({ kind: 'failed', reason: reasonOf(error) });
  }
}

async function stop(): Promise<void> {
  const running = server;
  if (running?.pid !== undefined) await shutDown(running.pid, () => server !== running);
}

async function leave(): Promise<never> {
  await stop();
  process.exit(0);
}

function keep(path: string): void {
  // A terminal's or service manager's signal goes to the whole group; the owner drains first and then lets us go.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  process.on('disconnect', leave);
  process.on('message', (request: KeeperRequest) =>
    request.kind === 'launch' ? tryTo(() => launch(request)) : stop(),
  );
  tryTo(() => {
    const held = lock(path);
    // The listener keeps the lock's handle reachable for as long as the process lives.
    process.on('exit', () => held?.close());
    reply({ kind: held ? 'locked' : 'busy' });
  });
}

keep(process.argv[2] ?? '');
