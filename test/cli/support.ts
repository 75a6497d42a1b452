// The command line in a folder of its own, with its words and its exit code.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from '@jest/globals';
import { createProgram, runProgram } from '../../src/cli/program.ts';
import type { Io } from '../../src/cli/world.ts';
import type { Answered } from '../../src/core/gates/model.ts';

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Outside of any git repository. */
export function folder(files: Readonly<Record<string, string>> = {}): string {
  const path = mkdtempSync(join(tmpdir(), 'clos-cli-'));
  folders.push(path);
  write(path, files);
  return path;
}

export function write(path: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
}

export const git = (path: string, ...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
    cwd: path,
    encoding: 'utf8',
  }).trim();

/** An empty git repository. */
export function repository(files: Readonly<Record<string, string>> = {}): string {
  const path = folder(files);
  git(path, 'init', '--quiet');
  return path;
}

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** Addresses that were asked. */
  readonly asked: readonly string[];
}

export interface Surroundings {
  readonly colours?: boolean;
  readonly answer?: Answered;
  /** What is piped in. */
  readonly input?: string;
  /** What is not given must not be opened. */
  readonly inWorld?: Io['inWorld'];
}

export async function clos(path: string, argv: readonly string[], given: Surroundings = {}): Promise<Ended> {
  const out: string[] = [];
  const err: string[] = [];
  const asked: string[] = [];
  const answers = async (address: string): Promise<Answered> => {
    asked.push(address);
    return given.answer ?? { kind: 'answered' };
  };
  const io: Io = {
    print: (text) => out.push(text),
    colours: given.colours ?? false,
    ...(given.input === undefined ? {} : { input: () => Buffer.from(given.input ?? '') }),
    here: { folder: path, now: () => '2026-11-21T12:00:00.000Z', web: { answers } },
    inWorld: given.inWorld ?? (() => Promise.reject(new Error('the world was opened'))),
  };
  const program = createProgram(io);
  for (const one of [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)])
    one.configureOutput({ writeOut: (text) => out.push(text), writeErr: (text) => err.push(text) });
  const code = await runProgram(program, argv, (text) => err.push(text));
  return { code, out: out.join('\n'), err: err.join('\n'), asked };
}

/** Files of one project. */
export const PROJECT = 'version: 1\nname: Checkout\nstage: DISCOVERY\n';
export const EVIDENCE = 'version: 1\ncustomerInterviews: 7\nproblemValidation: true\n';
