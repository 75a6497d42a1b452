// What an answer shows beside itself: what was found, why it is so, and which addresses have to be asked.

import { describe, expect, test } from '@jest/globals';
import { addressesIn, evaluate } from '../../../../src/core/gates/expressions/evaluate.ts';
import { CANNOT, compiled, judge, scopeOf } from './surroundings.ts';

const ADDRESS = 'https://shop.example/prototype';
const ANSWERS = 'answers(evidence.text)';

describe('addresses', () => {
  test.each([
    [{ kind: 'answered' }, 'met', null],
    [
      { kind: 'silent', because: 'it answered 404' },
      'not-met',
      '`evidence.text` does not answer: it answered 404',
    ],
    [
      { kind: 'unknown', because: 'time ran out' },
      'unknown',
      'whether `evidence.text` answers is not known: time ran out',
    ],
  ] as const)('one that is %j is %s', (answer, kind, because) => {
    expect(judge(ANSWERS, { text: ADDRESS }, { answers: { [ADDRESS]: answer } })).toMatchObject({
      kind,
      because,
    });
  });

  test('one that was not asked is unknown, also when it is called like a member of objects', () => {
    for (const text of [ADDRESS, 'constructor', '__proto__', 'toString'])
      expect(judge(ANSWERS, { text }).kind).toBe('unknown');
  });

  test('no address is no evidence', () => {
    expect(judge(ANSWERS, {})).toMatchObject({ kind: 'not-met', because: 'there is no `evidence.text`' });
    expect(judge(ANSWERS, { text: '' })).toMatchObject({
      kind: 'not-met',
      because: '`evidence.text` is empty',
    });
  });

  test('those that would be asked are told, each once, without asking for any that are not there', () => {
    const source = `${ANSWERS} || answers(evidence.list[0]) || answers(evidence.list[1]) || answers('https://a.example')`;
    const told = (evidence: Record<string, unknown>) => addressesIn(compiled(source), scopeOf(evidence));
    expect(told({ text: ADDRESS, list: [ADDRESS] })).toEqual([ADDRESS, 'https://a.example']);
    expect(told({ text: 5, list: 'x' })).toEqual(['https://a.example']);
    expect(addressesIn(compiled('evidence.ok'), scopeOf({ text: ADDRESS }))).toEqual([]);
  });
});

describe('what was found', () => {
  test('every name once, in reading order, with its value as it came', () => {
    const { found } = judge("evidence.n >= 5 && evidence.n < 9 && evidence.text == 'x' && evidence.ok", {
      n: 4,
      ok: 'no',
    });
    expect(found).toEqual([
      { name: 'evidence.n', value: 4, absent: false, unknown: false },
      { name: 'evidence.text', value: null, absent: true, unknown: false },
      { name: 'evidence.ok', value: 'no', absent: false, unknown: false },
    ]);
  });

  test('entries without the value are gaps', () => {
    const { found, because } = judge('all(evidence.checklist.*.complete)', {
      checklist: [{ complete: true }, {}],
    });
    expect(found[0]?.value).toEqual([true, null]);
    expect(because).toBe('`evidence.checklist.*.complete` is not there for every entry');
  });

  test('what could not be asked is marked so', () => {
    expect(judge('reviews.approvals >= 1', {}, CANNOT).found).toEqual([
      { name: 'reviews.approvals', value: null, absent: false, unknown: true },
    ]);
  });

  test('at most five', () => {
    const source =
      'evidence.ok && isSet(evidence.n) && isSet(evidence.m) && isSet(evidence.list) && isSet(now) && pr.draft';
    expect(judge(source).found).toHaveLength(5);
  });

  test.each([
    ['evidence.ok', {}, 'there is no `evidence.ok`'],
    ['evidence.n >= 5', { n: '5' }, '`evidence.n` is not of its declared kind'],
    ['evidence.n >= 5', { n: 4 }, null],
    [
      'all(evidence.checklist.*.complete)',
      { checklist: [] },
      '`evidence.checklist.*.complete` has no entries',
    ],
    ['all(evidence.checklist.*.complete)', {}, 'there is no `evidence.checklist`'],
    ["contains(evidence.list, 'a')", { list: [null] }, '`evidence.list` has an empty entry'],
    ['isSet(evidence.text)', {}, 'there is no `evidence.text`'],
    ['isSet(evidence.text)', { text: '' }, '`evidence.text` is empty'],
    ['!isSet(evidence.text) && evidence.n >= 5', { n: 4 }, null],
    ['(isSet(evidence.text) || evidence.ok) && evidence.n >= 5', { n: 4, ok: true }, null],
    ['daysSince(evidence.on) <= 30', { on: 'soon' }, '`evidence.on` is not a date such as `2026-01-31`'],
    ['daysSince(evidence.on) <= 30', { on: '2030-01-01' }, '`evidence.on` lies in the future'],
    ["project.pod == 'web'", {}, '`project.pod` is not known'],
    ['evidence.ok', { ok: true }, null],
  ])('`%s` of %j is so because %j', (source, evidence, because) => {
    expect(judge(source, evidence).because).toBe(because);
  });

  test('no evidence text gets into the reason', () => {
    const text = 'x](https://evil.example)';
    for (const source of [
      ANSWERS,
      'daysSince(evidence.text) > 1',
      "evidence.text == 'y'",
      'isSet(evidence.text) && pr.draft',
    ])
      expect(evaluate(compiled(source), scopeOf({ text })).because ?? '').not.toContain('evil');
  });
});
