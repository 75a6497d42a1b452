// Project files as a tree lists them: which are projects, which are broken, and that none that looks like one is overlooked.

import { describe, expect, test } from '@jest/globals';
import { DEFAULT_STAGES, type ProjectReading, type TreeFile } from '../../src/core/gates/model.ts';
import { readProjects } from '../../src/policy/projects.ts';
import { entry, plainFile } from './tree.ts';

const SHOP = 'version: 1\nname: Shop\nstage: DISCOVERY\n';

const read = (...tree: readonly TreeFile[]): readonly ProjectReading[] => readProjects(tree, DEFAULT_STAGES);
const files = (...paths: readonly string[]): readonly TreeFile[] =>
  paths.map((path) => plainFile(path, SHOP));

/** `slug` for a project, `slug: code, code` for a broken one. */
const told = (readings: readonly ProjectReading[]): readonly string[] =>
  readings.map((reading) =>
    reading.kind === 'project'
      ? reading.project.slug
      : `${reading.slug}: ${reading.problems.map(({ code }) => code.replace('config.', '')).join(', ')}`,
  );

const mends = (readings: readonly ProjectReading[]): readonly string[] =>
  readings.flatMap((reading) => (reading.kind === 'broken' ? reading.problems.map(({ mend }) => mend) : []));

describe('a project', () => {
  test('is read with its places', () => {
    const text =
      'version: 1\nname: Checkout\npod: payments\nstage: PROTOTYPE\nevidence: .clos/e.json\nreason: |\n  Users\n  left\npaths: [a/, b/**]\n';
    expect(read(plainFile('.clos/projects/checkout.yml', text))).toEqual([
      {
        kind: 'project',
        project: {
          slug: 'checkout',
          path: '.clos/projects/checkout.yml',
          blobSha: 'blob of .clos/projects/checkout.yml',
          name: 'Checkout',
          pod: 'payments',
          stage: 'PROTOTYPE',
          evidence: '.clos/e.json',
          reason: 'Users left',
          paths: ['a/', 'b/**'],
          at: {
            stage: { file: '.clos/projects/checkout.yml', line: 4, column: 8 },
            evidence: { file: '.clos/projects/checkout.yml', line: 5, column: 11 },
            reason: { file: '.clos/projects/checkout.yml', line: 6, column: 9 },
          },
        },
      },
    ]);
  });

  test('of the whole repository needs a name and a stage only', () => {
    expect(read(plainFile('.clos/project.yml', SHOP))).toMatchObject([
      {
        project: {
          slug: 'project',
          pod: null,
          reason: null,
          paths: null,
          at: { reason: { line: 1, column: 1 } },
        },
      },
    ]);
  });

  test('stands beside others, in the order of their slugs, and other files are none', () => {
    const tree = files(
      '.clos/projects/b.yml',
      '.clos/project.yml',
      '.clos/projects/a-1.yml',
      '.clos/config.yml',
    );
    const more = files('.clos/projects/README.md', '.clos/notes/project.yml', '.clos/evidence.yml');
    const folder = entry('.clos/projects', { kind: 'folder' });
    expect(told(read(folder, ...tree, ...more))).toEqual(['a-1', 'b', 'project']);
  });

  test('is not wrong for its stage where nobody knows the stages', () => {
    expect(readProjects(files('.clos/project.yml'), [])).toMatchObject([{ project: { stage: 'DISCOVERY' } }]);
  });

  test('may be executable', () => {
    expect(told(read({ ...plainFile('.clos/project.yml', SHOP), kind: 'executable' }))).toEqual(['project']);
  });

  test('is not there where there is no file', () => expect(read()).toEqual([]));
});

describe('evidence of a project', () => {
  const at = (path: string, ...evidence: readonly string[]) =>
    read(plainFile(path, SHOP), ...evidence.map((one) => plainFile(one, ''))).find(
      (reading) => (reading.kind === 'project' ? reading.project.path : reading.path) === path,
    );

  test.each([
    ['.clos/project.yml', [], '.clos/evidence.yml'],
    ['.clos/project.yml', ['.clos/evidence.yml'], '.clos/evidence.yml'],
    ['.clos/project.yml', ['.clos/evidence.json'], '.clos/evidence.json'],
    ['.clos/project.yml', ['.clos/evidence.yaml'], '.clos/evidence.yaml'],
    ['.clos/project.yml', ['.clos/evidence/project.json'], '.clos/evidence.yml'],
    ['.clos/projects/a.yml', [], '.clos/evidence/a.yml'],
    ['.clos/projects/a.yml', ['.clos/evidence.json'], '.clos/evidence/a.yml'],
    ['.clos/projects/a.yml', ['.clos/evidence/a.json'], '.clos/evidence/a.json'],
  ])('of %s beside %j is %s', (path, evidence, expected) => {
    expect(at(path, ...evidence)).toMatchObject({ project: { evidence: expected } });
  });

  test('is not guessed where there are two files', () => {
    expect(at('.clos/project.yml', '.clos/evidence.yml', '.clos/evidence.json')).toMatchObject({
      kind: 'broken',
      problems: [
        {
          code: 'config.two-evidence-files',
          message: expect.stringContaining('`.clos/evidence.yml` and `.clos/evidence.json`'),
          mend: 'Keep one of them, or write `evidence: .clos/evidence.yml`.',
        },
      ],
    });
  });

  test('is said by the file where there are two', () => {
    const tree = [
      plainFile('.clos/project.yml', `${SHOP}evidence: .clos/evidence.json\n`),
      ...files('.clos/evidence.yml', '.clos/evidence.json'),
    ];
    expect(read(...tree)).toMatchObject([{ project: { evidence: '.clos/evidence.json' } }]);
  });
});

