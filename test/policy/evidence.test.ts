// Evidence as it is typed: nothing is converted, nothing is invented, and every value knows its place.

import { describe, expect, test } from '@jest/globals';
import { DEFAULT_RULES } from '../../src/core/gates/defaults.ts';
import type { EvidenceReading, EvidenceSchema, EvidenceType, TreeFile } from '../../src/core/gates/model.ts';
import { readEvidence } from '../../src/policy/evidence.ts';
import { LIMITS } from '../../src/policy/limits.ts';
import { entry, plainFile } from './tree.ts';

const { schema } = DEFAULT_RULES.evidence;
const YML = '.clos/evidence.yml';
const JSON_FILE = '.clos/evidence.json';

const read = (text: string, path = YML, typed: EvidenceSchema = schema): EvidenceReading =>
  readEvidence([plainFile(path, text)], path, typed);
const codes = (reading: EvidenceReading): readonly string[] =>
  reading.kind === 'broken'
    ? reading.problems.map(({ code }) => code.replace('config.', ''))
    : [reading.kind];

describe('an evidence file', () => {
  test('is read with its values and their places', () => {
    const text = 'version: 1\ncustomerInterviews: 7\nchecklist:\n  - title: Docs\n    complete: false\n';
    expect(read(text)).toEqual({
      kind: 'read',
      path: YML,
      blobSha: `blob of ${YML}`,
      value: { customerInterviews: 7, checklist: [{ title: 'Docs', complete: false }] },
      places: {
        customerInterviews: { file: YML, line: 2, column: 21 },
        checklist: { file: YML, line: 4, column: 3 },
        'checklist.0': { file: YML, line: 4, column: 5 },
        'checklist.0.title': { file: YML, line: 4, column: 12 },
        'checklist.0.complete': { file: YML, line: 5, column: 15 },
      },
      notices: [],
    });
  });

  test('may be JSON, with tabs, escapes and no space', () => {
    const text =
      '{\n\t"customerInterviews":7,\n\t"prototypeUrl": "https:\\/\\/example.com\\u002f",\n\t"checklist": [{"title":"\\ud83d\\ude00"}]\n}';
    expect(read(text, JSON_FILE)).toMatchObject({
      value: { customerInterviews: 7, prototypeUrl: 'https://example.com/', checklist: [{ title: '😀' }] },
      places: { customerInterviews: { line: 2, column: 23 } },
    });
  });

  test.each(['', '# nothing yet\n', 'null\n', '{}\n', 'version: 1\n'])('of %j claims nothing', (text) => {
    expect(read(text)).toMatchObject({ kind: 'read', value: {}, places: {}, notices: [] });
  });

  test('that is not there is no evidence, not empty evidence', () => {
    expect(readEvidence([], YML, schema)).toEqual({ kind: 'none', path: YML });
    expect(readEvidence([plainFile(JSON_FILE, '{}')], YML, schema)).toEqual({ kind: 'none', path: YML });
  });

  test('counts null and nothing as absent', () => {
    const reading = read(
      'customerInterviews: null\nproblemValidation: ~\nuserTesting:\nchecklist: [{ complete: null }]\n',
    );
    expect(reading).toMatchObject({ kind: 'read', notices: [] });
    expect(reading).toHaveProperty('value', { checklist: [{}] });
  });
});

