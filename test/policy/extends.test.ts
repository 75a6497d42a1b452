// T-5: files that extend others. Thirty graphs: what they come to, or why they are refused and where.

import { describe, expect, test } from '@jest/globals';
import { type ConfigFile, configFile } from '../../src/policy/config.ts';
import { type Extended, extended, type Load, labelOf, type Reference } from '../../src/policy/extends.ts';
import { layered } from '../../src/policy/keys.ts';
import { LIMITS } from '../../src/policy/limits.ts';
import { readFile } from '../../src/policy/read.ts';
import { rulesFrom } from '../../src/policy/resolve.ts';
import { settingsOf } from '../../src/policy/wip-rules.ts';

const HOME: Reference = { owner: 'acme', name: 'shop', path: '.clos/config.yml', ref: null };

type World = Readonly<Record<string, string | { readonly why: string }>>;

/** Files by `owner/name/path[@ref]`, or by repository alone for its `.clos/config.yml`. Only acme's are of the installation. */
function loading(world: World): { load: Load; asked: string[] } {
  const asked: string[] = [];
  const load: Load = async (reference) => {
    const label = labelOf(reference).toLowerCase();
    asked.push(label);
    if (reference.owner.toLowerCase() !== 'acme') return { kind: 'foreign' };
    const found = world[label] ?? world[label.replace('/.clos/config.yml', '')];
    if (found === undefined) return { kind: 'missing' };
    if (typeof found !== 'string') return { kind: 'unreadable', why: found.why };
    return { kind: 'file', text: found, blobSha: `sha-${label}` };
  };
  return { load, asked };
}

const config = (up: string | readonly string[] | null, rest = ''): string =>
  `version: 1\n${up === null ? '' : `extends: ${JSON.stringify(up)}\n`}${rest}`;

const limit = (value: number): string => `wip: {limit: ${value}}\n`;

async function run(root: string, world: World): Promise<Extended<ConfigFile> & { asked: readonly string[] }> {
  const { load, asked } = loading(world);
  const found = await extended(configFile, HOME, readFile(configFile, HOME.path, root, LIMITS), load);
  return { ...found, asked };
}

const limitOf = (found: Extended<ConfigFile>): number | string =>
  found.ok
    ? rulesFrom([layered(found.layers.map((file) => settingsOf(file)))]).wip.limit
    : found.problems.map(({ file, line, column, code }) => `${file}:${line}:${column} ${code}`).join();

const at = (column: number, code: string, line = 2) => `${HOME.path}:${line}:${column} config.${code}`;

/** `a1` extends `a2`, and so on, `length` files long. */
const chain = (length: number, last = ''): Record<string, string> =>
  Object.fromEntries(
    Array.from({ length }, (_, index) => [
      `acme/a${index + 1}`,
      index + 1 === length ? config(null, last) : config(`acme/a${index + 2}`),
    ]),
  );

const many = (count: number): Record<string, string> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`acme/a${index + 1}`, config(null, limit(index + 1))]),
  );

