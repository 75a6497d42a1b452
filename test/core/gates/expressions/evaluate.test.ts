// Three values: met, not met, unknown. What is missing or cannot be told never becomes met, whatever is made of it.

import { describe, expect, test } from '@jest/globals';
import { CANNOT, judge } from './surroundings.ts';

/** T, F, A(bsent) and U(nknown), spelled as expressions. */
const SPELLED = { T: 'evidence.ok', F: '!evidence.ok', A: 'evidence.n >= 0', U: 'files.count >= 0' } as const;
type Letter = keyof typeof SPELLED;
const LETTERS = Object.keys(SPELLED) as Letter[];

const AND: Readonly<Record<string, string>> = {
  T: 'TFAU',
  F: 'FFFF',
  A: 'AFAU',
  U: 'UFUU',
};
const OR: Readonly<Record<string, string>> = {
  T: 'TTTT',
  F: 'TFAU',
  A: 'TAAU',
  U: 'TUUU',
};

function letterOf(source: string): string {
  const { kind, because } = judge(source, { ok: true }, CANNOT);
  if (kind === 'met') return 'T';
  if (kind === 'unknown') return 'U';
  return because === null ? 'F' : 'A';
}

describe('three values, after Kleene', () => {
  test.each(LETTERS)('%s with && and with || beside each other value', (left) => {
    for (const [at, right] of LETTERS.entries()) {
      const [a, b] = [SPELLED[left], SPELLED[right]];
      expect(`${left}&&${right}=${letterOf(`${a} && ${b}`)}`).toBe(`${left}&&${right}=${AND[left]?.[at]}`);
      expect(`${left}||${right}=${letterOf(`(${a}) || (${b})`)}`).toBe(`${left}||${right}=${OR[left]?.[at]}`);
    }
  });

  test('what is missing stays missing when it is negated', () => {
    expect(LETTERS.map((letter) => letterOf(`!(${SPELLED[letter]})`)).join('')).toBe('FTAU');
    expect(LETTERS.map((letter) => letterOf(`(${SPELLED[letter]}) == true`)).join('')).toBe('TFAU');
    expect(LETTERS.map((letter) => letterOf(`(${SPELLED[letter]}) != true`)).join('')).toBe('FTAU');
  });

  test('of a missing and an unknown side the comparison is unknown', () => {
    expect(letterOf('evidence.n >= files.count')).toBe('U');
    expect(letterOf('files.count >= evidence.n')).toBe('U');
  });
});

const ITEMS = {
  checklist: [
    { item: 'a', complete: true, owners: ['ada'] },
    { item: 'b', complete: false },
  ],
};
const MET = 'met';
const NOT = 'not-met';

