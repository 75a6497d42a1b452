// An answer in words or numbers → the amount it stands for. What is not understood is said, never guessed.

import { cut, visible } from '../render/text.ts';
import type { Reading } from './form.ts';
import type { FactorName } from './model.ts';
import type { IdeaRules, Scale } from './rules.ts';

/** What each amount is counted in, and how far it goes. */
export const UNITS: Readonly<
  Record<FactorName, { readonly unit: string; readonly most: number; readonly example: string }>
> = {
  impact: { unit: 'of 10', most: 10, example: '8' },
  confidence: { unit: 'of 10', most: 10, example: '7' },
  effort: { unit: 'weeks', most: 1_000, example: '3 weeks' },
  reach: { unit: 'people', most: 1_000_000_000, example: '1200' },
};

/** Longer answers are stories; the amount stands at their beginning. */
const HEAD = 200;

/** @param answer as it was read from the form; Markdown's emphasis around the beginning is no part of it. */
export function amountOf(
  answer: string,
  factor: FactorName,
  rules: Pick<IdeaRules, 'scales'>,
): Reading<number> {
  const said = visible(cut(answer, HEAD))
    .replace(/^[\s*_>~"'`([#-]+/, '')
    .toLowerCase();
  const scale = factor === 'reach' ? {} : rules.scales[factor];
  const amount = ofScale(said, scale) ?? NUMBERS[factor](said);
  if (amount === null) return { state: 'unreadable', why: wanted(factor, scale) };
  const { most } = UNITS[factor];
  return amount <= most
    ? { state: 'read', value: amount }
    : { state: 'unreadable', why: `More than ${most} cannot be counted.` };
}

/** The longest word of the scale that the answer begins with: `very high` before `very`. */
function ofScale(said: string, scale: Scale): number | null {
  const words = Object.keys(scale).toSorted((a, b) => b.length - a.length);
  const found = words.find(
    (word) => said.startsWith(word) && !/^[\p{L}\p{N}]/u.test(said.slice(word.length)),
  );
  return found === undefined ? null : (scale[found] ?? null);
}

function wanted(factor: FactorName, scale: Scale): string {
  const words = Object.keys(scale)
    .slice(0, 8)
    .map((word) => `\`${word}\``);
  const number = `a number such as \`${UNITS[factor].example}\``;
  return words.length === 0
    ? `It does not begin with ${number}.`
    : `It begins neither with ${number} nor with one of ${words.join(', ')}.`;
}

const NUMBERS: Readonly<Record<FactorName, (said: string) => number | null>> = {
  impact: ofTen,
  confidence: ofTen,
  effort: weeks,
  reach: people,
};

/** `8`, `8.5`, `8/10`, `8 of 10`, `80 %`; not `8 hours`. */
function ofTen(said: string): number | null {
  const [, digits, percent] =
    /^(\d{1,3}(?:[.,]\d{1,2})?)(?: ?(%)| ?(?:\/|of|out of) ?10\b|(?![\d.,]*\d| ?[\p{L}\p{N}/%]))/u.exec(
      said,
    ) ?? [];
  if (digits === undefined) return null;
  const value = Number(digits.replace(',', '.'));
  return percent === undefined ? value : value / 10;
}

const WEEKS: Readonly<Record<string, number>> = { h: 1 / 40, d: 1 / 5, w: 1, m: 4, q: 13, y: 52 };

const NUMBER = String.raw`\d{1,4}(?:[.,]\d{1,2})?`;
const SPAN_UNIT = `(h(?:ours?|rs?)?|d(?:ays?)?|w(?:eeks?|ks?)?|m(?:onths?|o)?|q(?:uarters?)?|y(?:ears?|rs?)?)`;
const SPAN = new RegExp(
  String.raw`^(?:about |ca\.? |~ ?)?(?:${NUMBER} ?(?:-|–|to) ?)?(${NUMBER})(?: ?(?:(?:person|engineer)[- ])?${SPAN_UNIT}\b|(?!\d| ?[\p{L}%/]))`,
  'u',
);

/** `3 weeks`, `2-3 months` (the longer), `5d`; a bare number is weeks. Minutes are no plan. */
function weeks(said: string): number | null {
  const [, digits, unit = 'w'] = SPAN.exec(said) ?? [];
  return digits === undefined ? null : round(Number(digits.replace(',', '.')) * (WEEKS[unit.charAt(0)] ?? 1));
}

const THOUSANDS: Readonly<Record<string, number>> = { k: 1_000, m: 1_000_000 };

/** `1200`, `1,200`, `1.2k`, `2m users`. */
function people(said: string): number | null {
  const [, grouped, plain, unit] =
    /^(?:about |ca\.? |~ ?)?(?:(\d{1,3}(?:[,. ']\d{3})+)(?!\d)|(\d{1,12}(?:\.\d{1,3})?))(?: ?(k|m)\b)?/.exec(
      said,
    ) ?? [];
  if (grouped !== undefined) return Number(grouped.replace(/[,. ']/g, ''));
  return plain === undefined ? null : round(Number(plain) * (unit ? (THOUSANDS[unit] ?? 1) : 1));
}

const round = (value: number): number => Math.round(value * 1_000) / 1_000;
