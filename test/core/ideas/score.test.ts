// From answers to 0 to 10: the formulas, their bounds, what is missing, and who has the last word.

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BANDS, FACTORS, type FactorName } from '../../../src/core/ideas/model.ts';
import { type Formula, TERMS } from '../../../src/core/ideas/rules.ts';
import { bandOf, type Scoring, score } from '../../../src/core/ideas/score.ts';
import type { Score } from '../../../src/core/ideas/scored.ts';
import { ADA, type Answers, fieldsOf, GOOD, GRACE, NOW, RULES, rulesOf, textOf } from './support/facts.ts';

const RICE: Formula = { kind: 'rice' };

const given = (answers: Answers, over: Partial<Scoring> = {}): Scoring => {
  const { fields, evidence } = textOf(answers);
  return { fields, evidence, votes: { up: 0, down: 0 }, overrides: [], ...over };
};

const scored = (answers: Answers, formula: Formula = { kind: 'ice' }, over: Partial<Scoring> = {}): Score =>
  score(given(answers, over), rulesOf({ formula }));

const set = (factor: FactorName, value: number, by = ADA) => ({ factor, value, by, at: NOW });

const cellsOf = ({ rows }: Score) =>
  rows.map(({ term, amount, points, weight }) => [term, amount, points, weight]);

describe('ICE', () => {
  test('is the average of impact, confidence and ease', () => {
    const { value, band, rows } = scored({ ...GOOD, impact: '8', confidence: '6', effort: '4 weeks' });
    expect([value, band]).toEqual([6.7, 'review']);
    expect(
      rows.map(({ term, said, amount, points, weight }) => [term, said, amount, points, weight]),
    ).toEqual([
      ['impact', '8', 8, 8, 33],
      ['confidence', '6', 6, 6, 33],
      ['ease', '4 weeks', 4, 6, 33],
    ]);
  });

  const EASES: readonly (readonly [effort: string, points: number])[] = [
    ['0', 10],
    ['0.5', 10],
    ['0.51', 9],
    ['1', 9],
    ['2', 8],
    ['2.1', 6],
    ['4', 6],
    ['8', 4],
    ['13', 3],
    ['26', 2],
    ['26.1', 1],
    ['1000', 1],
  ];
  test.each(EASES)('finds %s weeks as easy as %d', (effort, points) => {
    expect(scored({ effort }).rows.at(-1)).toMatchObject({ term: 'ease', points });
  });

  test.each([
    [0, 2, '0 pieces of evidence'],
    [1, 5, '1 piece of evidence'],
    [2, 7, '2 pieces of evidence'],
    [3, 9, '3 pieces of evidence'],
    [100, 9, '100 pieces of evidence'],
  ])('with %d pieces of evidence and nothing said is sure of %d', (evidence, amount, said) => {
    expect(scored({}, undefined, { evidence }).rows[1]).toMatchObject({ term: 'confidence', amount, said });
  });

  test('believes nobody whose confidence cannot be read, however much evidence there is', () => {
    const { rows, gaps } = scored({ ...GOOD, confidence: 'quite' });
    expect(rows[1]).toMatchObject({ amount: null, points: 0, said: 'quite' });
    expect(gaps).toEqual([
      { heading: 'Confidence', required: false, why: expect.stringMatching(/^It begins/) },
    ]);
  });
});

describe('RICE', () => {
  const WHOLE: Answers = { ...GOOD, reach: '1000', impact: '8', confidence: '50 %', effort: '2 weeks' };

  test('is reach × impact × confidence ÷ effort, of what scores 10', () => {
    // 1000 × 0.8 × 0.5 ÷ 2 = 200, which scores 10.
    expect(scored(WHOLE, RICE).value).toBe(10);
    expect(scored({ ...WHOLE, reach: '650' }, RICE).value).toBe(6.5);
    expect(cellsOf(scored(WHOLE, RICE))).toEqual([
      ['reach', 1_000, null, null],
      ['impact', 8, null, null],
      ['confidence', 5, null, null],
      ['effort', 2, null, null],
    ]);
  });

  test.each(['reach', 'impact', 'confidence', 'effort'] as const)('without %s is nothing', (field) => {
    expect(scored({ ...WHOLE, [field]: 'unknown', evidence: '' }, RICE).value).toBe(0);
  });

  test('with no effort at all takes an hour, not for ever', () => {
    const small = { ...WHOLE, reach: '1', effort: '0' };
    expect(scored(small, RICE).value).toBe(scored({ ...small, effort: '1 hour' }, RICE).value);
    expect(scored(small, RICE).value).toBe(0.8);
  });
});