const TABLE: readonly (readonly [source: string, evidence: Record<string, unknown>, kind: string])[] = [
  // Lists of entries
  ['all(evidence.checklist.*.complete)', { checklist: [{ complete: true }, { complete: true }] }, MET],
  ['all(evidence.checklist.*.complete)', ITEMS, NOT],
  ['all(evidence.checklist.*.complete)', { checklist: [] }, NOT],
  ['all(evidence.checklist.*.complete)', {}, NOT],
  ['all(evidence.checklist.*.complete)', { checklist: [{ complete: true }, {}] }, NOT],
  ['all(evidence.checklist.*.complete)', { checklist: [{ complete: true }, { complete: 'true' }] }, NOT],
  ['all(evidence.checklist.*.complete)', { checklist: { 0: { complete: true } } }, NOT],
  ['all(evidence.checklist.*.complete)', { checklist: [{ complete: true }, null] }, NOT],
  ['!all(evidence.checklist.*.complete)', { checklist: [] }, NOT],
  ['!all(evidence.checklist.*.complete)', { checklist: [{ complete: true }, {}] }, NOT],
  ['!all(evidence.checklist.*.complete)', ITEMS, MET],
  ['any(evidence.checklist.*.complete)', ITEMS, MET],
  ['any(evidence.checklist.*.complete)', { checklist: [{}, { complete: true }] }, MET],
  ['!any(evidence.checklist.*.complete)', { checklist: [] }, MET],
  ['!any(evidence.checklist.*.complete)', {}, NOT],
  ['!any(evidence.checklist.*.complete)', { checklist: [{}, { complete: false }] }, NOT],
  ['count(evidence.checklist.*.complete, true) == 1', ITEMS, MET],
  ['count(evidence.checklist.*.complete, false) == 0', { checklist: [{ complete: true }, {}] }, NOT],
  ["count(evidence.checklist.*.item, 'A') == 1", ITEMS, MET],
  ['length(evidence.checklist) == 2', ITEMS, MET],
  ['length(evidence.checklist.*.owners) == 2', ITEMS, NOT],
  ['length(evidence.checklist.*.owners.*) <= 9', ITEMS, NOT],
  ["contains(evidence.checklist.*.owners.*, 'ada')", ITEMS, MET],
  ["!contains(evidence.checklist.*.owners.*, 'bob')", ITEMS, NOT],
  ["contains(evidence.checklist.*.owners[0], 'ADA')", ITEMS, MET],
  ['evidence.checklist[0].complete', ITEMS, MET],
  ["evidence['checklist'][0]['complete']", ITEMS, MET],
  ['evidence.checklist[1].complete', ITEMS, NOT],
  ['!evidence.checklist[2].complete', ITEMS, NOT],
  ['evidence.grid[1][0] == 3', { grid: [[1, 2], [3]] }, MET],
  ['contains(evidence.grid[0], 2)', { grid: [[1, 2]] }, MET],
  ['length(evidence.grid.*[1]) == 2', { grid: [[1, 2], [3]] }, NOT],
  ['length(evidence.grid.*.*) == 3', { grid: [[1, 2], [3]] }, MET],
  ['count(evidence.thing.*, 1) == 2', { thing: { a: 1, b: 1 } }, MET],
  ['count(evidence.thing.*, 1) >= 1', { thing: { a: 1, c: 1 } }, NOT],
  // What is set
  ['isSet(evidence.text)', { text: 'x' }, MET],
  ['isSet(evidence.text)', { text: ' \n' }, NOT],
  ['!isSet(evidence.text)', {}, MET],
  ['!isSet(evidence.text)', { text: null }, MET],
  ['!isSet(evidence.text)', { text: 5 }, NOT],
  ['!isSet(evidence.n)', { n: Number.NaN }, NOT],
  ['isSet(evidence.n)', { n: 0 }, MET],
  ['isSet(evidence.ok)', { ok: false }, MET],
  ['isSet(evidence.list)', { list: [] }, NOT],
  ['isSet(evidence.list)', { list: [''] }, NOT],
  ['isSet(evidence.checklist.*.item)', ITEMS, MET],
  ['isSet(evidence.checklist.*.owners)', ITEMS, NOT],
  ['isSet(evidence.thing)', { thing: {} }, MET],
  // Texts, ignoring case as GitHub does
  ["evidence.text == 'YES'", { text: 'yes' }, MET],
  ["evidence.text == 'ÉTÉ'", { text: 'été' }, MET],
  ["evidence.text == 'ß'", { text: 'SS' }, NOT],
  ["evidence.text == 'I'", { text: 'ı' }, NOT],
  ["evidence.text == 'S'", { text: 'ſ' }, NOT],
  ["evidence.text == 'it''s ''so'''", { text: "it's 'so'" }, MET],
  ["contains(evidence.text, 'BAR')", { text: 'foobarbaz' }, MET],
  ["startsWith(evidence.text, 'FOO')", { text: 'foobar' }, MET],
  ["endsWith(evidence.text, 'BAR')", { text: 'foobar' }, MET],
  ["contains(evidence.list, 'A')", { list: ['a'] }, MET],
  ["matchesGlob(evidence.text, 'docs/**')", { text: 'docs/a/b.md' }, MET],
  ["matchesGlob(evidence.text, 'DOCS/**')", { text: 'docs/a/b.md' }, NOT],
  ['length(evidence.text) == 3', { text: 'abc' }, MET],
  // Dates
  ['daysSince(evidence.on) == 20', { on: '2026-11-01' }, MET],
  ['daysSince(evidence.on) == 0', { on: '2026-11-21T01:00:00+01:00' }, MET],
  ['daysSince(evidence.on) == 1', { on: '2026-11-20T07:59:59Z' }, MET],
  ['daysSince(evidence.on) == 0', { on: '2026-11-22' }, MET],
  ['daysSince(evidence.on) <= 30', { on: '2027-11-22' }, NOT],
  ['!(daysSince(evidence.on) > 30)', { on: '2027-11-22' }, NOT],
  ['daysSince(evidence.on) >= 0', { on: '2026-02-30' }, NOT],
  ['daysSince(evidence.on) >= 0', { on: '2026-13-01' }, NOT],
  ['daysSince(evidence.on) >= 0', { on: 'yesterday' }, NOT],
  ['daysSince(evidence.on) >= 0', { on: '2026-11-01T00:00:00' }, NOT],
  ['daysSince(evidence.on) >= 0', { on: '' }, NOT],
  ['daysSince(now) == 0', {}, MET],
  // What is not evidence
  ["project.stage == 'discovery' && project.to == 'PROTOTYPE'", {}, MET],
  ['project.daysInStage >= 14', {}, MET],
  ["project.pod == 'web' || project.pod != 'web'", {}, NOT],
  ['pr.number == 12 && !pr.draft && !pr.fork', {}, MET],
  ["contains(pr.labels, 'stage-gate')", {}, MET],
  ['reviews.approvals >= 2 && reviews.changesRequested == 0', {}, MET],
  ['files.count == 2', {}, MET],
  ["any(matchesGlob(files.changed, 'deploy/**'))", {}, MET],
  ["all(startsWith(files.changed, '.clos/'))", {}, NOT],
  ["checks.tests.passed && checks.tests.conclusion == 'success'", {}, MET],
  ['checks.lint.passed', {}, NOT],
  ['!checks.lint.passed', {}, NOT],
  ['all(checks.*.passed)', {}, NOT],
];

