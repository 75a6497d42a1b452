// Programs under test, each in an operating-system process of its own. Started from an empty folder and with nothing of our
// environment; stopped by their id only.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { makeTempDir } from '../support/cluster.ts';

export interface Child {
  readonly url: string;
  readonly port: number;
  /** From its start to its word that it listens. */
  readonly listeningAfterMs: number;
  /** Resident set in bytes; NaN where the system does not tell. */
  residentBytes(): Promise<number>;
  stop(): Promise<void>;
}

export interface Program {
  /** Absolute path of a TypeScript file. */
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
}

const START_SECONDS = 60;
const STOP_SECONDS = 20;

/** What runs, by the folder it runs in. */
const running = new Map<string, ChildProcess>();

/** For when we are told to end at once. */
export function killAll(): void {
  for (const [folder, child] of running) {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
  running.clear();
}

/** Linux counts in kB. */
async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) * 1024;
}

/** Each program logs one JSON line with its `url` when it listens. */
function urlIn(line: string): string | null {
  if (!line.includes('"url"')) return null;
  const { url } = JSON.parse(line) as { url?: unknown };
  return typeof url === 'string' ? url : null;
}

async function listening(child: ChildProcess, file: string): Promise<string> {
  const errors: Buffer[] = [];
  child.stderr?.on('data', (part: Buffer) => errors.push(part));
  const lines = createInterface({ input: child.stdout ?? process.stdin });
  const heard = new Promise<string>((resolve) => {
    lines.on('line', (line) => {
      const url = urlIn(line);
      if (url !== null) resolve(url);
    });
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${file} ended with ${code} before it listened:\n${Buffer.concat(errors)}`);
  });
  const late = wait(START_SECONDS * 1000, undefined, { ref: false }).then(() => {
    throw new Error(`${file} did not listen within ${START_SECONDS} s`);
  });
  return Promise.race([heard, ended, late]);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_SECONDS * 1000);
  await gone;
  clearTimeout(timer);
}

export async function startChild({ file, env, flags = [] }: Program): Promise<Child> {
  const folder = await makeTempDir();
  const started = performance.now();
  const child = spawn(process.execPath, [...flags, file], { cwd: folder, env: { ...env } });
  running.set(folder, child);
  const stop = async (): Promise<void> => {
    await end(child);
    running.delete(folder);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const url = await listening(child, file);
    return {
      url,
      port: Number(new URL(url).port),
      listeningAfterMs: performance.now() - started,
      residentBytes: () => residentBytes(child.pid ?? 0),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