describe('types', () => {
  const TYPES: Readonly<Record<string, EvidenceType>> = {
    integer: { type: 'integer' },
    bounded: { type: 'integer', minimum: 1, maximum: 3 },
    number: { type: 'number' },
    boolean: { type: 'boolean' },
    text: { type: 'string' },
    word: { type: 'string', enum: ['go', 'no-go'] },
    uri: { type: 'string', format: 'uri' },
    date: { type: 'string', format: 'date' },
    time: { type: 'string', format: 'date-time' },
    list: { type: 'array', items: { type: 'integer' } },
    mapping: { type: 'object', properties: { a: { type: 'integer' } } },
  };

  const GOOD: Readonly<Record<string, readonly (readonly [written: string, value: unknown])[]>> = {
    integer: [
      ['7', 7],
      ['-7', -7],
      ['+7', 7],
      ['7.0', 7],
      ['1e3', 1000],
      ['0x1F', 31],
      ['9007199254740991', 9007199254740991],
    ],
    bounded: [
      ['1', 1],
      ['3', 3],
    ],
    number: [
      ['7', 7],
      ['7.5', 7.5],
      ['-0.25', -0.25],
    ],
    boolean: [
      ['true', true],
      ['false', false],
      ['True', true],
    ],
    text: [
      ['go', 'go'],
      ['"7"', '7'],
      ['"true"', 'true'],
      ['""', ''],
      ['2026-01-31', '2026-01-31'],
      ['yes', 'yes'],
    ],
    word: [
      ['go', 'go'],
      ["'no-go'", 'no-go'],
    ],
    uri: [
      ['https://example.com', 'https://example.com'],
      ['http://[::1]:8080/a?b#c', 'http://[::1]:8080/a?b#c'],
    ],
    date: [
      ['2026-01-31', '2026-01-31'],
      ['2024-02-29', '2024-02-29'],
    ],
    time: [
      ['2026-01-31T12:00:00Z', '2026-01-31T12:00:00Z'],
      ['"2026-01-31T12:00:00.5+02:00"', '2026-01-31T12:00:00.5+02:00'],
    ],
    list: [
      ['[]', []],
      ['[1, 2]', [1, 2]],
    ],
    mapping: [
      ['{}', {}],
      ['{ a: 1 }', { a: 1 }],
    ],
  };

  /** Every kind of value, and what it is in none of the ways above. */
  const KINDS = [
    '7',
    '7.5',
    '"7"',
    'true',
    '"false"',
    'go',
    '""',
    '[]',
    '[1]',
    '["1"]',
    '{}',
    '{ a: 1 }',
    '{ a: "1" }',
  ];
  const ACCEPTS: Readonly<Record<string, readonly string[]>> = {
    integer: ['7'],
    bounded: [],
    number: ['7', '7.5'],
    boolean: ['true'],
    text: ['"7"', '"false"', 'go', '""'],
    word: ['go'],
    uri: [],
    date: [],
    time: [],
    list: ['[]', '[1]'],
    mapping: ['{}', '{ a: 1 }'],
  };

  const typed = (name: string, written: string): EvidenceReading => {
    const type = TYPES[name];
    if (type === undefined) throw new Error(name);
    return read(`v: ${written}\n`, YML, { type: 'object', properties: { v: type } });
  };

  test.each(Object.entries(GOOD).flatMap(([name, rows]) => rows.map((row) => [name, ...row] as const)))(
    '%s reads %s',
    (name, written, value) =>
      expect(typed(name, written)).toMatchObject({ kind: 'read', value: { v: value } }),
  );

  test.each(Object.keys(TYPES))('%s takes no other kind of value', (name) => {
    const taken = KINDS.filter((written) => typed(name, written).kind === 'read');
    expect(taken).toEqual(ACCEPTS[name]);
  });

  test.each([
    ['number', '.inf'],
    ['number', '-.inf'],
    ['number', '.nan'],
    ['number', '1e999'],
    ['number', '1e300'],
    ['integer', '9007199254740993'],
    ['bounded', '0'],
    ['bounded', '4'],
    ['word', 'GO'],
    ['word', 'go '.repeat(2)],
    ['uri', 'example.com'],
    ['uri', '//example.com'],
    ['uri', 'ftp://example.com'],
    ['uri', 'javascript://x/%0aalert(1)'],
    ['uri', 'https://'],
    ['uri', '"https://a b"'],
    ['uri', '"https:\\\\\\\\example.com"'],
    ['uri', 'https://ada@example.com'],
    ['uri', 'https://ex\u00E4mple.com'],
    ['uri', 'https://example.com/%zz'],
    ['uri', `https://example.com/${'a'.repeat(2000)}`],
    ['date', '2026-02-29'],
    ['date', '2026-1-1'],
    ['date', '2026-13-01'],
    ['date', '2026-01-31T00:00:00Z'],
    ['time', '2026-01-31'],
    ['time', '2026-01-31T25:00:00Z'],
    ['time', '2026-01-31T12:00:00'],
    ['time', '2026-02-30T12:00:00Z'],
    ['list', '[1, null]'],
    ['mapping', '{ a: 1.5 }'],
  ])('%s refuses %s', (name, written) => expect(typed(name, written).kind).toBe('broken'));

  test('a text that says false is told from false, in words', () => {
    expect(read('problemValidation: "false"\n')).toMatchObject({
      problems: [
        {
          message: '`problemValidation` should be `true` or `false`, but it is the text `false`.',
          mend: 'Write `problemValidation: false`, without quotes.',
          line: 1,
          column: 20,
        },
      ],
    });
  });

  test('a password in an address is not repeated', () => {
    const reading = read('prototypeUrl: https://ada:hunter2@example.com\n');
    const [problem] = reading.kind === 'broken' ? reading.problems : [];
    expect(problem?.message).toMatch(/name or password/);
    expect(JSON.stringify(problem)).not.toContain('hunter2');
  });

  test('one wrong value makes the whole file broken', () => {
    const reading = read('customerInterviews: 7\nuserTesting: many\n');
    expect(reading).not.toHaveProperty('value');
    expect(codes(reading)).toEqual(['wrong-type']);
  });
});

