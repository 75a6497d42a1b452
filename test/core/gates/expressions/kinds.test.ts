// Every kind of value against every operator: only exact booleans and real comparisons of one kind are ever met.

import { describe, expect, test } from '@jest/globals';
import { runsAtGitHub } from './github.ts';
import { codesOf, judge } from './surroundings.ts';

const ABSENT = Symbol('absent');

const VALUES: readonly (readonly [name: string, value: unknown])[] = [
  ['"false"', 'false'],
  ['"true"', 'true'],
  ['"5"', '5'],
  ['"0"', '0'],
  ['""', ''],
  ['" "', ' '],
  ['null', null],
  ['absent', ABSENT],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['-0', -0],
  ['0', 0],
  ['1', 1],
  ['5', 5],
  ['5.5', 5.5],
  ['true', true],
  ['false', false],
  ['[]', []],
  ['[5]', [5]],
  ['["5"]', ['5']],
  ['[true]', [true]],
  ['{}', {}],
  ['{a: 5}', { a: 5 }],
  ['5n', 5n],
  ['a date', new Date(0)],
  ['a function', () => true],
  ['an object with valueOf', { valueOf: () => 5, toString: () => '5' }],
  ['a boxed number', Object(5)],
  ['a boxed boolean', Object(true)],
];

type Spec = Readonly<Record<string, (value: never) => boolean>>;

/** What each operator means for values of the declared kind; of any other value nothing holds. */
const NUMBERS: Spec = {
  'evidence.m == 5': (v: number) => v === 5,
  'evidence.m != 5': (v: number) => v !== 5,
  'evidence.m < 5': (v: number) => v < 5,
  'evidence.m <= 5': (v: number) => v <= 5,
  'evidence.m > 0': (v: number) => v > 0,
  'evidence.m >= 0': (v: number) => v >= 0,
  '0 <= evidence.m': (v: number) => v >= 0,
  'evidence.m == 0': (v: number) => v === 0,
  '!(evidence.m == 5)': (v: number) => v !== 5,
  '!(evidence.m >= 5)': (v: number) => v < 5,
  'evidence.m == evidence.m': () => true,
  'evidence.m >= 5 || evidence.m < 5': () => true,
  'evidence.m >= 0 && evidence.m <= 5': (v: number) => v >= 0 && v <= 5,
  'isSet(evidence.m)': () => true,
};

const BOOLEANS: Spec = {
  'evidence.ok': (v: boolean) => v,
  '!evidence.ok': (v: boolean) => !v,
  '!!evidence.ok': (v: boolean) => v,
  'evidence.ok == true': (v: boolean) => v,
  'evidence.ok != true': (v: boolean) => !v,
  'evidence.ok == false': (v: boolean) => !v,
  'evidence.ok && true': (v: boolean) => v,
  'evidence.ok || false': (v: boolean) => v,
  '!(evidence.ok && true)': (v: boolean) => !v,
  'evidence.ok == evidence.ok': () => true,
  'evidence.ok || !evidence.ok': () => true,
  'isSet(evidence.ok)': () => true,
};

const TEXTS: Spec = {
  "evidence.text == '5'": (v: string) => v === '5',
  "evidence.text != '5'": (v: string) => v !== '5',
  "evidence.text == ''": (v: string) => v === '',
  "evidence.text == 'TRUE'": (v: string) => v === 'true',
  "!(evidence.text == '5')": (v: string) => v !== '5',
  "contains(evidence.text, 'A')": (v: string) => v.includes('a'),
  "startsWith(evidence.text, '')": () => true,
  "endsWith(evidence.text, 'e')": (v: string) => v.endsWith('e'),
  'length(evidence.text) >= 1': (v: string) => v.length >= 1,
  'length(evidence.text) < 1': (v: string) => v.length < 1,
  'isSet(evidence.text)': (v: string) => v.trim() !== '',
  "matchesGlob(evidence.text, '**')": () => true,
};

const LISTS: Spec = {
  'length(evidence.list) >= 0': (v: unknown[]) => v.every((one) => typeof one === 'string'),
  'length(evidence.list) == 0': (v: unknown[]) => v.length === 0,
  "contains(evidence.list, '5')": (v: unknown[]) => v.includes('5'),
  "!contains(evidence.list, 'x')": (v: unknown[]) => v.every((one) => typeof one === 'string'),
  "count(evidence.list, '5') >= 1": (v: unknown[]) => v.includes('5'),
  "any(startsWith(evidence.list, '5'))": (v: unknown[]) => v.includes('5'),
  "all(startsWith(evidence.list, '5'))": (v: unknown[]) => v.includes('5'),
  'isSet(evidence.list)': (v: unknown[]) => v.includes('5'),
};

const OBJECTS: Spec = {
  'isSet(evidence.thing)': () => true,
  'evidence.thing.a == 5': (v: { a?: unknown }) => v.a === 5,
  'evidence.thing.a != 5': (v: { a?: unknown }) => typeof v.a === 'number' && v.a !== 5,
};

