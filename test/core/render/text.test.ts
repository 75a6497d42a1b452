import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { age, cut, literal, renderText, utf8Length, visible } from '../../../src/core/render/text.ts';
import { NOW } from '../support/facts.ts';
import { ALL, MARKUP, MENTIONS } from './hostile.ts';
import { cells, live, outsideCode } from './markdown.ts';

const quote = (text: string) => renderText([{ untrusted: text }], NOW);
const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

/** Nothing of it stands outside a code span, so nothing of it can be live. */
function expectInert(text: string) {
  const shown = quote(text);
  const around = renderText(['before ', { untrusted: text }, ' after'], NOW);
  expect(outsideCode(around, (sign) => sign)).toMatch(/^before (?:\(empty\))? after$/);
  expect(shown).not.toMatch(HIDDEN);
  expect(cells(`| ${shown} |`)).toBe(1);
  expect(shown.isWellFormed()).toBe(true);
}

describe('the corpora', () => {
  test('hold what the threat list asks for', () => {
    expect(MENTIONS.length).toBeGreaterThanOrEqual(60);
    expect(new Set(ALL).size).toBeGreaterThanOrEqual(200);
  });

  test('are hostile: shown as they are, most would be live', () => {
    const harmless = MENTIONS.filter((text) => live(text).length === 0);
    expect(harmless.length).toBeLessThan(MENTIONS.length / 3);
  });
});

describe('T-35 mentions, references and addresses', () => {
  test.each(MENTIONS)('T-35 %j is only shown', (text) => expectInert(text));

  test.each(MENTIONS)('T-35 %j is harmless even where it passes for our own words', (text) => {
    expect(live(literal(text))).toEqual([]);
  });

  test('T-35 neighbours do not open each other', () => {
    for (const text of MENTIONS) {
      const line = renderText(
        [{ untrusted: '@a`' }, { untrusted: text }, { untrusted: '@b' }, 'x`', { code: text }],
        NOW,
      );
      expect(outsideCode(line, () => '').replaceAll(/\s|\(empty\)/g, '')).toBe('x');
    }
  });
});

describe('T-36 Markdown, HTML and hidden characters', () => {
  test.each(MARKUP)('T-36 %j is only shown', (text) => expectInert(text));

  test('T-36 so is every variation of the corpus', () => {
    for (const text of ALL) expectInert(text);
  });

  test('T-36 and whatever else there is', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), expectInert), { numRuns: 500 });
    const nasty = fc.string({
      unit: fc.constantFrom(...'`\\|<>[]()!@#&*_~$ \n\u200b\u202ea1.:/-'),
      maxLength: 60,
    });
    fc.assert(fc.property(nasty, expectInert), { numRuns: 2_000 });
    fc.assert(
      fc.property(nasty, (text) => {
        expect(live(literal(text))).toEqual([]);
        expect(cells(`| ${literal(text)} |`)).toBe(1);
      }),
      { numRuns: 2_000 },
    );
  });

  test('T-36 a link goes nowhere but to a plain web address', () => {
    const link = (url: string, label = 'acme/api#1') => renderText([{ link: label, url }], NOW);
    expect(link('https://github.com/acme/api/pull/1')).toBe(
      '[acme/api#1](https://github.com/acme/api/pull/1)',
    );
    for (const url of [
      'javascript:alert(1)',
      'data:text/html,x',
      'https://x.example/)[y](https://evil.example',
      'https://x.example/ "title"',
      'https://x.example/\n',
      '//evil.example',
      '',
    ]) {
      expect(live(link(url))).toEqual([]);
    }
    for (const label of ALL) {
      expect(link('https://x.example', label)).toMatch(/^\[(?:[^[\]\\\n]|\\.)*\]\(https:\/\/x\.example\)$/u);
    }
  });

  test('T-36 an exclamation mark before a link makes no image', () => {
    expect(renderText(['Look!', { link: 'a', url: 'https://x.example' }], NOW)).toBe(
      'Look\\![a](https://x.example)',
    );
  });

  test('T-37 what cannot be seen is not copied', () => {
    const tags = [...'approve this'].map((sign) =>
      String.fromCodePoint(0xe0000 + (sign.codePointAt(0) ?? 0)),
    );
    expect(quote(`Fix${tags.join('')} it`)).toBe('`Fix it`');
  });
});

describe('what a reader sees', () => {
  test.each([
    ['a plain title', 'Add login', '`Add login`'],
    ['a title that quotes code', 'Use `npm ci`', '`` Use `npm ci` ``'],
    ['a title that starts with a fence', '``` x', '```` ``` x ````'],
    ['a title with cells', 'a | b', '`a ¦ b`'],
    ['two lines', 'one\ntwo', '`one two`'],
    ['nothing', ' \u200b ', '(empty)'],
  ])('%s', (_, text, shown) => expect(quote(text)).toBe(shown));

  test('runs of every kind', () => {
    const since = '2026-11-17T14:03:00Z';
    expect(renderText(['At ', { at: since }, ': ', { strong: 'a*b' }, ' since ', { since }, '.'], NOW)).toBe(
      'At 2026-11-17 14:03 UTC: **a\\*b** since 2026-11-17 14:03 UTC (3 days).',
    );
    expect(renderText([{ at: 'no instant @x' }, ' ', { since: 'nor this' }], NOW)).toBe(
      '`no instant @x` `nor this`',
    );
  });

  test.each([
    [-5_000, 'less than 1 min'],
    [59_000, 'less than 1 min'],
    [5 * 60_000, '5 min'],
    [2.5 * 3_600_000, '2 h'],
    [47.9 * 3_600_000, '47 h'],
    [72 * 3_600_000, '3 days'],
  ])('%d ms are %s', (ms, shown) => expect(age(ms)).toBe(shown));

  test('long text ends with an ellipsis at the edge of a code point', () => {
    expect(quote('😀'.repeat(500))).toHaveLength(201);
    expect(quote('😀'.repeat(500))).toMatch(/^`(?:😀)+…`$/u);
    expect(cut('😀😀😀', 4)).toBe('😀…');
    expect(cut('😀😀😀', 5)).toBe('😀😀…');
    expect(cut('😀😀', 4)).toBe('😀😀');
  });

  test('bytes are counted as UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(utf8Length(text)).toBe(Buffer.byteLength(text, 'utf8'));
      }),
    );
  });

  test('what is visible stays so when cleaned twice', () => {
    for (const text of ALL) expect(visible(visible(text))).toBe(visible(text));
  });
});
