// The real process in its own operating-system process, as an operator starts it.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from './until.ts';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

export interface Child {
  readonly process: ChildProcess;
  output(): string;
  /** Where it listens, once it says that it runs. */
  url(): Promise<string>;
  ended: Promise<Ended>;
}

/** Of our own environment only what finds programs and what they were compiled to: no test may depend on what its machine has set. */
export function bareEnv(): Record<string, string> {
  const { PATH = '', NODE_COMPILE_CACHE: cache } = process.env;
  return cache === undefined ? { PATH } : { PATH, NODE_COMPILE_CACHE: cache };
}

export function spawnClos(
  script: 'main.ts' | 'clos.ts',
  env: Record<string, string>,
  args: readonly string[] = [],
): Child {
  let output = '';
  const child = spawn(process.execPath, [path.join(SRC, script), ...args], {
    // A folder without a `.env`.
    cwd: SRC,
    env: { ...bareEnv(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, output }));
  const url = async (): Promise<string> => {
    const found = () => /"url":"(http[^"]+)"[^\n]*CLOS (is running|waits)/.exec(output)?.[1];
    await until(
      'CLOS says that it runs',
      () => {
        if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${output}`);
        return found() !== undefined;
      },
      60,
    );
    return found() ?? '';
  };
  return { process: child, output: () => output, url, ended };
}
