// Every file under `.clos/` is told with its kind, and every problem with its place and what to do.

import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { clos, EVIDENCE, folder, PROJECT, repository } from './support.ts';

const GOOD = {
  '.clos/config.yml': 'version: 1\nmode: warn\n',
  '.clos/evidence.yml': EVIDENCE,
  '.clos/gates.yml': 'version: 1\n',
  '.clos/project.yml': PROJECT,
};

describe('clos validate', () => {
  test('names every file with its kind', async () => {
    const { code, out } = await clos(folder(GOOD), ['validate']);
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      '✓  .clos/config.yml    config',
      '✓  .clos/evidence.yml  evidence',
      '✓  .clos/gates.yml     gates',
      '✓  .clos/project.yml   project',
      '',
      '4 files, no problem.',
      'Next: `clos gate check` says what the next stage still needs.',
    ]);
  });

  test.each<[string, string, string, string]>([
    ['.clos/config.yml', 'version: 1\nmod: warn\n', '2:1  config.unknown-key', 'Did you mean `mode`?'],
    ['.clos/gates.yml', 'version: 1\nmode: soft\n', '2:7  config.invalid-value', '`enforce`'],
    [
      '.clos/project.yml',
      'version: 1\nname: A\nstage: DISCOVER\n',
      '3:8  config.unknown-stage',
      'Did you mean `DISCOVERY`?',
    ],
    ['.clos/project.yml', 'version: 1\nname: A\n', '1:1  config.missing-key', 'stage'],
    ['.clos/evidence.yml', 'version: 1\ncustomerInterviews: "5"\n', '2:21  ', 'customerInterviews'],
    ['.clos/evidence.yml', 'version: 1\na: 1\na: 2\n', '3:1  config.duplicate-key', 'a'],
    [
      '.clos/gates.yml',
      'version: 1\ngates:\n  DISCOVERY:\n    criteria:\n      - { id: a, title: A, expression: evidence.custmer > 1, reason: No. }\n',
      '5:49  expression.unknown-name',
      '`evidence`',
    ],
  ])('%s: %j is told in its place', async (path, text, place, words) => {
    const { code, out } = await clos(folder({ ...GOOD, [path]: text }), ['validate']);
    expect([code, out]).toEqual([1, expect.stringContaining(`✗ ${path}:${place}`)]);
    expect(out).toContain(words);
    expect(out).toMatch(/^ {2}→ /m);
    expect(out).toContain('1 problem in 4 files.');
  });

  test('T-17: tells a key that stands twice', async () => {
    const text = 'version: 1\nmode: warn\nmode: enforce\n';
    const { code, out } = await clos(folder({ ...GOOD, '.clos/gates.yml': text }), ['validate']);
    expect([code, out]).toEqual([1, expect.stringContaining('.clos/gates.yml:3:1  config.duplicate-key')]);
  });

  test('T-13: a symbolic link is refused, whatever it leads to', async () => {
    const path = folder({ ...GOOD, 'elsewhere.yml': EVIDENCE });
    const { '.clos/evidence.yml': _, ...rest } = GOOD;
    const linked = folder(rest);
    symlinkSync(join(path, 'elsewhere.yml'), join(linked, '.clos/evidence.yml'));
    const { code, out } = await clos(linked, ['validate']);
    expect([code, out]).toEqual([1, expect.stringContaining('config.not-a-file')]);
  });

  test('tells files that nothing reads, and what was perhaps meant', async () => {
    const files = { ...GOOD, '.clos/gate.yml': '', '.clos/notes/a.txt': '', '.clos/plans/ship.yml': '' };
    const { code, out } = await clos(folder(files), ['validate']);
    expect(code).toBe(0);
    expect(out).toContain('! .clos/gate.yml:1:1  cli.unknown-file');
    expect(out).toContain('Did you mean `.clos/gates.yml`?');
    expect(out).toMatch(/! +\.clos\/notes\/a\.txt +unknown/);
    expect(out).toMatch(/✓ +\.clos\/plans\/ship\.yml +not read by this command/);
  });

  test('tells evidence that no project names', async () => {
    const { code, out } = await clos(folder({ ...GOOD, '.clos/evidence/old.yml': EVIDENCE }), ['validate']);
    expect([code, out]).toEqual([
      0,
      expect.stringContaining('! .clos/evidence/old.yml:1:1  cli.unused-evidence'),
    ]);
  });

  test('with rules that lie elsewhere, says so and finds nothing wrong with what depends on them', async () => {
    const files = {
      ...GOOD,
      '.clos/gates.yml': 'version: 1\nextends: acme/rules\n',
      '.clos/project.yml': 'version: 1\nname: A\nstage: BETA\n',
      '.clos/evidence.yml': 'version: 1\nour: own\n',
    };
    const { code, out } = await clos(folder(files), ['validate']);
    expect([code, out]).toEqual([
      0,
      expect.stringContaining('! .clos/gates.yml:2:10  cli.extends-elsewhere'),
    ]);
  });

  test('looks at what is named only', async () => {
    const path = repository({ ...GOOD, '.clos/config.yml': 'mode: warn\n', '.clos/projects/a.yml': 'x\n' });
    expect((await clos(path, ['validate', '.clos/gates.yml'])).code).toBe(0);
    expect((await clos(join(path, '.clos'), ['validate', 'gates.yml', 'project.yml'])).code).toBe(0);
    expect((await clos(path, ['validate', '.clos/projects'])).out).toContain('in 1 file.');
    expect((await clos(path, ['validate', '.'])).code).toBe(1);
  });

  test.each([
    [['validate', 'nowhere.yml'], 'There is no nowhere.yml.'],
    [['validate', 'package.json'], 'does not lie in `.clos/`'],
    [['validate', '/etc'], 'does not lie in `.clos/`'],
    [['validate', '--format', 'xml'], 'Allowed choices are text, json'],
  ])('%j is wrong usage', async (argv, words) => {
    const { code, err } = await clos(folder({ ...GOOD, 'package.json': '{}' }), argv);
    expect([code, err]).toEqual([2, expect.stringContaining(words)]);
  });

  test('without a file, says how to get some', async () => {
    const { code, err } = await clos(folder(), ['validate']);
    expect([code, err]).toEqual([2, expect.stringContaining('Run `clos init`')]);
  });

  test('prints JSON for programs', async () => {
    const { code, out } = await clos(folder({ ...GOOD, '.clos/config.yml': 'mode: warn\n' }), [
      'validate',
      '--format',
      'json',
    ]);
    expect(code).toBe(1);
    expect(JSON.parse(out)[0]).toMatchObject({
      path: '.clos/config.yml',
      kind: 'config',
      problems: [{ code: 'config.missing-key', line: 1, column: 1 }],
    });
  });
});
