// Files made to cost more than they weigh, and names that mean something to JavaScript. Each has a control:
// the same text with the limit taken away is no longer refused for it, so the limit is what refuses.

import { describe, expect, test } from '@jest/globals';
import { readConfig } from '../../src/policy/config.ts';
import { LIMITS, type Limits } from '../../src/policy/limits.ts';
import { sourceOf } from '../../src/policy/source.ts';
import { plantedFrom } from './planted.ts';

const FILE = '.clos/config.yml';

const problems = (text: string, limits?: Limits) => {
  const reading = readConfig(FILE, text, limits);
  return reading.ok ? [] : reading.problems;
};
const codes = (text: string, limits?: Limits) => problems(text, limits).map(({ code }) => code);
const without = (...names: (keyof Limits)[]): Limits => ({
  ...LIMITS,
  ...Object.fromEntries(names.map((name) => [name, Number.POSITIVE_INFINITY])),
});

/** Every level repeats the one before ten times: 10^9 texts from 600 bytes. */
const LAUGHS = [
  'a0: &a0 ha',
  ...Array.from(
    { length: 9 },
    (_, level) => `a${level + 1}: &a${level + 1} [${Array(10).fill(`*a${level}`)}]`,
  ),
].join('\n');

/** Within the alias limit, but each doubles what 4,000 values weigh. */
const DOUBLED = [`b0: &b0 [${Array(4000).fill('x')}]`, 'b1: &b1 [*b0, *b0]', 'b2: &b2 [*b1, *b1]'].join('\n');

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const listOf = (items: number) => `[${Array(items).fill('x')}]`;

describe('T-76 a file that costs more than it weighs', () => {
  test('T-76 a billion laughs are refused at the eleventh alias', () => {
    expect(problems(LAUGHS)).toMatchObject([{ code: 'config.too-many-aliases', line: 3, column: 10 }]);
  });

  test('T-76 ten aliases that double a large list are refused for its expanded size', () => {
    expect(codes(DOUBLED)).toEqual(['config.too-many-nodes']);
    expect(problems(DOUBLED)).toMatchObject([{ line: 2, column: 15 }]);
  });

  test('T-76 33 lists inside each other are refused, 32 are not', () => {
    expect(problems(nested(33))).toMatchObject([{ code: 'config.too-deep', line: 1, column: 33 }]);
    expect(codes(nested(32))).toEqual(['config.wrong-type']);
  });

  test('T-76 an alias does not hide depth', () => {
    const text = `a: &a ${nested(20)}\nb: ${'['.repeat(12)}*a${']'.repeat(12)}\n`;
    expect(problems(text)).toMatchObject([{ code: 'config.too-deep', line: 2, column: 16 }]);
  });

  test.each([
    ['braces', '{a: '.repeat(33)],
    ['list marks', '- '.repeat(33)],
    ['key marks', '? '.repeat(33)],
    ['indents', Array.from({ length: 33 }, (_, level) => `${' '.repeat(level)}a:\n`).join('')],
    ['pairs in brackets', `${'[a: '.repeat(17)}1${']'.repeat(17)}`],
    ['brackets without end', '['.repeat(LIMITS.bytes)],
  ])('T-76 depth counts in %s', (_, text) => {
    expect(codes(text)).toEqual(['config.too-deep']);
  });

  test('T-76 10,001 values are refused, 10,000 are not', () => {
    expect(codes(listOf(10_000))).toEqual(['config.too-many-nodes']);
    expect(codes(listOf(9_999))).toEqual(['config.wrong-type']);
  });

  test('T-76 ten aliases are resolved, eleven are not', () => {
    const aliases = (count: number) => `version: &v 1\nx: [${Array(count).fill('*v')}]\n`;
    expect(codes(aliases(10))).toEqual(['config.unknown-key']);
    expect(codes(aliases(11))).toEqual(['config.too-many-aliases']);
  });

  test('T-76 256 KiB are read, a byte more is not', () => {
    const padded = (bytes: number) => `version: 1\n#${'x'.repeat(bytes - 12)}`;
    expect(codes(padded(LIMITS.bytes))).toEqual([]);
    expect(codes(padded(LIMITS.bytes + 1))).toEqual(['config.too-large']);
  });

  test('T-76 a huge scalar is quoted briefly', () => {
    const [problem] = problems(`version: 1\nmode: ${'w'.repeat(200_000)}\n`);
    expect(problem?.message.length).toBeLessThan(200);
  });

  test.each([
    ['comments', '#\n'],
    ['blank lines', '\n'],
    ['empty items', '-\n'],
    ['anchors', '&a '],
    ['document starts', '---\n'],
    ['closing brackets', ']'],
  ])('T-76 a file of nothing but %s stops at the limit on tokens', (_, part) => {
    expect(codes(part.repeat(LIMITS.bytes / part.length)).at(-1)).toBe('config.too-many-tokens');
  });

  test('100,000 bad escapes are told as the first 99 and a word about the rest', () => {
    const found = problems(`a: "${'\\q'.repeat(100_000)}"`);
    expect(found).toHaveLength(LIMITS.problems);
    expect(found[98]).toMatchObject({ code: 'config.syntax', column: 5 + 2 * 98 });
    expect(found[99]).toMatchObject({ code: 'config.too-many-problems', column: 5 + 2 * 99 });
  });
});

