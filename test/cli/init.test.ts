// What `clos init` writes is right, says the defaults, and never costs anybody a file.

import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { STARTER_FILES } from '../../src/cli/starter/files.ts';
import { DEFAULT_RULES } from '../../src/core/gates/defaults.ts';
import { DEFAULT_POLICY } from '../../src/core/policy.ts';
import { readConfig } from '../../src/policy/config.ts';
import { NO_GATE_LAYER } from '../../src/policy/gate-layer.ts';
import { readGates } from '../../src/policy/gates.ts';
import { resolveGates } from '../../src/policy/gates-resolve.ts';
import { ideaLayerOf, NO_IDEA_LAYER, resolveIdeas } from '../../src/policy/idea-layer.ts';
import { ideasFile } from '../../src/policy/ideas.ts';
import { LIMITS } from '../../src/policy/limits.ts';
import { readFile } from '../../src/policy/read.ts';
import { clos, folder, repository, write } from './support.ts';

const paths = STARTER_FILES.map(({ path }) => path);
const text = (path: string, name = 'Checkout'): string =>
  STARTER_FILES.find((file) => file.path === path)?.text(name) ?? '?';

describe('clos init', () => {
  test('in an empty git repository: then the files are right, and the gate says what is missing', async () => {
    const path = repository();
    const init = await clos(path, ['init']);
    expect([init.code, init.out]).toEqual([0, expect.stringContaining(`Wrote 8 files in ${path}.`)]);
    for (const one of paths) expect(init.out).toContain(one);
    const validate = await clos(path, ['validate']);
    expect([validate.code, validate.out]).toEqual([0, expect.stringContaining('6 files, no problem.')]);
    const check = await clos(path, ['gate', 'check']);
    expect(check.code).toBe(1);
    expect(check.out).toContain(`${basename(path)}  DISCOVERY → PROTOTYPE`);
    expect(check.out).toContain('Need more customer validation');
  });

  test('from a folder inside, writes to the top of the repository', async () => {
    const path = repository({ 'src/a.ts': '' });
    await clos(join(path, 'src'), ['init']);
    expect(readFileSync(join(path, '.clos/project.yml'), 'utf8')).toContain(JSON.stringify(basename(path)));
  });

  test('outside of git, says so and writes all the same', async () => {
    const path = folder();
    const { code, out } = await clos(path, ['init']);
    expect([code, out]).toEqual([0, expect.stringContaining('This is no git repository yet: `git init`')]);
    expect((await clos(path, ['validate'])).code).toBe(0);
  });

  test('leaves what exists as it is, and replaces it only when told', async () => {
    const mine = 'version: 1\nname: Mine\nstage: IDEA\n';
    const path = repository({ '.clos/project.yml': mine });
    const project = (): string => readFileSync(join(path, '.clos/project.yml'), 'utf8');
    const first = await clos(path, ['init']);
    expect([project(), first.out]).toEqual([mine, expect.stringContaining('Wrote 7 files')]);
    expect(first.out).toContain('is there and differs: left as it is');
    expect(first.out).toContain('`clos init --force` replaces what differs.');
    const forced = await clos(path, ['init', '--force']);
    expect(project()).not.toBe(mine);
    expect(forced.out).toContain('Wrote 1 file');
    expect((await clos(path, ['init', '--force'])).out).toContain('Nothing to write');
  });

  test('writes through no symbolic link, not even when told to replace', async () => {
    const outside = folder({ 'precious.yml': 'mine' });
    const path = repository();
    mkdirSync(join(path, '.clos'));
    symlinkSync(join(outside, 'precious.yml'), join(path, '.clos/project.yml'));
    symlinkSync(join(outside, 'not-there.yml'), join(path, '.clos/gates.yml'));
    const { out } = await clos(path, ['init', '--force']);
    expect(out.match(/is no plain file: left as it is/g)).toHaveLength(2);
    expect(readFileSync(join(outside, 'precious.yml'), 'utf8')).toBe('mine');
  });

  test('writes to another folder when told, and refuses one that is not there', async () => {
    const path = folder({ 'shop/a.txt': '' });
    expect((await clos(path, ['init', '--dir', 'shop'])).out).toContain(join(path, 'shop'));
    const lost = await clos(path, ['init', '--dir', 'nowhere']);
    expect([lost.code, lost.err]).toEqual([2, expect.stringContaining('There is no folder')]);
  });

  test.each(['a: b # "c"', "it's\nnew", '{{name}}', '$&', '\u001b[31mred', '-', 'true'])(
    'a folder named %j makes a project file that is right',
    async (name) => {
      const path = folder();
      write(path, { [`${name}/x`]: '' });
      await clos(join(path, name), ['init']);
      expect((await clos(join(path, name), ['validate'])).code).toBe(0);
    },
  );
});

/** Places differ: the defaults have none. */
const placeless = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, inner) => (key === 'at' ? undefined : inner)));