const GRAPHS: readonly (readonly [title: string, root: string, world: World, expected: number | string])[] = [
  ['no include', config(null, limit(2)), {}, 2],
  ['one include', config('acme/a'), { 'acme/a': config(null, limit(3)) }, 3],
  ['the file itself wins', config('acme/a', limit(2)), { 'acme/a': config(null, limit(3)) }, 2],
  [
    'the later of a list wins',
    config(['acme/a', 'acme/b']),
    { 'acme/a': config(null, limit(3)), 'acme/b': config(null, limit(4)) },
    4,
  ],
  [
    'the nearer of a chain wins',
    config('acme/a'),
    { 'acme/a': config('acme/b', limit(3)), 'acme/b': config(null, limit(4)) },
    3,
  ],
  [
    "a later one's include beats an earlier one",
    config(['acme/a', 'acme/b']),
    { 'acme/a': config(null, limit(3)), 'acme/b': config('acme/c'), 'acme/c': config(null, limit(7)) },
    7,
  ],
  ['a path', config('acme/a/.clos/strict.yml'), { 'acme/a/.clos/strict.yml': config(null, limit(6)) }, 6],
  [
    'a branch',
    config('acme/a@v1'),
    { 'acme/a/.clos/config.yml@v1': config(null, limit(6)), 'acme/a': config(null, limit(9)) },
    6,
  ],
  [
    'a path and a branch with a slash',
    config('acme/a/.clos/x.yaml@rel/1'),
    { 'acme/a/.clos/x.yaml@rel/1': config(null, limit(6)) },
    6,
  ],
  [
    'another file of its own repository',
    config('acme/shop/.clos/base.yml'),
    { 'acme/shop/.clos/base.yml': config(null, limit(8)) },
    8,
  ],
  [
    'a diamond',
    config(['acme/a', 'acme/b']),
    { 'acme/a': config('acme/c'), 'acme/b': config('acme/c'), 'acme/c': config(null, limit(8)) },
    8,
  ],
  ['a chain of three', config('acme/a1'), chain(3, limit(5)), 5],
  ['a chain of four', config('acme/a1'), chain(4), at(10, 'extends-too-deep')],
  ['a chain of forty', config('acme/a1'), chain(40), at(10, 'extends-too-deep')],
  ['itself', config('acme/shop'), {}, at(10, 'extends-cycle')],
  ['itself in other letters', config('ACME/Shop'), {}, at(10, 'extends-cycle')],
  ['itself by its path', config('acme/shop/.clos/config.yml'), {}, at(10, 'extends-cycle')],
  ['a circle of two', config('acme/a'), { 'acme/a': config('acme/shop') }, at(10, 'extends-cycle')],
  [
    'a circle that leaves the root out',
    config('acme/a'),
    { 'acme/a': config('acme/b'), 'acme/b': config('acme/a') },
    at(10, 'extends-cycle'),
  ],
  [
    'a circle behind a good one',
    config(['acme/a', 'acme/b']),
    { 'acme/a': config(null), 'acme/b': config('acme/b') },
    at(20, 'extends-cycle'),
  ],
  [
    'itself on a branch, which ends at the depth',
    config('acme/shop@main'),
    { 'acme/shop/.clos/config.yml@main': config('acme/shop@main') },
    at(10, 'extends-cycle'),
  ],
  ['twenty', config(Object.keys(many(20))), many(20), 20],
  [
    'twenty-one through two',
    config(['acme/x', 'acme/y']),
    {
      ...many(19),
      'acme/x': config(Object.keys(many(10))),
      'acme/y': config(Object.keys(many(19)).slice(9)),
    },
    at(20, 'extends-too-many'),
  ],
  [
    'a lattice that grows',
    config(['acme/x', 'acme/y', 'acme/x', 'acme/y']),
    {
      'acme/x': config(['acme/z', 'acme/z', 'acme/z', 'acme/z', 'acme/z', 'acme/z']),
      'acme/y': config(['acme/x', 'acme/x']),
      'acme/z': config(null),
    },
    at(20, 'extends-too-many'),
  ],
  [
    'another account',
    config('evil/rules'),
    { 'evil/rules': config(null, limit(999)) },
    at(10, 'extends-foreign'),
  ],
  [
    'another account behind a good one',
    config('acme/a'),
    { 'acme/a': config('evil/rules') },
    at(10, 'extends-broken'),
  ],
  ['nothing there', config('acme/none'), {}, at(10, 'extends-missing')],
  [
    'outside of .clos',
    config('acme/a/ci/x.yml'),
    { 'acme/a/ci/x.yml': config(null, limit(9)) },
    at(10, 'extends-outside'),
  ],
  [
    'out of .clos by dots',
    config('acme/a/.clos/../x.yml'),
    { 'acme/a/.clos/../x.yml': config(null, limit(9)) },
    at(10, 'extends-outside'),
  ],
  [
    'a file that cannot be read',
    config('acme/a'),
    { 'acme/a': { why: 'a directory' } },
    at(10, 'extends-broken'),
  ],
  ['a broken file', config('acme/a'), { 'acme/a': 'version: 2\n' }, at(10, 'extends-broken')],
  [
    'a key that only org.yml may have',
    config('acme/a'),
    { 'acme/a': config(null, 'locked: [mode]\n') },
    at(10, 'extends-broken'),
  ],
  [
    'a forbidden key two files away',
    config('acme/a'),
    { 'acme/a': config('acme/b'), 'acme/b': config(null, 'pods: []\n') },
    at(10, 'extends-broken'),
  ],
  [
    'a forbidden key behind an override',
    config('acme/a', limit(2)),
    { 'acme/a': config(null, `${limit(3)}__proto__: {mode: observe}\n`) },
    at(10, 'extends-broken'),
  ],
  ['a bomb', config('acme/a'), { 'acme/a': `a: ${'['.repeat(40)}` }, at(10, 'extends-broken')],
];

describe('T-5 files that extend others', () => {
  test('T-5 thirty graphs at least', () => expect(GRAPHS.length).toBeGreaterThanOrEqual(30));

  test.each(GRAPHS)('T-5 %s', async (_, root, world, expected) => {
    expect(limitOf(await run(root, world))).toBe(expected);
  });

  test('T-5 a circle is named in full', async () => {
    const found = await run(config('acme/a'), { 'acme/a': config('acme/shop') });
    const shop = '`acme/shop/.clos/config.yml`';
    expect(found).toMatchObject({
      problems: [
        {
          message: `These files extend each other in a circle: ${shop} → \`acme/a/.clos/config.yml\` → ${shop}.`,
        },
      ],
    });
  });

  test('T-5 what is wrong in an extended file is told with its line, at the line that extends it', async () => {
    const found = await run(config('acme/a'), { 'acme/a': 'version: 1\nmode: x\n' });
    expect(found).toMatchObject({
      problems: [
        { line: 2, message: expect.stringContaining('`acme/a/.clos/config.yml` has a problem in line 2') },
      ],
    });
  });

  test('T-5 no more than twenty files are ever asked for', async () => {
    const wide = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [`acme/a${index + 1}`, config(Object.keys(many(20)))]),
    );
    const found = await run(config(Object.keys(wide)), wide);
    expect(found.ok).toBe(false);
    expect(found.asked.length).toBeLessThanOrEqual(20);
  });

  test('the files that were read are told with their versions', async () => {
    const found = await run(config('acme/a'), { 'acme/a': config('acme/b'), 'acme/b': config(null) });
    expect(found.files.map(({ name, blobSha }) => [name, blobSha])).toEqual([
      ['a', 'sha-acme/a/.clos/config.yml'],
      ['b', 'sha-acme/b/.clos/config.yml'],
    ]);
  });
});