describe('names and functions', () => {
  test.each(TABLE)('`%s` of %j is %s', (source, evidence, kind) => {
    expect(judge(source, evidence).kind).toBe(kind);
  });

  test.each(['neutral', 'skipped', 'failure', 'SUCCESS', ''])(
    'a check that ended as %j has not passed',
    (conclusion) => {
      const checks = { kind: 'known', value: [{ key: 'tests', conclusion }] } as const;
      expect(judge('checks.tests.passed', {}, { checks }).kind).toBe('not-met');
    },
  );

  test('a check that runs has neither passed nor failed', () => {
    const checks = { kind: 'known', value: [{ key: 'tests', conclusion: null }] } as const;
    expect(judge('!checks.tests.passed', {}, { checks })).toMatchObject({
      kind: 'not-met',
      because: '`checks.tests.passed` has no result yet',
    });
  });

  test('every declared check has to have a result before all have passed', () => {
    const both = [
      { key: 'tests', conclusion: 'success' },
      { key: 'lint', conclusion: 'success' },
    ];
    const passed = (value: typeof both) =>
      judge('all(checks.*.passed)', {}, { checks: { kind: 'known', value } }).kind;
    expect([passed(both), passed(both.slice(1)), passed([])]).toEqual(['met', 'not-met', 'not-met']);
  });

  test.each([
    'checks.tests.passed',
    'reviews.approvals >= 1',
    'files.count >= 0',
    '!pr.draft',
    '!isSet(pr.title)',
    'project.daysInStage >= 0',
    '!isSet(project.daysInStage)',
  ])('`%s` is unknown where it could not be asked, with the reason', (source) => {
    const outcome = judge(source, {}, CANNOT);
    expect(outcome.kind).toBe('unknown');
    expect(outcome.because).toMatch(/could not be read: (?:GitHub answered 502|there)/);
  });

  test('evidence that cannot be read leaves everything about it unknown, and nothing else', () => {
    const evidence = { kind: 'unknown', because: 'the file is damaged' } as const;
    expect(judge('evidence.ok', {}, { evidence }).kind).toBe('unknown');
    expect(judge('evidence.ok && pr.draft', {}, { evidence }).kind).toBe('not-met');
  });
});
