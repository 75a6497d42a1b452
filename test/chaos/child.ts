// Starts test/chaos/process.ts as a child, arms it, kills it by its own pid, and tells how it ended.

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Arm, Told } from './process.ts';
import type { Variant } from './variants.ts';

const ENTRY = fileURLToPath(new URL('./process.ts', import.meta.url));
const STDERR = 4_000;
const START_MS = 60_000;

export interface Child {
  readonly pid: number;
  readonly url: string;
  arm(arm: Arm): void;
  /** SIGKILL: no goodbye. */
  kill(): Promise<void>;
  /** SIGTERM, and SIGKILL when that takes too long. */
  stop(): Promise<void>;
  isRunning(): boolean;
  /** Resolves with the signal or code it ended with. */
  readonly exited: Promise<string>;
  /** Resident memory now, and the most it ever was, in MiB. */
  memory(): { readonly now: number; readonly peak: number };
}

export interface ChildOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly variant?: Variant | undefined;
  /** Armed from the start, before its first job. */
  readonly arm?: Arm;
}

/** Nothing of the parent's environment but what finds programs and folders. */
function cleanEnv(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'NODE_COMPILE_CACHE'];
  return Object.fromEntries(kept.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

function environment({ env, variant, arm }: ChildOptions): Record<string, string> {
  return {
    ...cleanEnv(),
    ...env,
    ...(variant ? { CHAOS_VARIANT: variant } : {}),
    ...(arm ? { CHAOS_ARM: JSON.stringify(arm) } : {}),
  };
}

async function firstWord(child: ChildProcess, said: () => string): Promise<string> {
  const late = AbortSignal.timeout(START_MS);
  const [told] = (await Promise.race([
    once(child, 'message', { signal: late }),
    once(child, 'exit', { signal: late }).then(() => [{ kind: 'failed', why: `it ended: ${said()}` }]),
  ])) as [Told];
  if (told.kind === 'failed') throw new Error(`the process did not start: ${told.why}`);
  return told.url;
}

function kibOf(status: string, name: string): number {
  return Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) / 1024;
}

/** Linux tells both; elsewhere the figures are 0. */
function memoryOf(pid: number): { now: number; peak: number } {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return { now: kibOf(status, 'VmRSS'), peak: kibOf(status, 'VmHWM') };
  } catch {
    return { now: 0, peak: 0 };
  }
}

export async function startChild(options: ChildOptions): Promise<Child> {
  const child = fork(ENTRY, [], {
    env: environment(options),
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-STDERR);
    if (process.env.CHAOS_LOG) process.stderr.write(text);
  });
  const exited = new Promise<string>((resolve) =>
    child.once('exit', (code, signal) => resolve(signal ?? `code ${code}: ${said}`)),
  );
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (isRunning()) child.kill(signal);
    await exited;
  };
  const stop = async (): Promise<void> => {
    const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
    await end('SIGTERM');
    clearTimeout(timer);
  };
  const url = await firstWord(child, () => said).catch(async (error: unknown) => {
    await end('SIGKILL');
    throw error;
  });
  const pid = child.pid ?? 0;
  return {
    pid,
    url,
    arm: (arm) => void (child.connected && child.send(arm)),
    kill: () => end('SIGKILL'),
    stop,
    isRunning,
    exited,
    memory: () => memoryOf(pid),
  };
}