describe('T-13 T-15 a project file that is no plain text of readable size', () => {
  const MIB = 1024 * 1024;
  const KINDS: readonly (readonly [title: string, more: Partial<TreeFile>, code: string])[] = [
    ['a symbolic link', { kind: 'symlink' }, 'not-a-file'],
    ['a symbolic link that was followed', { kind: 'symlink', text: SHOP }, 'not-a-file'],
    ['a submodule', { kind: 'submodule' }, 'not-a-file'],
    ['a folder', { kind: 'folder' }, 'not-a-file'],
    ['something else', { kind: 'other' }, 'not-a-file'],
    [
      'a pointer of Git LFS',
      { text: 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n' },
      'lfs-pointer',
    ],
    ['a binary file', { text: 'PNG\r\n\0\0' }, 'not-text'],
    ['text in another encoding', { text: 'version: 1\nname: Caf\uFFFD\n' }, 'invalid-utf8'],
    ['a file a byte too large', { bytes: 256 * 1024 + 1, text: SHOP }, 'too-large'],
    ['a file of 1 MiB', { bytes: MIB, text: '' }, 'too-large'],
    ['a file of 1.1 MiB', { bytes: 1.1 * MIB, text: null }, 'too-large'],
    ['a file of 99 MiB', { bytes: 99 * MIB, text: null }, 'too-large'],
    ['a file of 101 MiB', { bytes: 101 * MIB, text: null }, 'too-large'],
    ['a file that was answered without its content', { bytes: 60, text: '' }, 'unreadable'],
    ['a file that could not be read', { bytes: 60, text: null }, 'unreadable'],
  ];

  test.each(KINDS)('T-13 T-15 %s is refused', (_, more, code) => {
    const path = '.clos/project.yml';
    const [reading] = read(entry(path, more));
    expect(told(reading ? [reading] : [])).toEqual([`project: ${code}`]);
    expect(reading).toMatchObject({ path, problems: [{ file: path, line: expect.any(Number) }] });
  });

  test.each(['.clos', '.clos/projects'])(
    'T-13 %s that is no folder hides projects, and that is told',
    (path) => {
      for (const kind of ['symlink', 'submodule', 'file'] as const)
        expect(told(read(entry(path, { kind })))).toEqual([`${path}: not-a-file`]);
      expect(read(entry(path, { kind: 'folder' }))).toEqual([]);
    },
  );
});

describe('T-14 names that some system takes for another', () => {
  const ONE: readonly (readonly [path: string, name: string])[] = [
    ['.CLOS/project.yml', '.clos/project.yml'],
    ['.Clos/projects/shop.yml', '.clos/projects/shop.yml'],
    ['.clos/PROJECT.yml', '.clos/project.yml'],
    ['.clos/Project.yml', '.clos/project.yml'],
    ['.clos/project.YML', '.clos/project.yml'],
    ['.clos/project.yaml', '.clos/project.yml'],
    ['.clos/project.json', '.clos/project.yml'],
    ['.clos/Projects/shop.yml', '.clos/projects/shop.yml'],
    ['.clos/projects/Shop.yml', '.clos/projects/shop.yml'],
    ['.clos/projects/SHOP.yml', '.clos/projects/shop.yml'],
    ['.clos/projects/shop.Yml', '.clos/projects/shop.yml'],
    ['.clos/projects/shop.yaml', '.clos/projects/shop.yml'],
    ['.clos/projects/shop.json', '.clos/projects/shop.yml'],
    ['.clos/projects/my_shop.yml', '.clos/projects/my-shop.yml'],
    ['.clos/projects/my shop.yml', '.clos/projects/my-shop.yml'],
    ['.clos/projects/my--shop.yml', '.clos/projects/my-shop.yml'],
    ['.clos/projects/-shop.yml', '.clos/projects/shop.yml'],
    ['.clos/projects/shop.v2.yml', '.clos/projects/shop-v2.yml'],
    ['.clos/projects/.yml.yml', '.clos/projects/yml.yml'],
    ['.clos/projects/caf\u00E9.yml', '.clos/projects/cafe.yml'],
    ['.clos/projects/cafe\u0301.yml', '.clos/projects/cafe.yml'],
    ['.clos/projects/\uFF53hop.yml', '.clos/projects/shop.yml'],
    ['.clos/projects/\u017Fhop.yml', '.clos/projects/shop.yml'],
    ['.clos/projects/s\u212Ay.yml', '.clos/projects/sky.yml'],
    ['.clos/projects/\u0455hop.yml', '.clos/projects/hop.yml'],
    ['.clos/projects/shop.yml.', '.clos/projects/shop.yml'],
    ['.clos/projects/shop.yml ', '.clos/projects/shop.yml'],
    ['.clos/projects/shop.yml\u00A0', '.clos/projects/shop.yml'],
    ['.clos/projects/ shop.yml', '.clos/projects/shop.yml'],
    ['.clos/projects./shop.yml', '.clos/projects/shop.yml'],
    ['.clos /project.yml', '.clos/project.yml'],
    ['.clos./project.yml', '.clos/project.yml'],
    ['.clos/projects/sh\u200Bop.yml', '.clos/projects/shop.yml'],
    ['.clos/projects/sh\u00ADop.yml', '.clos/projects/shop.yml'],
    ['.clos/projects/\u202Eshop.yml', '.clos/projects/shop.yml'],
    ['.clos/projects/shop.yml\u0000', '.clos/projects/shop.yml'],
    ['.clos\\project.yml', '.clos/project.yml'],
    ['.clos/projects\\shop.yml', '.clos/projects/shop.yml'],
    ['.clos//project.yml', '.clos/project.yml'],
    ['.clos/./project.yml', '.clos/project.yml'],
    ['.clos/../.clos/project.yml', '.clos/project.yml'],
    ['.clos/projects/../project.yml', '.clos/project.yml'],
    ['x/../.clos/project.yml', '.clos/project.yml'],
    ['.clos/projects/sub/shop.yml', '.clos/projects/sub-shop.yml'],
    ['.clos/projects/shop.yml::$DATA', '.clos/projects/shop.yml'],
    [`.clos/projects/${'s'.repeat(41)}.yml`, `.clos/projects/${'s'.repeat(40)}.yml`],
  ];

  test('T-14 forty of them at least', () => expect(ONE.length).toBeGreaterThanOrEqual(40));

  test.each(ONE)('T-14 %j is broken, and its name is told: %s', (path, name) => {
    const readings = read(plainFile(path, SHOP));
    expect(readings).toMatchObject([
      { kind: 'broken', path, problems: [{ code: 'config.odd-path', file: path }] },
    ]);
    expect(mends(readings)).toEqual([`Name it \`${name}\`.`]);
  });

  test.each(ONE.filter(([, name]) => name !== '.clos/projects/hop.yml').slice(0, 13))(
    'T-14 %j breaks %s too where both are there, and the other way round',
    (path, name) => {
      const expected = ['odd-path, same-path', 'same-path'];
      for (const tree of [files(path, name), files(name, path)])
        expect(
          told(read(...tree))
            .map((one) => one.replace(/^.*: /, ''))
            .toSorted(),
        ).toEqual(expected);
    },
  );

  test('T-14 one slug is one project, wherever its file lies', () => {
    expect(told(read(...files('.clos/project.yml', '.clos/projects/project.yml')))).toEqual([
      'project: same-path',
      'project: same-path',
    ]);
  });

  test('T-14 a name that is like no other project leaves the others alone', () => {
    expect(told(read(...files('.clos/projects/a.yml', '.clos/projects/B.yml')))).toEqual([
      'a',
      'b: odd-path',
    ]);
  });
});

describe('T-16 very many project files', () => {
  const many = (count: number) =>
    files(...Array.from({ length: count }, (_, index) => `.clos/projects/p${index}.yml`));

  test('T-16 two hundred are read', () => {
    expect(read(...many(200)).every(({ kind }) => kind === 'project')).toBe(true);
  });

  test.each([201, 10_001])('T-16 %d are all broken, with the count', (count) => {
    const readings = read(...many(count));
    expect(readings).toHaveLength(count);
    for (const reading of readings)
      if (reading.kind === 'project' || !reading.problems[0]?.message.includes(`${count} project files`))
        throw new Error(JSON.stringify(reading));
  });
});

test('T-17 a stage set twice is no stage', () => {
  const [reading] = read(plainFile('.clos/project.yml', `${SHOP}stage: GROWTH\n`));
  expect(reading).toMatchObject({
    kind: 'broken',
    problems: [
      { code: 'config.duplicate-key', line: 4, column: 1, message: expect.stringContaining('line 3') },
    ],
  });
});
