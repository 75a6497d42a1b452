// The two programs that are compared: CLOS as it is shipped, and the floor (floor.ts).

import { fileURLToPath } from 'node:url';
import { type Child, startChild } from './child.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The real process, `npm start`, on loopback and any free port. It logs as it does in production. */
export const startClos = (
  env: Readonly<Record<string, string>>,
  flags: readonly string[] = [],
): Promise<Child> =>
  startChild({
    file: here('../../src/main.ts'),
    env: { HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'info', NODE_ENV: 'production', ...env },
    flags,
  });

export const startFloor = (env: Readonly<Record<string, string>>): Promise<Child> =>
  startChild({ file: here('floor.ts'), env });
