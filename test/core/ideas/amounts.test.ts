// Answers in words and numbers, as people write them, and the amounts they stand for.

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { amountOf, UNITS } from '../../../src/core/ideas/amounts.ts';
import { FACTORS, type FactorName } from '../../../src/core/ideas/model.ts';
import type { Scale } from '../../../src/core/ideas/rules.ts';
import { RULES } from './support/facts.ts';

const amount = (answer: string, factor: FactorName, scale?: Scale): number | null => {
  const scales = scale ? { ...RULES.scales, [factor]: scale } : RULES.scales;
  const reading = amountOf(answer, factor, { scales });
  return reading.state === 'read' ? reading.value : null;
};

const why = (answer: string, factor: FactorName): string => {
  const reading = amountOf(answer, factor, RULES);
  return reading.state === 'unreadable' ? reading.why : '';
};

type Row = readonly [answer: string, amount: number | null];

const STORY = `Very high, because ${'customers tell us so every day. '.repeat(2_000)}`;

/** Of impact; confidence is read the same way. */
const OF_TEN: readonly Row[] = [
  ['Very high', 10],
  ['high', 8],
  ['HIGH', 8],
  ['Medium', 5],
  ['low', 2],
  ['Very low', 1],
  ['None', 0],
  ['High: many customers asked', 8],
  ['high, I think', 8],
  ['Highly unlikely', null],
  ['Lower than before', null],
  ['Somewhat high', null],
  ['**High**', 8],
  ['_medium_', 5],
  ['`High`', 8],
  ['> High', 8],
  ['- High', 8],
  ['* 8', 8],
  ['"High"', 8],
  ['(high)', 8],
  ['### 8', 8],
  ['[High](https://example.com)', 8],
  ['🔥 High', 8],
  ['🟢 Low', 2],
  ['⚠️ 3', 3],
  ['High 🚀', 8],
  ['8️⃣', 8],
  ['\u200bHigh', 8],
  ['H\u200bigh', 8],
  ['\u202eHigh', 8],
  ['\u200f8', 8],
  ['  8  ', 8],
  ['8', 8],
  ['0', 0],
  ['10', 10],
  ['8.5', 8.5],
  ['8,5', 8.5],
  ['8.', 8],
  ['8/10', 8],
  ['8 / 10', 8],
  ['8 of 10', 8],
  ['8 out of 10', 8],
  ['10/10', 10],
  ['80%', 8],
  ['80 %', 8],
  ['100 %', 10],
  ['8 (my guess)', 8],
  ['8, as 40 people asked', 8],
  ['8\n\nBecause 40 people asked', 8],
  ['8\r\nBecause', 8],
  ['\n\n8\n', 8],
  ['```\n8\n```', 8],
  ['10.5', null],
  ['11', null],
  ['800 %', null],
  ['8/100', null],
  ['4/5', null],
  ['8 hours saved', null],
  ['8 customers', null],
  ['8th', null],
  ['8x', null],
  ['8.5.1', null],
  ['10,000', null],
  ['-8', null],
  ['−8', null],
  ['-8 or so', null],
  ['1e1', null],
  ['NaN', null],
  ['Infinity', null],
  ['0x8', null],
  ['null', null],
  ['undefined', null],
  ['constructor', null],
  ['__proto__', null],
  ['eight', null],
  ['?', null],
  ['', null],
  ['🚀', null],
  ['\u0000', null],
  ['@high', null],
  ['גבוה', null],
  [STORY, 10],
  ['x'.repeat(60_000), null],
  [' '.repeat(60_000), null],
  ['9'.repeat(60_000), null],
];

const WEEKS: readonly Row[] = [
  ['Days', 1],
  ['weeks', 4],
  ['Months', 13],
  ['Quarters', 26],
  ['Hours', 0.4],
  ['XS', 0.4],
  ['S', 1],
  ['M', 4],
  ['L', 13],
  ['XL', 26],
  ['S (a few days)', 1],
  ['Small', null],
  ['3', 3],
  ['3 weeks', 3],
  ['3weeks', 3],
  ['3 w', 3],
  ['3 wks', 3],
  ['1 week', 1],
  ['5d', 1],
  ['5 days', 1],
  ['2 days', 0.4],
  ['8 hours', 0.2],
  ['8h', 0.2],
  ['2 months', 8],
  ['1 mo', 4],
  ['1 quarter', 13],
  ['1 year', 52],
  ['2-3 months', 12],
  ['2–3 months', 12],
  ['2 to 3 months', 12],
  ['1-2', 2],
  ['2 weeks to 3 months', 12],
  ['3 days - 2 weeks', 2],
  ['about 3 weeks', 3],
  ['~3 weeks', 3],
  ['ca. 3 weeks', 3],
  ['3 person-weeks', 3],
  ['3 engineer weeks', 3],
  ['1.5 weeks', 1.5],
  ['1,5 weeks', 1.5],
  ['**3 weeks**', 3],
  ['3 weeks of one person, then tests', 3],
  ['3\nmore or less', 3],
  ['30 minutes', null],
  ['3 sprints', null],
  ['3 people', null],
  ['3 %', null],
  ['-3 weeks', null],
  ['10000 weeks', null],
  ['1001 weeks', null],
  ['soon', null],
  ['NaN weeks', null],
  ['a lot', null],
];