describe('T-76 controls: without its limit the same file is not refused for it', () => {
  test('aliases and nodes: a billion laughs weigh 10^9 values', () => {
    const lax = without('aliases', 'nodes');
    expect(codes(LAUGHS, lax)).not.toContain('config.too-many-aliases');
    expect(plantedFrom(sourceOf(FILE, LAUGHS), lax)?.size.nodes).toBeGreaterThan(1e9);
  });

  test('aliases alone: the expanded size refuses them', () => {
    expect(codes(LAUGHS, without('aliases'))).toEqual(['config.too-many-nodes']);
  });

  test('depth', () => {
    expect(codes(nested(33), without('depth'))).toEqual(['config.wrong-type']);
  });

  test('nodes', () => {
    expect(codes(listOf(10_000), without('nodes'))).toEqual(['config.wrong-type']);
  });

  test('bytes', () => {
    expect(codes(`version: 1\n#${'x'.repeat(LIMITS.bytes)}`, without('bytes'))).toEqual([]);
  });

  test('tokens', () => {
    expect(codes(`version: 1\n${'#\n'.repeat(40_000)}`)).toEqual(['config.too-many-tokens']);
    expect(codes(`version: 1\n${'#\n'.repeat(40_000)}`, without('tokens'))).toEqual([]);
  });
});

describe('T-77 a name that means something to JavaScript', () => {
  const NAMES = [
    ...Object.getOwnPropertyNames(Object.prototype),
    ...Object.getOwnPropertyNames(Function.prototype).filter((name) => !(name in Object.prototype)),
    ...[
      'prototype',
      'then',
      'toJSON',
      'default',
      '$ref',
      '$id',
      '__esModule',
      '__dirname',
      'process',
      'require',
    ],
  ];
  const HUNDRED = Array.from({ length: 100 }, (_, index) => NAMES[index % NAMES.length] ?? '').map(
    (name, index) =>
      [name, index % 2 === 0 ? 'version: 1\nmode: enforce\n' : 'version: 1\nwip:\n  limit: 1\n'] as const,
  );

  test.each(HUNDRED)('T-77 such as %s is an unknown key and changes nothing (%#)', (name, start) => {
    const text = `${start}${start.includes('wip') ? '  ' : ''}${JSON.stringify(name)}: {limit: 7, mode: observe}\n`;
    expect(problems(text)).toMatchObject([
      { code: 'config.unknown-key', message: expect.stringContaining(name) },
    ]);
    expect(({} as Record<string, unknown>).limit).toBeUndefined();
    expect(readConfig(FILE, 'version: 1\n')).toEqual({
      ok: true,
      policy: expect.not.objectContaining({ limit: 7 }),
    });
  });

  test('T-77 in the tree has no prototype behind it', () => {
    const tree = plantedFrom(sourceOf(FILE, '__proto__: {a: 1}\nb: {constructor: 2}\n'), LIMITS);
    const value = tree?.value as Record<string, object>;
    expect(Object.getPrototypeOf(value)).toBeNull();
    expect(Object.keys(value)).toEqual(['__proto__', 'b']);
    expect(Object.getPrototypeOf(value.b)).toBeNull();
  });

  test('T-77 no tag makes anything but a problem', () => {
    for (const tag of [
      '!!js/function',
      '!!js/undefined',
      '!!python/object',
      '!!binary',
      '!!set',
      '!!omap',
      '!x',
    ]) {
      expect(codes(`version: 1\nwip: ${tag} {limit: 1}\n`)).toEqual(['config.tag']);
    }
  });
});