describe('the starter files', () => {
  test('of gates say exactly what holds without them', () => {
    const reading = readGates('.clos/gates.yml', text('.clos/gates.yml'));
    if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
    const { rules, notices } = resolveGates(NO_GATE_LAYER, reading.layer);
    expect([placeless(rules), notices]).toEqual([placeless(DEFAULT_RULES), []]);
  });

  test('of limits say exactly what holds without them', () => {
    expect(readConfig('.clos/config.yml', text('.clos/config.yml'))).toEqual({
      ok: true,
      policy: DEFAULT_POLICY,
    });
  });

  test('of ideas say exactly what holds without them', () => {
    const reading = readFile(ideasFile, '.clos/ideas.yml', text('.clos/ideas.yml'), LIMITS);
    if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
    expect(resolveIdeas(NO_IDEA_LAYER, ideaLayerOf([reading]))).toEqual(
      resolveIdeas(NO_IDEA_LAYER, NO_IDEA_LAYER),
    );
  });

  test.each([
    '.clos/gates.yml',
    '.clos/project.yml',
    '.clos/evidence.yml',
    '.clos/config.yml',
    '.clos/ideas.yml',
  ])('what is commented out in %s is right too, when it is let in', async (path) => {
    const files = Object.fromEntries(paths.map((one) => [one, text(one)]));
    // A comment that looks like YAML: a key, or an entry of a list, behind the sign.
    const open = text(path).replace(
      /^(\s*)# ((?: |- )*[A-Za-z{][\w]*:(?: .*)?| *- .*)$/gm,
      (line, indent, rest) => (/^(observe|Two of)/.test(rest) ? line : `${indent}${rest}`),
    );
    const opened = repository({ ...files, [path]: open });
    const { out, code } = await clos(opened, ['validate', path]);
    expect([out, code]).toEqual([expect.stringContaining('no problem'), 0]);
    expect(open).not.toBe(text(path));
  });
});

describe('the starter workflows', () => {
  const ADVISES = '.github/workflows/clos.yml';
  const PROMOTES = '.github/workflows/clos-promote.yml';
  const uses = (of: string): string[] => [...of.matchAll(/uses: (.+)$/gm)].map(([, used = '']) => used);
  const stepsOf = (path: string, job: string): Record<string, unknown>[] => parse(text(path)).jobs[job].steps;
  const runsOf = (path: string, job: string): string[] =>
    stepsOf(path, job).flatMap(({ run }) => (typeof run === 'string' ? [run] : []));

  test.each([ADVISES, PROMOTES])('%s pins every action by its commit, as our own does', (path) => {
    const ours = uses(readFileSync(join(import.meta.dirname, '../../.github/workflows/ci.yml'), 'utf8'));
    expect(uses(text(path)).length).toBe(2);
    for (const used of uses(text(path))) {
      expect(used).toMatch(/^[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
      expect(ours).toContain(used);
    }
  });

  test.each([
    [ADVISES, 'clos'],
    [PROMOTES, 'promote'],
  ])('T-88: %s puts nothing from outside into a script', (path, job) => {
    expect(Object.keys(parse(text(path)).jobs)).toEqual([job]);
    expect(runsOf(path, job).length).toBeGreaterThan(2);
    for (const run of runsOf(path, job)) expect(run).not.toContain('${{');
  });

  test.each([
    [ADVISES, 'clos'],
    [PROMOTES, 'promote'],
  ])('%s keeps no credentials, runs no install scripts, and fetches no package of our name', (path, job) => {
    const [checkout] = stepsOf(path, job);
    expect(checkout).toMatchObject({ with: { 'persist-credentials': false } });
    const [install, ...runs] = runsOf(path, job);
    expect(install).toBe('npm ci --ignore-scripts');
    for (const run of runs)
      for (const [, how] of run.matchAll(/\bnpx (.+? \w+)/g)) expect(how).toBe('--no clos');
  });

  test('the one that advises may only read', () => {
    const { on, permissions, jobs } = parse(text(ADVISES));
    expect([on, permissions, jobs.clos.permissions]).toEqual([
      'pull_request',
      { contents: 'read' },
      undefined,
    ]);
    expect(text(ADVISES)).not.toContain('${{');
  });

  test('the one that proposes may write branches and pull requests, in its one job, on the default branch', () => {
    const { on, permissions, concurrency, jobs } = parse(text(PROMOTES));
    expect(on).toEqual({ push: { branches: ['**'], paths: ['.clos/**'] } });
    expect(permissions).toEqual({});
    expect(concurrency['cancel-in-progress']).toBe(false);
    expect(jobs.promote).toMatchObject({
      if: "github.ref == format('refs/heads/{0}', github.event.repository.default_branch)",
      permissions: { contents: 'write', 'pull-requests': 'write' },
    });
    const withToken = stepsOf(PROMOTES, 'promote').filter((step) =>
      /token/.test(JSON.stringify(step.env ?? {})),
    );
    expect(withToken).toHaveLength(1);
    expect(runsOf(PROMOTES, 'promote').at(-1)).toBe(withToken[0]?.run);
  });
});
