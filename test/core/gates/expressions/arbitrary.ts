// Expressions and what they are judged by, at random: of the right types, edited, and soup.

import fc from 'fast-check';
import type { Scope } from '../../../../src/core/gates/expressions/scope.ts';
import { scopeOf } from './surroundings.ts';

const WORDS = [
  ...[
    'evidence',
    'evidence.n',
    'evidence.ok',
    'evidence.text',
    'evidence.checklist.*.complete',
    'checks',
    'pr',
  ],
  ...['project.stage', 'reviews.approvals', 'files.changed', 'now', 'constructor', '__proto__', 'x'],
  ...["evidence.status == 'x'", 'contains(now)', '!!!!!!!!!!!!!!!!!!!!!!!!!!'],
  ...[
    'length',
    'contains',
    'all(',
    'any(',
    'isSet(',
    'count(',
    'daysSince(',
    'matchesGlob(',
    'answers(',
    'case(',
  ],
  ...[
    '(',
    ')',
    '[',
    ']',
    '.',
    '.*',
    '[0]',
    ',',
    '!',
    '==',
    '!=',
    '<',
    '<=',
    '>',
    '>=',
    '&&',
    '||',
    '=',
    '&',
    '|',
  ],
  ...[
    "'a'",
    "'5'",
    "''",
    "'",
    '"',
    '5',
    '-1',
    '0x1f',
    '1e999',
    'NaN',
    'true',
    'false',
    'null',
    '${{',
    '}}',
    '\\',
  ],
  ...[' ', '\n', '\t', '\0', '\u2028', 'é', '🚀', '\ud800'],
];
const GOOD =
  "evidence.n >= 5 && (all(evidence.checklist.*.complete) || !evidence.ok) && contains(evidence.list, 'a')";

const soup = fc.array(fc.constantFrom(...WORDS), { maxLength: 30 }).map((words) => words.join(''));
const edited = fc
  .array(fc.tuple(fc.nat(GOOD.length), fc.nat(6), fc.constantFrom('', ...WORDS)), {
    minLength: 1,
    maxLength: 4,
  })
  .map((edits) =>
    edits.reduce((text, [at, cut, word]) => text.slice(0, at) + word + text.slice(at + cut), GOOD),
  );

const joined = (parts: readonly fc.Arbitrary<string>[], form: (...texts: string[]) => string) =>
  fc.tuple(...parts).map((texts) => form(...texts));

/** Expressions of the right types; `isSet` only where it is asked for. */
export const wellTyped = (isSet: boolean) =>
  fc.letrec<{ boolean: string; number: string; text: string }>((tie) => ({
    number: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(
        'evidence.n',
        'evidence.m',
        'evidence.thing.a',
        'evidence.grid[0][1]',
        'reviews.approvals',
      ),
      fc.constantFrom(
        'files.count',
        'project.daysInStage',
        'pr.number',
        'daysSince(evidence.on)',
        '5',
        '-0',
        '1.5',
      ),
      fc.constantFrom(
        'length(evidence.list)',
        'length(evidence.checklist.*.owners.*)',
        'length(evidence.text)',
      ),
      fc.constantFrom('count(evidence.checklist.*.complete, true)', 'count(evidence.thing.*, 5)'),
      joined([tie('text')], (text) => `count(evidence.list, ${text})`),
    ),
    text: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(
        'evidence.text',
        'evidence.list[0]',
        'evidence.checklist[0].item',
        'project.pod',
        'pr.title',
      ),
      fc.constantFrom("'a'", "''", "'5'", "'it''s'", 'now', 'checks.tests.conclusion'),
    ),
    boolean: fc.oneof(
      { depthSize: 'medium', withCrossShrink: true },
      fc.constantFrom('evidence.ok', 'pr.draft', 'checks.lint.passed', 'all(checks.*.passed)'),
      fc.constantFrom('all(evidence.checklist.*.complete)', 'any(evidence.checklist.*.complete)'),
      joined([tie('number'), fc.constantFrom('==', '!=', '<', '<=', '>', '>='), tie('number')], (...parts) =>
        parts.join(' '),
      ),
      joined([tie('text'), fc.constantFrom('==', '!='), tie('text')], (...parts) => parts.join(' ')),
      joined([tie('text'), tie('text')], (a, b) => `contains(${a}, ${b})`),
      joined([tie('text')], (text) => `any(startsWith(files.changed, ${text}))`),
      joined([tie('text')], (text) => `matchesGlob(evidence.text, ${text})`),
      joined([tie('text')], (text) => `answers(${text})`),
      ...(isSet ? [joined([tie('text')], (text) => `isSet(${text})`)] : []),
      joined([tie('boolean')], (one) => `!(${one})`),
      joined(
        [tie('boolean'), fc.constantFrom('&&', '||'), tie('boolean')],
        (a, sign, b) => `(${a} ${sign} ${b})`,
      ),
    ),
  })).boolean;

export const source = fc.oneof(
  { weight: 3, arbitrary: wellTyped(true) },
  { weight: 3, arbitrary: soup },
  { weight: 3, arbitrary: edited },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
);

const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -0,
    '',
    'false',
    '5',
    true,
    [],
    {},
  ),
  fc.anything({ maxDepth: 2, withBigInt: true, withDate: true, withNullPrototype: true, withMap: true }),
);
/** Mostly of the declared kind, so that answers are not all the same. */
const or = (arbitrary: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 4, arbitrary }, { weight: 1, arbitrary: odd });
const word = fc.constantFrom('a', 'A', 'ab', '5', '', 'https://a.example');
const entry = or(
  fc.record(
    { item: or(word), complete: or(fc.boolean()), owners: or(fc.array(or(word), { maxLength: 3 })) },
    { requiredKeys: [] },
  ),
);
const number = fc.constantFrom(0, 1, 2, 5, 1.5, -1);
const evidence = fc.record(
  {
    n: or(number),
    m: or(number),
    ok: or(fc.boolean()),
    text: or(word),
    on: or(fc.constantFrom('2026-11-01', '2027-01-01', 'soon')),
    list: or(fc.array(or(word), { maxLength: 3 })),
    grid: or(fc.array(or(fc.array(or(number), { maxLength: 3 })), { maxLength: 3 })),
    checklist: or(fc.array(entry, { maxLength: 3 })),
    thing: or(fc.record({ a: or(number), b: or(number) }, { requiredKeys: [] })),
  },
  { requiredKeys: [] },
);

const conclusion = fc.constantFrom('success', 'failure', 'neutral', null);
const orUnknown = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof(
    { weight: 3, arbitrary: value.map((one) => ({ kind: 'known', value: one }) as const) },
    { weight: 1, arbitrary: fc.constant({ kind: 'unknown', because: 'GitHub answered 502' } as const) },
  );
export const scope: fc.Arbitrary<Scope> = fc
  .record({
    evidence: orUnknown(evidence),
    checks: orUnknown(fc.tuple(conclusion, conclusion)),
    reviews: orUnknown(fc.record({ approvals: fc.nat(3), changesRequested: fc.nat(3) })),
    files: orUnknown(fc.array(word, { maxLength: 3 })),
    answers: fc.dictionary(
      word,
      fc.constantFrom({ kind: 'answered' } as const, { kind: 'silent', because: 'no' } as const),
    ),
  })
  .map(({ checks, ...rest }) => {
    if (checks.kind === 'unknown') return scopeOf({}, { ...rest, checks });
    const [tests, lint] = checks.value;
    const value = [
      { key: 'tests', conclusion: tests },
      { key: 'lint', conclusion: lint },
    ];
    return scopeOf({}, { ...rest, checks: { kind: 'known', value } });
  });