const isPlain = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const TABLES = [
  { field: 'm', of: 'number', spec: NUMBERS, is: (value: unknown) => Number.isFinite(value) },
  { field: 'ok', of: 'boolean', spec: BOOLEANS, is: (value: unknown) => typeof value === 'boolean' },
  { field: 'text', of: 'text', spec: TEXTS, is: (value: unknown) => typeof value === 'string' },
  { field: 'list', of: 'list', spec: LISTS, is: Array.isArray },
  { field: 'thing', of: 'object', spec: OBJECTS, is: isPlain },
] as const;

const evidenceOf = (field: string, value: unknown): Record<string, unknown> =>
  value === ABSENT ? {} : { [field]: value };

interface Cell {
  readonly source: string;
  readonly name: string;
  readonly evidence: Record<string, unknown>;
  readonly expected: boolean;
}

const CELLS: readonly Cell[] = TABLES.flatMap(({ field, spec, is }) =>
  Object.entries(spec).flatMap(([source, holds]) =>
    VALUES.map(([name, value]) => ({
      source,
      name,
      evidence: evidenceOf(field, value),
      expected: value !== ABSENT && is(value) && holds(value as never),
    })),
  ),
);

describe('all kinds of values against all operators', () => {
  test.each(TABLES)('a field declared as $of is met only by a value of that kind', ({ field }) => {
    const cells = CELLS.filter(({ source }) => source.includes(`evidence.${field}`));
    const wrong = cells.filter(
      ({ source, evidence, expected }) => (judge(source, evidence).kind === 'met') !== expected,
    );
    expect(wrong.map(({ source, name }) => `${source} of ${name}`)).toEqual([]);
    expect(cells.length).toBeGreaterThan(80);
  });

  test('what is not met is plainly not met: everything could be asked', () => {
    for (const { source, evidence } of CELLS) expect(judge(source, evidence).kind).not.toBe('unknown');
  });

  test('control: GitHub itself lets some of them pass by coercion', () => {
    const shared = CELLS.filter(({ source }) => !/isSet|length|matchesGlob|count|any|all/.test(source));
    const passed = shared.filter(
      ({ source, evidence, expected }) => !expected && runsAtGitHub(source, evidence),
    );
    const said = passed.map(({ source, name }) => `${source} of ${name}`);
    expect(said).toEqual(
      expect.arrayContaining([
        'evidence.m >= 0 of null',
        'evidence.m >= 0 of absent',
        'evidence.m == 5 of "5"',
        'evidence.m >= 0 of Infinity',
        'evidence.m != 5 of NaN',
        'evidence.ok of "false"',
        'evidence.ok of 5',
        'evidence.ok of []',
        'evidence.ok == true of 1',
        '!evidence.ok of absent',
        'evidence.ok == false of null',
        "evidence.text == '5' of 5",
        "evidence.text == '' of null",
      ]),
    );
    expect(said.length).toBeGreaterThan(80);
  });
});

const OPERANDS = {
  number: ['5', 'evidence.n', 'length(evidence.list)'],
  boolean: ['true', 'evidence.ok', 'isSet(evidence.n)'],
  text: ["'5'", 'evidence.text', 'now'],
  list: ['evidence.list', 'evidence.checklist.*.complete'],
  object: ['evidence.thing', 'evidence'],
  null: ['null'],
} as const;

const KINDS = Object.keys(OPERANDS) as (keyof typeof OPERANDS)[];
const COMPARISONS: Readonly<Record<string, readonly string[]>> = {
  '==': ['number', 'boolean', 'text'],
  '!=': ['number', 'boolean', 'text'],
  '<': ['number'],
  '<=': ['number'],
  '>': ['number'],
  '>=': ['number'],
  '&&': ['boolean'],
  '||': ['boolean'],
};

describe('all kinds of operands against all operators, before anything runs', () => {
  test.each(Object.entries(COMPARISONS))(
    '`%s` takes two of the same of %j and nothing else',
    (sign, takes) => {
      for (const left of KINDS)
        for (const right of KINDS)
          for (const a of OPERANDS[left])
            for (const b of OPERANDS[right]) {
              const good = left === right && takes.includes(left);
              const codes = codesOf(`${a} ${sign} ${b}`);
              expect([`${a} ${sign} ${b}`, codes.split(' ')[0]]).toEqual([
                `${a} ${sign} ${b}`,
                good ? 'ok' : 'expression.wrong-type',
              ]);
            }
    },
  );

  test.each(KINDS)('a criterion of kind %s, and its opposite', (kind) => {
    for (const operand of OPERANDS[kind]) {
      expect(codesOf(operand)).toBe(kind === 'boolean' ? 'ok' : 'expression.wrong-type');
      expect(codesOf(`!${operand}`)).toBe(kind === 'boolean' ? 'ok' : 'expression.wrong-type');
    }
  });

  test.each(['NaN', 'Infinity', '-Infinity', '1e999', '9007199254740993', '-9007199254740993'])(
    '%s is not a number to compare with',
    (literal) => expect(codesOf(`evidence.n >= ${literal}`)).toBe('expression.wrong-type'),
  );
});
