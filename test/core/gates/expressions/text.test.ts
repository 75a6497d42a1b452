// Texts are the same to expressions when .NET's OrdinalIgnoreCase says so.

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fold, instant, same } from '../../../../src/core/gates/expressions/text.ts';

describe('texts, ignoring case', () => {
  test('no character becomes two, and none but a letter of English becomes one of English', () => {
    // There are none with two cases beyond.
    const odd: string[] = [];
    for (let code = 0; code <= 0x1ffff; code += 1) {
      const character = String.fromCodePoint(code);
      const folded = fold(character);
      const english = /[A-Z]/.test(folded) && !/[A-Za-z]/.test(character);
      if (folded.length !== character.length || english || fold(`ß${character}`) !== `ß${folded}`)
        odd.push(character);
    }
    expect(odd).toEqual([]);
  });

  test('a text is the same as itself in other letters', () => {
    const unit = fc.constantFrom('a', 'B', '5', ' ', 'é', 'É', 'ß', 'ı', 'ſ', 'Σ', 'ς', 'ŉ', '🚀', '\ud800');
    fc.assert(
      fc.property(fc.string({ unit }), (text) => same(text, fold(text)) && fold(text).length === text.length),
    );
    const ascii = fc.string({ unit: fc.constantFrom('a', 'Z', '0', '-', '{', '@') });
    fc.assert(fc.property(ascii, (text) => same(text.toUpperCase(), text.toLowerCase())));
  });
});

describe('dates', () => {
  test('the date of every moment is read back, whatever it is', () => {
    const dates = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(fc.property(dates, (date) => instant(date.toISOString()) === date.getTime()));
  });

  test('whatever else is written is no date', () => {
    fc.assert(
      fc.property(fc.string(), (text) => /^\d{4}-\d\d-\d\d/.test(text) || Number.isNaN(instant(text))),
    );
    for (const text of [
      '2026-1-1',
      '2026-01-01 ',
      '2026-02-29',
      '2026-01-01T25:00:00Z',
      '2026-01-01T10:00:00+99:99',
      '+002026-01-01',
    ])
      expect([text, instant(text)]).toEqual([text, Number.NaN]);
  });
});
