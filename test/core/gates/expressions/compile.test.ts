// What is wrong with an expression is told when rules are loaded: where, what, and how to write it.

import { describe, expect, test } from '@jest/globals';
import { compileCached } from '../../../../src/core/gates/expressions/cache.ts';
import { compile, contextsOf } from '../../../../src/core/gates/expressions/compile.ts';
import { codesOf, compiled, VOCABULARY } from './surroundings.ts';

const PROBLEMS: readonly (readonly [
  source: string,
  code: string,
  offset: number,
  message: RegExp,
  mend: RegExp,
])[] = [
  ['evidnce.n > 1', 'unknown-name', 0, /no `evidnce`/, /Did you mean `evidence`\?/],
  ['github.actor == pr.author', 'unknown-name', 0, /no `github`/, /`evidence`, `project`/],
  ['evidence.txt > 1', 'unknown-name', 9, /`evidence` has no field `txt`/, /Did you mean `evidence.text`\?/],
  ['evidence.customers > 1', 'unknown-name', 9, /no field `customers`/, /Declare it .*`n`, `m`/],
  ['evidence.N > 1', 'unknown-name', 9, /no field `N`/, /`evidence.n`/],
  ["evidence['txt'] > 1", 'unknown-name', 9, /no field `txt`/, /`evidence.text`/],
  ['evidence.checklist.*.complet', 'unknown-name', 21, /`evidence.checklist.\*` has no field/, /complete`\?/],
  ['checks.test.passed', 'unknown-name', 7, /No check `test` is declared/, /`checks.tests`/],
  ['checks.deploy.passed', 'unknown-name', 7, /No check/, /under `checks:` in `gates.yml`/],
  ['lenght(evidence.list) > 1', 'unknown-name', 0, /no function `lenght`/, /Did you mean `length`\?/],
  ["format('{0}', now) == now", 'unknown-name', 0, /no function `format`/, /`length`/],
  ["toJSON(evidence) == ''", 'unknown-name', 0, /no function `toJSON`/, /`length`/],
  ['case() == 1', 'unknown-name', 0, /no function `case`/, /`length`/],
  ['length > 1', 'unknown-name', 0, /`length` is a function/, /`length\(evidence/],
  ['approved == evidence.status', 'unknown-name', 0, /no `approved`/, /single quotes/],
  ["evidence.status == 'aproved'", 'unknown-value', 19, /never `aproved`/, /Did you mean `approved`\?/],
  ["'released' != evidence.status", 'unknown-value', 0, /never `released`/, /one of `draft`, `approved`/],
  ["evidence.n >= '5'", 'wrong-type', 0, /is a number, and `'5'` is a text/, /Write `5` without quotes/],
  ["'True' == evidence.ok", 'wrong-type', 0, /is a text/, /Write `true` without quotes/],
  ['evidence.ok == 1', 'wrong-type', 0, /is true or false, and `1` is a number/, /one kind/],
  ['evidence.text == null', 'wrong-type', 0, /Nothing equals null/, /`isSet\(evidence.text\)`/],
  ['null == null', 'wrong-type', 0, /Nothing equals null/, /isSet/],
  ['null', 'wrong-type', 0, /has to be true or false/, /isSet/],
  ["evidence.on < '2026-01-01'", 'wrong-type', 0, /only numbers/, /`daysSince\(evidence.on\) <= 30`/],
  ['evidence.ok > false', 'wrong-type', 0, /only numbers/, /==/],
  ['evidence.n', 'wrong-type', 0, /true or false, and `evidence.n` is a number/, /`evidence.n >= 1`/],
  ['!evidence.text', 'wrong-type', 1, /after `!`/, /`isSet\(evidence.text\)`/],
  ['evidence.ok && evidence.list', 'wrong-type', 15, /Each side of `&&`/, /`length\(evidence.list\) >= 1`/],
  ['evidence.thing || true', 'wrong-type', 0, /Each side of `\|\|`/, /isSet\(evidence.thing\)/],
  ['evidence.checklist.*.complete', 'wrong-type', 0, /list of true or false/, /`all\(evidence.checklist/],
  ['evidence.checklist.complete', 'wrong-type', 19, /is a list/, /`evidence.checklist.\*.complete`/],
  ['evidence.list == evidence.list', 'wrong-type', 0, /as a whole/, /length/],
  ['evidence.list[-1] == now', 'wrong-type', 14, /whole numbers/, /`evidence.list\[0\]`/],
  ['evidence.list[0.5] == now', 'wrong-type', 14, /whole numbers/, /\[0\]/],
  ['evidence.list[evidence.n] == now', 'wrong-type', 0, /written out/, /`\[0\]`/],
  ['evidence[true]', 'wrong-type', 9, /written out/, /`\['key'\]`/],
  ['evidence.checklist.*[0]', 'wrong-type', 21, /every entry, not for one/, /`evidence.checklist\[0\]`/],
  ['evidence[0] == 1', 'wrong-type', 9, /is an object and has no entries/, /\[0\]/],
  ['evidence.n.x', 'wrong-type', 11, /is a number and has no fields/, /contexts/],
  ['evidence.n.*', 'wrong-type', 0, /has no entries/, /Leave `\.\*` out/],
  ['all(evidence.*)', 'wrong-type', 4, /different kinds/, /one by one/],
  ['(evidence.ok && true).x', 'wrong-type', 1, /no fields/, /contexts/],
  ["startsWith(evidence.list, 'a')", 'wrong-type', 0, /list of true or false/, /all/],
  ['length(evidence.n) > 1', 'wrong-type', 7, /`length` takes a list or a text/, /such as/],
  ['contains(evidence.list, 5)', 'wrong-type', 24, /second value of `contains`/, /such as/],
  ['contains(evidence.checklist, now)', 'wrong-type', 9, /`contains` takes/, /such as/],
  ['all(evidence.list)', 'wrong-type', 4, /`all` takes a list of true or false/, /such as/],
  ['count(evidence.list, true) > 1', 'wrong-type', 21, /second value/, /such as/],
  ['isSet(null)', 'wrong-type', 6, /`isSet` takes a name/, /such as/],
  ['daysSince(evidence.n) > 1', 'wrong-type', 10, /takes a text/, /such as/],
  ['answers(evidence.list)', 'wrong-type', 8, /takes a text/, /such as/],
  ['contains(evidence.list)', 'wrong-number-of-values', 0, /two values/, /such as/],
  ['startsWith(now, now, now)', 'wrong-number-of-values', 0, /two values/, /such as/],
  ['isSet() && true', 'wrong-number-of-values', 0, /one value/, /such as/],
  ['', 'syntax', 0, /empty/, /such as/],
  ['  \n ', 'syntax', 0, /empty/, /such as/],
  ['evidence.n = 5', 'syntax', 11, /single `=`/, /`==`/],
  ['true & true', 'syntax', 5, /single `&`/, /`&&`/],
  ['true | true', 'syntax', 5, /single `\|`/, /`\|\|`/],
  ['evidence.text == "x"', 'syntax', 17, /single quotes/, /`'text'`/],
  ["evidence.text == 'x", 'syntax', 17, /does not end/, /End it/],
  ["evidence.text == 'a\nb' && \n 5 +", 'syntax', 30, /not a number/, /no arithmetic/],
  ['evidence.n + 1 > 2', 'syntax', 11, /`\+` is not a number/, /no arithmetic/],
  ['evidence.n > 1_000', 'syntax', 13, /`1_000` is not a number/, /`5`/],
  ['evidence.text == `x`', 'syntax', 17, /cannot stand/, /such as/],
  ['evidence.ok ? 1 : 2', 'syntax', 12, /cannot stand/, /such as/],
  ['evidence.n >', 'syntax', 12, /ends too early/, /Close/],
  ['(evidence.ok', 'syntax', 12, /ends too early/, /Close/],
  ['isSet(', 'syntax', 6, /ends too early/, /Close/],
  ['evidence.ok)', 'syntax', 11, /`\)` is not expected/, /before it/],
  ['evidence.ok evidence.ok', 'syntax', 12, /`evidence` is not expected/, /before it/],
  ['evidence.', 'syntax', 9, /ends too early/, /Close/],
  ["'text'.x", 'syntax', 6, /not a number|not expected/, /./],
  [`${'('.repeat(60)}true${')'.repeat(60)}`, 'too-deep', 50, /nested too deeply/, /several/],
  [`${'!'.repeat(60)}true`, 'too-deep', 50, /nested too deeply/, /several/],
  [`true${' == true'.repeat(70)}`, 'too-deep', 0, /nested too deeply/, /several/],
  [`evidence${'.thing'.repeat(60)}`, 'too-deep', 303, /nested too deeply/, /several/],
  [`true${' '.repeat(1_000)}`, 'too-long', 1_000, /1004 characters; at most 1000/, /several/],
];

describe('an expression that cannot be judged', () => {
  test.each(PROBLEMS)('`%s` is %s at %d', (source, code, offset, message, mend) => {
    const compilation = compile(source, VOCABULARY);
    if (compilation.ok) throw new Error('it compiles');
    const [first] = compilation.problems;
    expect({ code: first?.code, offset: first?.offset }).toEqual({ code: `expression.${code}`, offset });
    expect(first?.message).toMatch(message);
    expect(first?.mend).toMatch(mend);
  });

  test('all of its independent problems are told, in reading order', () => {
    const compilation = compile("evidence.x > 1 || evidnce.y || evidence.n == 'a'", VOCABULARY);
    expect(compilation.ok ? [] : compilation.problems.map(({ offset }) => offset)).toEqual([9, 18, 31]);
  });

  test.each([
    '@{{ evidence.ok }}',
    '@{{ evidence.n >= 5 }} && true',
    'evidence.ok && @{{ true }}',
    ' @{{1}}',
  ])('T-81 `%s`, with a dollar sign, is told to leave the braces out', (template) => {
    const compilation = compile(template.replace('@', '$'), VOCABULARY);
    const problem = compilation.ok ? null : compilation.problems[0];
    expect(problem).toMatchObject({ code: 'expression.template', offset: template.indexOf('@') });
    expect(problem?.mend).toMatch(/Leave out/);
  });

  test('where no checks are declared, `checks.*` has nothing to say', () => {
    expect(codesOf('all(checks.*.passed)', { ...VOCABULARY, checks: [] })).toBe('expression.unknown-name');
  });
});

describe('an expression that can be judged', () => {
  test.each([
    ['evidence.n >= 5', ['evidence']],
    ['true', []],
    ["answers(evidence.text) && project.stage == 'IDEA'", ['answers', 'evidence', 'project']],
    ['all(checks.*.passed) && reviews.approvals >= files.count', ['checks', 'files', 'reviews']],
    ['!pr.draft && daysSince(now) == 0', ['now', 'pr']],
  ])('`%s` says that it asks for %j only', (source, contexts) => {
    expect([...contextsOf(compiled(source))].sort()).toEqual(contexts);
  });

  test('functions are not told apart by case, as at GitHub; names are', () => {
    expect(codesOf("STARTSWITH(now, '2') && isset(evidence.n)")).toBe('ok');
    expect(codesOf('Evidence.ok')).toBe('expression.unknown-name');
  });

  test('all of 1,000 characters may be used', () => {
    expect(codesOf(`true${' '.repeat(996)}`)).toBe('ok');
  });

  test('a schema may name its fields as it likes, also by the names of prototypes', () => {
    const properties = JSON.parse(
      '{"__proto__": {"type": "boolean"}, "a.b": {"type": "boolean"}, "it\'s": {"type": "boolean"}}',
    );
    const vocabulary = { evidence: { type: 'object', properties }, checks: ['__proto__'] } as const;
    expect(codesOf("evidence.__proto__ && evidence['a.b'] && evidence['it''s']", vocabulary)).toBe('ok');
    expect(codesOf('checks.__proto__.passed', vocabulary)).toBe('ok');
    expect(codesOf('evidence.constructor', vocabulary)).toBe('expression.unknown-name');
  });
});

describe('remembering', () => {
  const other = { ...VOCABULARY, checks: ['other'] };

  test('an expression is compiled once for a vocabulary, also when that is read again', () => {
    const first = compileCached('evidence.ok', VOCABULARY);
    expect(compileCached('evidence.ok', structuredClone(VOCABULARY))).toBe(first);
    expect(compileCached('evidence.ok', other)).not.toBe(first);
  });

  test('the same text means something else in another vocabulary', () => {
    expect(compileCached('checks.tests.passed', VOCABULARY).ok).toBe(true);
    expect(compileCached('checks.tests.passed', other).ok).toBe(false);
  });

  test('what was used longest ago is forgotten', () => {
    const first = compileCached('evidence.n == 1000', VOCABULARY);
    const kept = compileCached('evidence.n == 1001', VOCABULARY);
    for (let n = 0; n < 300; n += 1) {
      compileCached(`evidence.n == ${n}`, VOCABULARY);
      compileCached('evidence.n == 1001', VOCABULARY);
    }
    expect(compileCached('evidence.n == 1001', VOCABULARY)).toBe(kept);
    expect(compileCached('evidence.n == 1000', VOCABULARY)).not.toBe(first);
    expect(compileCached('evidence.n == 1000', VOCABULARY)).toEqual(first);
  });

  test('vocabularies are forgotten as well', () => {
    const first = compileCached('true', VOCABULARY);
    for (let n = 0; n < 40; n += 1) compileCached('true', { ...VOCABULARY, checks: [`check-${n}`] });
    expect(compileCached('true', VOCABULARY)).not.toBe(first);
  });
});
