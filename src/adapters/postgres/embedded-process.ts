// Watching and ending processes by id. A zombie counts as gone: nobody may ever reap it (a container's first process
// often does not), and it holds nothing.
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { codeOf } from './embedded-errors.ts';

const POLL_MS = 10;
const FAST_SHUTDOWN_MS = 10_000;
const IMMEDIATE_SHUTDOWN_MS = 5_000;

/** Polls until `condition` holds; false when `timeoutMs` passed first. */
export async function waitUntil(
  condition: () => boolean | Promise<boolean>,
  timeoutMs: number,
): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline) return false;
    await delay(POLL_MS);
  }
  return true;
}

function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return ['Z', 'X'].includes(stat.charAt(stat.lastIndexOf(')') + 2));
  } catch {
    return false; // no /proc here (macOS), or it ended this instant
  }
}

function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    // EPERM: it lives, under another user.
    return codeOf(error) === 'EPERM';
  }
}

export function isAlive(pid: number): boolean {
  return pid > 0 && send(pid, 0) && !isZombie(pid);
}

/** PostgreSQL's own ladder: fast (disconnect clients, checkpoint), immediate (recovery at next start), and only then force. */
export async function shutDown(pid: number, isGone: () => boolean | Promise<boolean>): Promise<boolean> {
  const ladder = [
    ['SIGINT', FAST_SHUTDOWN_MS],
    ['SIGQUIT', IMMEDIATE_SHUTDOWN_MS],
    ['SIGKILL', IMMEDIATE_SHUTDOWN_MS],
  ] as const;
  for (const [signal, patience] of ladder) {
    if (await isGone()) return true;
    send(pid, signal);
    if (await waitUntil(isGone, patience)) return true;
  }
  return false;
}
