// F7: expressions cannot escape. Whatever is written in rules is refused when they are loaded, whatever stands in evidence is
// data, and neither can make judging take long.

import { Dictionary } from '@actions/expressions/data/dictionary';
import { Evaluator } from '@actions/expressions/evaluator';
import { describe, expect, test } from '@jest/globals';
import { compile } from '../../../../src/core/gates/expressions/compile.ts';
import { evaluate } from '../../../../src/core/gates/expressions/evaluate.ts';
import { parsedByGitHub } from './github.ts';
import { compiled, judge, scopeOf, VOCABULARY } from './surroundings.ts';

const MEMBERS = [
  ...['constructor', '__proto__', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'isPrototypeOf'],
  ...[
    '__defineGetter__',
    '__lookupGetter__',
    'toLocaleString',
    'caller',
    'callee',
    'arguments',
    'call',
    'apply',
  ],
  ...[
    'process',
    'globalThis',
    'require',
    'module',
    'Function',
    'eval',
    'Object',
    'Reflect',
    'this',
    'import',
  ],
];

const SHAPES: readonly ((name: string) => string)[] = [
  (name) => `${name} == 1`,
  (name) => `${name}()`,
  (name) => `${name}('return process')`,
  (name) => `evidence.${name}`,
  (name) => `evidence['${name}']`,
  (name) => `isSet(evidence.thing.${name}.constructor)`,
  (name) => `length(evidence.list.${name}) >= 0`,
  (name) => `evidence.checklist.*.${name}`,
  (name) => `evidence.text.${name}('x') == now`,
  (name) => `checks.${name}.passed`,
];

const WRITTEN = [
  'evidence.constructor.constructor("return process")()',
  "isSet('').constructor('return 1')()",
  "length.constructor('return 1')()",
  "contains.call(null, 'a', 'a')",
  "evidence[('con', 'structor')]",
  "evidence['con' + 'structor']",
  "evidence[format('{0}{1}', 'con', 'structor')]",
  "evidence['\\x63onstructor']",
  "evidence['\\u0063onstructor']",
  'evidence.\\u0063onstructor',
  'evidence.ｃonstructor',
  'evidence.cons\u200Btructor',
  'evidence.constructor\0',
  'evidence[["constructor"]]',
  'evidence.*.constructor',
  'evidence.*[0].constructor',
  'fromJSON(\'{"constructor": true}\').constructor',
  'toJSON(evidence) != now',
  "join(evidence.list, ',') != now",
  "format('{0}', evidence) != now",
  'hashFiles(now) != now',
  'success()',
  'always()',
  'secrets.GITHUB_TOKEN != now',
  'env.PATH != now',
  'github.token != now',
  'vars.X != now',
  'true; process.exit(1)',
  'true // evidence.ok',
  'true /* evidence.ok */',
  '(() => true)()',
  'function() { return true }()',
  'new Function("return true")()',
  '`@{process.exit(1)}`',
  '{}.constructor',
  '[].constructor',
  '/a/.constructor',
  'evidence.n = 5 || true',
  'evidence.n += 5',
  'delete evidence.n',
  'typeof evidence',
  'evidence?.ok',
  'evidence.ok ?? true',
  'evidence.ok || throw',
  'await evidence.ok',
  'evidence in evidence',
  '...evidence',
  'evidence.ok, true',
  '@{{ true }}',
  "evidence['ok' || 'n']",
  'true\u2028true',
  '!!!',
  '..',
  ".constructor == 'a'",
].map((source) => source.replace('@{', '${'));

const ESCAPES = [...WRITTEN, ...MEMBERS.flatMap((name) => SHAPES.map((shape) => shape(name)))];