const PEOPLE: readonly Row[] = [
  ['1200', 1_200],
  ['1,200', 1_200],
  ['1.200', 1_200],
  ["1'200", 1_200],
  ['1 200', 1_200],
  ['1,200 customers', 1_200],
  ['1,200,000', 1_200_000],
  ['1,200.50', 1_200],
  ['1.2k', 1_200],
  ['1,2k', 1_200],
  ['1.2 K', 1_200],
  ['1200k', 1_200_000],
  ['2m users', 2_000_000],
  ['2M', 2_000_000],
  ['1.5 million', 1_500_000],
  ['2 thousand people', 2_000],
  ['~300', 300],
  ['about 300 people', 300],
  ['ca. 300', 300],
  ['**300** a month', 300],
  ['300 users a month', 300],
  ['5\n10 more next year', 5],
  ['1\n200 later', 1],
  ['0', 0],
  ['1.5', 1.5],
  ['10 %', null],
  ['10% of users', null],
  ['1/5 of all', null],
  ['2 billion', null],
  ['10000000000', null],
  ['1234567890123456', null],
  ['-5', null],
  ['everybody', null],
  ['High', null],
  ['8 hours saved', null],
  ['3 weeks', null],
];

describe.each([
  ['impact', OF_TEN],
  ['confidence', OF_TEN],
  ['effort', WEEKS],
  ['reach', PEOPLE],
] as const)('%s', (factor, rows) => {
  test.each(rows.map(([answer, wanted]) => [JSON.stringify(answer).slice(0, 60), wanted, answer] as const))(
    'of %s is %j',
    (_, wanted, answer) => expect(amount(answer, factor)).toBe(wanted),
  );
});

describe('the words of a team', () => {
  const SIZES: Scale = {
    'less than a week': 0.5,
    '< 1 week': 0.8,
    '> 1 month': 9,
    '~1 week': 1.1,
    '1': 7,
    '🐘 huge': 40,
    very: 1,
    'very big': 30,
    '(s) small': 2,
  };
  test.each([
    ['Less than a week', 0.5],
    ['less  than a\tweek', 0.5],
    ['< 1 week', 0.8],
    ['> 1 month', 9],
    ['~1 week', 1.1],
    ['🐘 Huge', 40],
    ['(S) small', 2],
    ['very big', 30],
    ['very small', 1],
    ['**very big**', 30],
    ['1', 7],
    ['10', 10],
    ['1.5 weeks', 1.5],
    ['1,5 weeks', 1.5],
    ['days', null],
  ] as const)('%j counts %j', (answer, wanted) => expect(amount(answer, 'effort', SIZES)).toBe(wanted));

  test('stand in the complaint, as many as one can read', () => {
    expect(why('soon', 'effort')).toBe(
      'It begins neither with a number such as `3 weeks` nor with one of `xs`, `s`, `m`, `l`, `xl`, `hours`, `days`, `weeks`, `months`, `quarters`.',
    );
    expect(why('11', 'impact')).toBe('More than 10 cannot be counted.');
    expect(why('many', 'reach')).toBe('It does not begin with a number such as `1200`.');
  });
});

test('whatever is written, an amount is a number within its bounds, or a sentence that says why there is none', () => {
  const words = fc.constantFrom(
    ...[
      'high',
      'low',
      '8',
      '10',
      ',',
      '.',
      '-',
      '/',
      '%',
      ' ',
      '\n',
      'k',
      'weeks',
      '~',
      '**',
      '👍',
      '\u200b',
      'of 10',
    ],
  );
  const answers = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.array(words, { maxLength: 10 }).map((all) => all.join('')),
  );
  fc.assert(
    fc.property(answers, fc.constantFrom(...FACTORS), (answer, factor) => {
      const reading = amountOf(answer, factor, RULES);
      if (reading.state === 'read') {
        expect(reading.value).toBeGreaterThanOrEqual(0);
        expect(reading.value).toBeLessThanOrEqual(UNITS[factor].most);
      } else expect(reading).toEqual({ state: 'unreadable', why: expect.stringMatching(/^\S.*\.$/) });
    }),
    { numRuns: 2_000 },
  );
});