describe('weights', () => {
  test('are shares of any size', () => {
    const one = scored(GOOD, { kind: 'weights', weights: { impact: 3, ease: 1 } });
    const other = scored(GOOD, { kind: 'weights', weights: { impact: 75, ease: 25 } });
    expect(one).toEqual(other);
    // (10 × 3 + 9) ÷ 4
    expect(one.value).toBe(9.8);
    expect(cellsOf(one)).toEqual([
      ['impact', 10, 10, 75],
      ['ease', 1, 9, 25],
    ]);
  });

  test('of 0 are not shown', () => {
    expect(scored(GOOD, { kind: 'weights', weights: { impact: 1, votes: 0 } }).rows).toHaveLength(1);
  });

  test.each([
    [0, 0, 0, 'votes'],
    [10, 0, 5, 'votes'],
    [1, 0, 0.5, 'vote'],
    [20, 0, 10, 'votes'],
    [500, 0, 10, 'votes'],
    [10, 4, 3, 'votes'],
    [3, 9, 0, 'votes'],
    [0, 1, 0, 'vote'],
  ])('count %d votes for and %d against as %d', (up, down, value, unit) => {
    const one = scored(GOOD, { kind: 'weights', weights: { votes: 1 } }, { votes: { up, down } });
    expect(one.value).toBe(value);
    expect(one.rows[0]).toMatchObject({ amount: up - down, unit });
  });

  test.each([
    [{}, 10],
    [{ solution: '' }, 7.5],
    [{ solution: '', problem: null }, 5],
    [{ solution: '', problem: null, impact: 'much' }, 2.5],
    [{ solution: '', problem: null, impact: 'much', effort: 'much' }, 0],
    [{ evidence: '', pod: '' }, 10],
  ] as const)('count an idea with %j as %d complete', (missing, value) => {
    expect(scored({ ...GOOD, ...missing }, { kind: 'weights', weights: { completeness: 1 } }).value).toBe(
      value,
    );
  });

  test('count an idea of which nothing is required as complete', () => {
    const fields = fieldsOf({}).map((field) => ({ ...field, required: false }));
    expect(scored({}, { kind: 'weights', weights: { completeness: 1 } }, { fields }).value).toBe(10);
  });

  test.each([
    [0, 0],
    [1, 2.5],
    [4, 10],
    [100, 10],
  ])('count %d pieces of evidence as %d', (evidence, value) => {
    expect(scored(GOOD, { kind: 'weights', weights: { evidence: 1 } }, { evidence }).value).toBe(value);
  });

  test('count 500 of the 1000 people that score 10 as 5, and more of them as no more than 10', () => {
    const formula: Formula = { kind: 'weights', weights: { reach: 1 } };
    expect(scored({ reach: '500' }, formula).value).toBe(5);
    expect(scored({ reach: '5m' }, formula).value).toBe(10);
  });
});

describe('what is missing', () => {
  test('counts as nothing', () => {
    expect(scored({}).rows.map(({ amount, points }) => [amount, points])).toEqual([
      [null, 0],
      [2, 2],
      [null, 0],
    ]);
    expect(scored({}).value).toBe(0.7);
  });

  test('is named by its heading where it is required, with what is wrong', () => {
    const { gaps, complete } = scored({ ...GOOD, problem: null, solution: '', impact: 'much', pod: '' });
    expect(gaps).toEqual([
      { heading: 'Problem Statement', required: true, why: 'There is no such heading in the issue.' },
      { heading: 'Proposed Solution', required: true, why: 'Nothing stands below its heading.' },
      { heading: 'Expected Impact', required: true, why: expect.stringMatching(/^It begins neither/) },
    ]);
    expect(complete).toEqual({ read: 1, of: 4 });
  });

  test('is named where it cannot be read, required or not', () => {
    const why = 'Two headings.';
    const fields = fieldsOf(GOOD).map((one) =>
      one.field === 'pod' ? { ...one, reading: { state: 'unreadable', why } as const } : one,
    );
    expect(scored(GOOD, undefined, { fields }).gaps).toEqual([{ heading: 'Pod', required: false, why }]);
  });
});

describe('an override', () => {
  test.each(FACTORS)('of %s counts instead of the form, and says whose word it is', (factor) => {
    const { rows } = scored({ ...GOOD, reach: '5', confidence: '5' }, RICE, {
      overrides: [set(factor, 7, GRACE)],
    });
    expect(rows.find(({ term }) => term === factor)).toMatchObject({ amount: 7, setBy: 'grace', said: null });
    expect(rows.filter(({ setBy }) => setBy !== null)).toHaveLength(1);
  });

  test('closes the gap that the form left', () => {
    const answers = { ...GOOD, impact: 'much' };
    expect(scored(answers).gaps).toHaveLength(1);
    const mended = scored(answers, undefined, { overrides: [set('impact', 8)] });
    expect(mended).toMatchObject({ gaps: [], complete: { read: 4, of: 4 } });
  });

  test('of confidence counts more than the evidence', () => {
    expect(scored(GOOD, undefined, { overrides: [set('confidence', 1)] }).rows[1]).toMatchObject({
      points: 1,
    });
  });
});