describe('F7 what rules say', () => {
  test('T-80 200 and more ways out are refused when rules are loaded', () => {
    const open = ESCAPES.filter((source) => compile(source, VOCABULARY).ok);
    expect(open).toEqual([]);
    expect(new Set(ESCAPES).size).toBeGreaterThan(300);
  });

  test('T-80 control: in the bare library a function called `constructor` is the one of objects', () => {
    const tree = parsedByGitHub("constructor('x')");
    const value: unknown = new Evaluator(tree, new Dictionary()).evaluate();
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  test.each([
    ['nested', `${'isSet('.repeat(80)}now${')'.repeat(80)}`],
    ['chained', `now${' == now'.repeat(140)}`],
    ['long', `${'true && '.repeat(130)}true`],
  ])('T-80 an expression %s without end is refused', (_how, source) => {
    expect(compile(source, VOCABULARY).ok).toBe(false);
  });
});

const members = JSON.parse(
  '{"constructor": {"type": "boolean"}, "toString": {"type": "string"}, "__proto__": {"type": "object", "properties": {"ok": {"type": "boolean"}}}, "ok": {"type": "boolean"}}',
);
const NAMED = {
  evidence: { type: 'object', properties: members },
  checks: ['constructor', 'toString'],
} as const;

class Getters {
  get ok(): boolean {
    return true;
  }
}

describe('F7 what evidence is', () => {
  test.each([
    ['evidence.constructor || !evidence.constructor', {}],
    ["evidence.toString != ''", {}],
    ['evidence.__proto__.ok', {}],
    ['evidence.ok', Object.create({ ok: true })],
    ['evidence.ok', new Getters()],
    ['evidence.ok', Object.assign([], { 0: true })],
    ['evidence.ok', Object.assign(() => true, { ok: true })],
    ['checks.constructor.passed || !checks.constructor.passed', {}],
    ["checks.toString.conclusion != 'x'", {}],
  ])('T-80 `%s` never reaches what is inherited', (source, evidence) => {
    expect(evaluate(compiled(source, NAMED), scopeOf(evidence)).kind).toBe('not-met');
  });

  test('T-80 control: own properties of these names are ordinary fields', () => {
    const own = JSON.parse('{"constructor": true, "toString": "x", "__proto__": {"ok": true}}');
    for (const source of ['evidence.constructor', "evidence.toString == 'x'", 'evidence.__proto__.ok'])
      expect(evaluate(compiled(source, NAMED), scopeOf(own)).kind).toBe('met');
  });

  test('T-80 an entry that is not there is not taken from the prototype of lists', () => {
    const list = new Array(2);
    Object.setPrototypeOf(list, Object.assign(Object.create(Array.prototype), { 0: 'x', 1: 'x' }));
    expect(judge("evidence.list[0] == 'x'", { list }).kind).toBe('not-met');
  });

  test.each([
    'true',
    '@{{ true }}',
    'evidence.ok',
    "' || true || '",
    "x' == 'x",
    '@{process.exit(1)}',
    '{{ ok }}',
    '{0}',
    'constructor',
  ])('T-81 the text %j in evidence is data, and comes out as it went in', (written) => {
    const text = written.replace('@', '$');
    const outcome = judge(
      "evidence.text == 'no' || answers(evidence.text)",
      { text, ok: true },
      { answers: {} },
    );
    expect(outcome.kind).toBe('unknown');
    expect(outcome.found[0]?.value).toBe(text);
    expect(judge('evidence.ok', { ok: text }).kind).toBe('not-met');
  });
});

const EVIL = Array.from({ length: 500 }, (_, n) => {
  const piece = ['*a', '?*', '**/', '*?*', 'a*/*', '(a+)+', '[a-z]*', '{a,a}*'][n % 8] ?? '*';
  return { glob: piece.repeat(1 + n * 7), text: ['a', 'a/', '/', 'ab'][n % 4]?.repeat(1 + n * 97) ?? '' };
});

describe('F7 what judging costs', () => {
  const SOURCE = 'matchesGlob(evidence.text, evidence.list[0])';

  test('T-79 500 evil patterns end, those that would take long as unknown', () => {
    const kinds = EVIL.map(({ glob, text }) => judge(SOURCE, { text, list: [glob] }).kind);
    expect(kinds.filter((kind) => kind === 'unknown').length).toBeGreaterThan(300);
    expect(kinds.slice(0, 8)).not.toContain('unknown');
  });

  test.each([
    [
      'all(evidence.checklist.*.complete)',
      { checklist: Array.from({ length: 100_000 }, () => ({ complete: true })) },
    ],
    ['length(evidence.list) > 1', { list: new Array(4_000_000_000) }],
    [
      'any(matchesGlob(evidence.list, evidence.text))',
      { text: '*'.repeat(100_000), list: new Array(5_000).fill('') },
    ],
    [
      'contains(evidence.text, evidence.list[0])',
      { text: 'ab'.repeat(25_000), list: [`${'ba'.repeat(8_000)}b${'ba'.repeat(4_000)}`] },
    ],
    ["contains(evidence.text, 'x') || true", { text: 'a'.repeat(2_000_000) }],
    ['evidence.text == evidence.text', { text: 'a'.repeat(2_000_000) }],
    ['length(evidence.grid.*.*) > 1', { grid: new Array(500).fill(new Array(500).fill(1)) }],
  ])('T-79 T-80 `%s` of too much is unknown, never met', (source, evidence) => {
    expect(judge(source, evidence)).toEqual({
      kind: 'unknown',
      found: [],
      because: 'it takes more than 10000 steps',
    });
  });

  test('T-80 control: as much as evidence may have is judged', () => {
    const checklist = Array.from({ length: 10_000 }, () => ({ complete: true }));
    expect(judge('all(evidence.checklist.*.complete)', { checklist }).kind).toBe('met');
    const changed = Array.from({ length: 3_000 }, (_, n) => `packages/shop/src/components/part-${n}.ts`);
    const files = { kind: 'known', value: changed } as const;
    expect(judge("!any(matchesGlob(files.changed, 'deploy/production/**'))", {}, { files }).kind).toBe('met');
  });
});