describe('a key the schema does not know', () => {
  test('is left out, with its place and the name that was probably meant', () => {
    expect(read('customerInterview: 7\nchecklist: [{ complet: true }]\nzebra: 1\n')).toMatchObject({
      kind: 'read',
      value: { checklist: [{}] },
      notices: [
        { code: 'config.unknown-key', line: 1, column: 1, mend: 'Did you mean `customerInterviews`?' },
        {
          line: 2,
          column: 15,
          mend: 'Did you mean `complete`?',
          message: expect.stringContaining('`checklist.0.complet`'),
        },
        { line: 3, mend: 'Delete it, or declare it under `evidence.schema` in `.clos/gates.yml`.' },
      ],
    });
  });

  test('in other letters is not the one that was meant', () => {
    expect(read('CustomerInterviews: 7\n')).toMatchObject({ value: {}, notices: [{ line: 1 }] });
  });

  test.each([
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '__defineGetter__',
    'valueOf',
    'prototype',
  ])('T-77 such as `%s` means nothing more to us than another', (key) => {
    const reading = read(`${key}: { polluted: true }\nchecklist:\n  - ${key}: { polluted: true }\n`);
    expect(reading).toMatchObject({ kind: 'read', notices: [{}, {}] });
    const { value, places } = reading as Extract<EvidenceReading, { kind: 'read' }>;
    expect(Object.keys(value)).toEqual(['checklist']);
    expect([Object.getPrototypeOf(value), Object.getPrototypeOf(places)]).toEqual([null, null]);
    expect({}).not.toHaveProperty('polluted');
  });

  test('T-77 may be declared under such a name and is an ordinary value', () => {
    const properties = Object.fromEntries([['constructor', { type: 'integer' as const }]]);
    const typed: EvidenceSchema = { type: 'object', properties };
    expect(read('constructor: 3\n', YML, typed)).toMatchObject({ kind: 'read', value: { constructor: 3 } });
    expect(read('valueOf: 3\n', YML, typed)).toMatchObject({ notices: [{ code: 'config.unknown-key' }] });
  });
});

