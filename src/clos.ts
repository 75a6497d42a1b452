// `clos`: for one command, opens what that command needs and nothing else. `bin/clos.js` starts it.

import { readFileSync } from 'node:fs';
import { createWeb } from './adapters/http/web.ts';
import { createProgram, runProgram } from './cli/program.ts';
import type { Io } from './cli/world.ts';

const inWorld: Io['inWorld'] = async (work) => (await import('./clos-world.ts')).inWorld(work);

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const program = createProgram({
  print: (text) => process.stdout.write(`${text}\n`),
  colours: process.stdout.isTTY && process.stdout.hasColors(),
  input: () => readFileSync(process.stdin.fd),
  here: { folder: process.cwd(), now: () => new Date().toISOString(), web: createWeb() },
  inWorld,
}).version(version, '-V, --version', 'print the version');
process.exitCode = await runProgram(program, process.argv.slice(2), (text) =>
  process.stderr.write(`${text}\n`),
);