describe('bands', () => {
  test.each([
    [10, 'approved'],
    [8, 'approved'],
    [7.9, 'review'],
    [6, 'review'],
    [5.9, 'needs-work'],
    [0, 'needs-work'],
  ] as const)('%d is %s', (value, band) => expect(bandOf(value, RULES)).toBe(band));

  const IMPACT: Formula = { kind: 'weights', weights: { impact: 1 } };
  test.each([
    ['8', 8, 'approved'],
    ['7.99', 8, 'approved'],
    ['7.94', 7.9, 'review'],
    ['6', 6, 'review'],
    ['5.95', 6, 'review'],
    ['5.94', 5.9, 'needs-work'],
  ] as const)('go by the number that is shown: %s is shown as %d', (impact, value, band) => {
    expect(scored({ ...GOOD, impact }, IMPACT)).toMatchObject({ value, band });
  });

  test('may be declared otherwise', () => {
    const rules = rulesOf({ bands: { approved: 5, review: 2 } });
    expect([5, 4.9, 2, 1.9].map((value) => bandOf(value, rules))).toEqual([
      'approved',
      'review',
      'review',
      'needs-work',
    ]);
  });
});

const words = fc.oneof(
  fc.constantFrom(
    '',
    null,
    'High',
    'Low',
    '8',
    '80 %',
    '3 weeks',
    '1.2k',
    '0',
    '-1',
    'x',
    '10',
    '2-3 months',
  ),
  fc.string({ maxLength: 12 }),
);
const answers = fc.record({
  ...{ problem: words, solution: words, impact: words, effort: words },
  ...{ evidence: words, reach: words, confidence: words },
});
const weights = fc
  .record(Object.fromEntries(TERMS.map((term) => [term, fc.integer({ min: 0, max: 100 })])))
  .filter((all) => Object.values(all).some((weight) => weight > 0));
const formulas: fc.Arbitrary<Formula> = fc.oneof(
  fc.constant<Formula>({ kind: 'ice' }),
  fc.constant(RICE),
  weights.map((all): Formula => ({ kind: 'weights', weights: all })),
);
const votes = fc.record({ up: fc.nat(1_000), down: fc.nat(1_000) });

describe('whatever is said', () => {
  test('a score is 0 to 10 with one decimal, and says the same again', () => {
    fc.assert(
      fc.property(answers, formulas, votes, (said, formula, liked) => {
        const one = scored(said, formula, { votes: liked });
        expect(one.value).toBeGreaterThanOrEqual(0);
        expect(one.value).toBeLessThanOrEqual(10);
        expect(String(one.value)).toMatch(/^\d+(?:\.\d)?$/);
        expect(BANDS).toContain(one.band);
        for (const { points } of one.rows)
          expect(points === null || (points >= 0 && points <= 10)).toBe(true);
        expect(scored(said, formula, { votes: liked })).toEqual(one);
        expect(JSON.parse(JSON.stringify(one))).toEqual(one);
      }),
      { numRuns: 1_000 },
    );
  });

  const ordered = (most: number) =>
    fc
      .tuple(fc.double({ min: 0, max: most, noNaN: true }), fc.double({ min: 0, max: most, noNaN: true }))
      .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);

  test.each([
    ['more impact never lowers', 'impact', 10, 1],
    ['more confidence never lowers', 'confidence', 10, 1],
    ['more reach never lowers', 'reach', 1_000_000, 1],
    ['more effort never raises', 'effort', 1_000, -1],
  ] as const)('%s the score', (_, factor, most, sign) => {
    fc.assert(
      fc.property(answers, formulas, ordered(most), (said, formula, [less, more]) => {
        const by = (value: number) => scored(said, formula, { overrides: [set(factor, value)] }).value;
        expect(sign * (by(more) - by(less))).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 500 },
    );
  });

  test('more votes and more evidence never lower the score', () => {
    fc.assert(
      fc.property(answers, formulas, votes, fc.nat(50), fc.nat(5), (said, formula, liked, more, evidence) => {
        const by = (up: number, pieces: number) =>
          scored(said, formula, { votes: { ...liked, up }, evidence: pieces }).value;
        expect(by(liked.up + more, evidence + more)).toBeGreaterThanOrEqual(by(liked.up, evidence));
      }),
      { numRuns: 500 },
    );
  });

  test('an answer that is taken away never raises the score', () => {
    fc.assert(
      fc.property(answers, formulas, fc.constantFrom('impact', 'effort', 'reach'), (said, formula, field) => {
        const without = scored({ ...said, [field]: null }, formula).value;
        expect(without).toBeLessThanOrEqual(scored(said, formula).value);
      }),
      { numRuns: 500 },
    );
  });
});
