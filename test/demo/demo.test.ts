// `npm run demo` as a machine runs it: one object on stdout, every invariant held, nothing left behind.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readdir, rm } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { makeTempDir } from '../support/cluster.ts';
import { until } from '../support/until.ts';

import { CHECK, GATE } from './acme.ts';
import type { Report } from './report.ts';

const DEMO = fileURLToPath(new URL('./main.ts', import.meta.url));
/** What the story must have shown. */
const SHOWN = [
  'slot in pod Web: position 1 of 1',
  'Waiting: position 1 of 3, expedited',
  '👎 and not a word',
  'Stopped: the pod is frozen until',
  'Exempt: needs no slot',
  'No slot: #8',
  'All 2 pull requests may land',
  'Configuration has 1 problem',
  'the last good one is in force',
  'Not complete yet: 2.7 of 10',
  'Perhaps the same as',
  '#4 · [Idea]: Size advice · EVALUATING',
  'Discovery: Size advice · discovery, pod:web',
  'It goes on in issue',
  'promoted   by mia  PROMOTED   8 of 10',
  'DISCOVERY → PROTOTYPE: 2 of 3 criteria not met',
  'Required status check "clos/stage-gate" is failing',
  'DISCOVERY → PROTOTYPE: 3 of 3 criteria met',
  'recorded: DISCOVERY → PROTOTYPE by lab#1',
  'It is judged by the file on main',
  'nothing lost, nothing doubled',
  'without activity it expires',
];
/** Who holds a slot when the story is over. */
const HOLDERS = [
  'acme/shop#9',
  'acme/shop#10',
  'acme/pay#3',
  'acme/pay#4',
  'acme/pay#5',
  'acme/web#1',
  'acme/lab#2',
];
const GREEN = { status: 'completed', conclusion: 'success', title: expect.any(String) };
/** A machine that is busy with other tests; alone it takes about half a minute. */
const PATIENCE_MS = 180_000;

let folder: string;
const running: ChildProcess[] = [];

beforeEach(async () => {
  folder = await makeTempDir();
  await chmod(folder, 0o755); // PostgreSQL may run as somebody else
});

afterEach(async () => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** What surrounds the story must not change it: jest forces colours when its own terminal shows them. */
function surroundings(): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _, ...inherited } = process.env;
  return {
    ...inherited,
    NO_COLOR: '1',
    TMPDIR: folder,
    APP_ID: '1',
    DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none',
  };
}

function start(args: readonly string[]) {
  const child = spawn(process.execPath, [DEMO, ...args], {
    env: surroundings(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  const ended = async (): Promise<Outcome> => {
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
    return { code: child.exitCode, out, err };
  };
  return { child, ended: ended() };
}

/** The processes the story named: CLOS before and after the kill. */
const namedIn = (story: string): number[] =>
  [...story.matchAll(/CLOS.*, process (\d+)/g)].map(([, pid]) => Number(pid));

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('npm run demo', () => {
  test(
    'tells the story, proves the invariants and leaves nothing behind',
    async () => {
      const { code, out, err } = await start(['--once', '--json']).ended;
      expect({ code, story: code === 0 ? '' : err }).toEqual({ code: 0, story: '' });
      const report = JSON.parse(out) as Report;
      expect(Object.keys(report)).toEqual(['pulls', 'invariants', 'requests']);
      expect(report.invariants).toHaveLength(10);
      expect(report.invariants.filter(({ held }) => !held)).toEqual([]);
      expect(report.requests).toEqual({ reads: expect.any(Number), writes: expect.any(Number) });
      const open = report.pulls.filter(({ state }) => state === 'open');
      expect(
        Object.fromEntries(
          open.map(({ repository, number, checks }) => [`${repository}#${number}`, checks[CHECK]]),
        ),
      ).toEqual({
        ...Object.fromEntries(HOLDERS.map((ref) => [ref, GREEN])),
        'acme/pay#1': { status: 'queued', conclusion: null, title: 'Waiting: position 1 of 1, limit 5' },
      });
      const gates = open.flatMap(({ checks }) => checks[GATE]?.conclusion ?? []);
      expect(gates).toEqual(['failure']);
      const titles = open.flatMap(({ checks }) => checks[CHECK]?.title ?? []);
      for (const slot of [1, 2, 3, 4, 5]) expect(titles).toContain(`Holds slot ${slot} of 5`);
      expect(titles).toContain('Holds slot 1 of 2');
      for (const words of SHOWN) expect(err).toContain(words);
      expect(err.split('\n').filter((line) => [...line].length > 100)).toEqual([]);
      const processes = namedIn(err);
      expect(processes).toHaveLength(2);
      expect(processes.filter(isAlive)).toEqual([]);
      expect(await readdir(folder)).toEqual([]);
    },
    PATIENCE_MS,
  );

  test(
    'stops everything when it is told to in the middle',
    async () => {
      const { child, ended } = start(['--json']);
      let story = '';
      child.stderr?.on('data', (part: Buffer) => {
        story += part.toString();
      });
      await until('the story has begun', () => story.includes('Seven pull requests'), PATIENCE_MS / 2_000);
      child.kill('SIGTERM');
      const { code, out } = await ended;
      expect({ code, out }).toEqual({ code: 143, out: '' });
      expect(namedIn(story).filter(isAlive)).toEqual([]);
      expect(await readdir(folder)).toEqual([]);
    },
    PATIENCE_MS,
  );

  test('says how it is used when it is used otherwise', async () => {
    const { code, out, err } = await start(['--twice']).ended;
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain("Unknown option '--twice'");
    expect(err).toContain('Usage: npm run demo');
  });
});
