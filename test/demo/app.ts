// The real process, `src/main.ts`, as a child of its own with an environment of its own: nothing of the user's gets in.
// It may be killed at any moment, and does not outlive the demo.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { until } from '../support/until.ts';

export interface App {
  readonly pid: number;
  /** Where it listens; rejects when it ends before it is ready. */
  readonly ready: Promise<string>;
  /** Its newest log lines, oldest first. */
  readonly log: readonly string[];
  /** SIGKILL: no goodbye. */
  kill(): Promise<void>;
  /** SIGTERM, and SIGKILL when that takes too long. */
  stop(): Promise<void>;
}

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
/** Should the demo itself be killed with -9, this input closes and the child ends too. */
const LEASH = `data:text/javascript,process.stdin.on('end',()=>process.exit(1)).resume().unref()`;
const READY_SECONDS = 40;
const STOP_MS = 8_000;
const LOG_LINES = 200;

/** What a Node process needs of its surroundings, and not more. */
const INHERITED = ['PATH', 'SystemRoot', 'TMPDIR', 'TEMP', 'TMP', 'TZ'];

function cleanEnv(own: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const kept = INHERITED.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(kept), ...own };
}

/** The address is on the one line that tells role and url, since the port is whatever was free. */
function addressIn(line: string): string | null {
  if (!line.includes('"url"')) return null;
  const { role, url } = JSON.parse(line) as { role?: unknown; url?: unknown };
  return typeof role === 'string' && typeof url === 'string' ? url : null;
}

function gather(child: ChildProcess, log: string[], told: (address: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      log.push(line);
      if (log.length > LOG_LINES) log.shift();
      const address = addressIn(line);
      if (address) told(address);
    });
  }
}

async function isReady(address: string): Promise<boolean> {
  return fetch(`${address}/readyz`).then(
    (answer) => answer.ok,
    () => false,
  );
}

export function startApp(env: Readonly<Record<string, string>>, cwd: string): App {
  const child = spawn(process.execPath, [`--import=${LEASH}`, MAIN], {
    cwd,
    env: cleanEnv(env),
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true, // a Ctrl-C in the terminal is for the demo, which then stops its parts in order
  });
  const log: string[] = [];
  let address = '';
  gather(child, log, (told) => {
    address = told;
  });
  const ended = once(child, 'exit');
  const alive = (): boolean => child.exitCode === null && child.signalCode === null;
  const awaitReady = async (): Promise<string> => {
    await until(
      'CLOS is ready',
      async () => {
        if (!alive()) throw new Error('CLOS ended before it was ready');
        return address !== '' && (await isReady(address));
      },
      READY_SECONDS,
    );
    return address;
  };
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    if (!alive()) return;
    child.kill(signal);
    await ended;
  };
  return {
    pid: child.pid ?? 0,
    ready: awaitReady(),
    log,
    kill: () => end('SIGKILL'),
    stop: async () => {
      const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await end('SIGTERM').finally(() => clearTimeout(late));
    },
  };
}