describe('T-13 T-15 evidence that is no plain text of readable size', () => {
  const KINDS: readonly (readonly [title: string, more: Partial<TreeFile>, code: string])[] = [
    ['a symbolic link', { kind: 'symlink', text: 'problemValidation: true' }, 'not-a-file'],
    ['a submodule', { kind: 'submodule' }, 'not-a-file'],
    ['a folder', { kind: 'folder' }, 'not-a-file'],
    ['something else', { kind: 'other' }, 'not-a-file'],
    ['a pointer of Git LFS', { text: 'version https://git-lfs.github.com/spec/v1\n' }, 'lfs-pointer'],
    ['a binary file', { text: 'userTesting: 3\n\0' }, 'not-text'],
    ['a megabyte that GitHub answers as empty', { bytes: 1_048_576, text: '' }, 'too-large'],
    ['a hundred megabytes', { bytes: 101 * 1_048_576, text: null }, 'too-large'],
    ['content that did not come', { bytes: 100, text: '' }, 'unreadable'],
  ];

  test.each(KINDS)('T-13 T-15 %s is broken, not absent', (_, more, code) => {
    expect(codes(readEvidence([entry(YML, more)], YML, schema))).toEqual([code]);
  });

  test('T-13 a folder that is a link hides evidence, and that is told', () => {
    const tree = [entry('.clos/evidence', { kind: 'symlink' })];
    expect(readEvidence(tree, '.clos/evidence/a.yml', schema)).toMatchObject({
      kind: 'broken',
      problems: [
        {
          code: 'config.not-a-file',
          message: expect.stringContaining('`.clos/evidence` is a symbolic link'),
        },
      ],
    });
  });

  test.each([
    ['.clos/Evidence.yml'],
    ['.clos/evidence.YML'],
    ['.CLOS/evidence.yml'],
    ['.clos/evidence.yml.'],
    ['.clos\\evidence.yml'],
    ['.clos/\uFF45vidence.yml'],
  ])('T-14 %j is not the evidence, and not beside it either', (other) => {
    for (const tree of [[other], [other, YML], [YML, other]])
      expect(
        codes(
          readEvidence(
            tree.map((path) => plainFile(path, 'userTesting: 3\n')),
            YML,
            schema,
          ),
        ),
      ).toEqual(['same-path']);
  });

  test.each([
    'evidence.yml',
    '.clos/../evidence.yml',
    '.clos/a/../../x.yml',
    '/.clos/a.yml',
    '.clos/a.txt',
    '.clos/a b.yml',
    '.clos/shop/evidence.yml',
  ])('T-14 %s is no place for evidence', (path) =>
    expect(read('userTesting: 3\n', path)).toMatchObject({ kind: 'broken' }),
  );
});

describe('T-76 evidence that costs more than it weighs', () => {
  const nested = `checklist: ${'['.repeat(40)}${']'.repeat(40)}\n`;
  const ROWS: readonly (readonly [title: string, text: string, path: string, code: string])[] = [
    ['deep YAML', nested, YML, 'too-deep'],
    ['deep JSON', '['.repeat(40) + ']'.repeat(40), JSON_FILE, 'too-deep'],
    [
      'very deep JSON',
      '['.repeat(100_000) + ']'.repeat(100_000),
      JSON_FILE,
      'too-many-tokens|too-deep|too-many-nodes',
    ],
    ['aliases', `a: &a 1\nb: [${Array(11).fill('*a')}]\n`, YML, 'too-many-aliases'],
    ['values', `checklist: [${Array(10_001).fill('1')}]\n`, YML, 'too-many-nodes'],
    ['values in JSON', `{"checklist": [${Array(10_001).fill('1')}]}`, JSON_FILE, 'too-many-nodes'],
    ['words', `# ${'x'.repeat(1000)}\n${' \n'.repeat(40_000)}a: 1\n`, YML, 'too-many-tokens'],
  ];

  test.each(ROWS)('T-76 %s is refused', (_, text, path, code) => {
    expect(codes(read(text, path)).join()).toMatch(new RegExp(`^(?:${code})$`));
  });

  test('T-76 control: without the limit the same file is read', () => {
    const limits = { ...LIMITS, nodes: Number.POSITIVE_INFINITY, problems: 2 };
    const text = `checklist: [${Array(10_001).fill('{}')}]\n`;
    expect(readEvidence([plainFile(YML, text)], YML, schema, limits)).toMatchObject({ kind: 'read' });
    expect(codes(read(text))).toEqual(['too-many-nodes']);
  });

  test('T-76 ten thousand wrong values are a hundred problems, and the last says that there are more', () => {
    const reading = read(`checklist: [${Array(9_000).fill('1')}]\n`);
    expect(codes(reading)).toHaveLength(100);
    expect(codes(reading).at(-1)).toBe('too-many-problems');
  });
});
