// Any form with any answers, written as GitHub writes it, is read back as it was filled in; where that cannot be, it is unreadable.

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Answer, FormInput, Reading } from '../../../src/core/ideas/form.ts';
import { isFormShaped, readAnswers } from '../../../src/webhooks/issue/answers.ts';
import { FORM } from './arbitrary.ts';
import { asked, bodyOf, type Filled } from './github.ts';

const RUNS = { numRuns: 500 };

function expected({ options }: FormInput, filled: Filled): Reading<Answer> {
  if (filled === null) return { state: 'missing', how: 'empty' };
  if (filled.kind !== 'boxes') return { state: 'read', value: filled };
  const boxes = options.map((label, at) => ({ label, checked: filled.checked[at] ?? false }));
  return { state: 'read', value: { kind: 'boxes', boxes } };
}

/** Choices with commas may read in two ways; then the reader may say so, and nothing else. */
const mayBeUnclear = ({ kind, multiple, options }: FormInput): boolean =>
  kind === 'dropdown' && multiple && options.some((option) => option.normalize('NFKC').includes(','));

describe('an issue made by a form', () => {
  test.each([
    ['', '\n'],
    [' with the line ends of browsers', '\r\n'],
  ])('is read back as it was filled in%s', (_, lineEnd) => {
    fc.assert(
      fc.property(FORM, ({ filled }) => {
        const body = bodyOf(filled).replaceAll('\n', lineEnd);
        const answers = readAnswers(
          body,
          filled.map(([input]) => input),
        );
        expect(isFormShaped(answers)).toBe(true);
        for (const [at, [input, answer]] of filled.entries()) {
          const reading = answers[at]?.reading;
          if (reading?.state === 'unreadable' && mayBeUnclear(input)) continue;
          expect(reading).toEqual(expected(input, answer));
        }
      }),
      RUNS,
    );
  });

  test('is read whatever the order of its headings and their level', () => {
    fc.assert(
      fc.property(FORM, fc.constantFrom('#', '##', '####'), ({ filled }, marks) => {
        const inputs = filled.map(([input]) => ({ ...input, kind: 'input' as const, render: null }));
        const words = inputs.map((input) => [input, { kind: 'text', text: 'words' }] as const);
        const body = bodyOf(words.toReversed()).replaceAll(/^###(?= )/gm, marks);
        for (const { reading } of readAnswers(body, inputs))
          expect(reading).toEqual({ state: 'read', value: { kind: 'text', text: 'words' } });
      }),
      RUNS,
    );
  });

  test('is unreadable where an answer has the heading of an input, and right everywhere else', () => {
    fc.assert(
      fc.property(FORM, fc.nat(), fc.nat(), ({ filled }, from, to) => {
        const [host] = filled[from % filled.length]!;
        const [other] = filled[to % filled.length]!;
        const text = { kind: 'text' as const, text: `before\n\n### ${other.label}\n\nafter` };
        const changed = filled.map(([input, answer]) =>
          input === host
            ? ([{ ...input, kind: 'textarea', render: null }, text] as const)
            : ([input, answer] as const),
        );
        const answers = readAnswers(
          bodyOf(changed),
          changed.map(([input]) => input),
        );
        for (const [at, [input, answer]] of changed.entries()) {
          const reading = answers[at]?.reading;
          if (input.label === host.label || input.label === other.label)
            expect(reading?.state).toBe('unreadable');
          else if (input.kind === 'textarea' && changed[at + 1]?.[0].label === other.label)
            expect(reading?.state).toBe('unreadable');
          else if (reading?.state !== 'unreadable' || !mayBeUnclear(input))
            expect(reading).toEqual(expected(input, answer));
        }
      }),
      RUNS,
    );
  });

  test('is read without a fault whatever stands in it', () => {
    const inputs = [...'abc'].map((label) => ({ ...asked(label), kind: 'checkboxes' as const }));
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (body) => {
        for (const { reading } of readAnswers(`### a\n${body}`, inputs)) expect(reading.state).toMatch(/\w/);
      }),
      RUNS,
    );
  });
});
