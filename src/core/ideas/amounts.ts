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

/** Markdown's signs and emoji around a beginning. A minus belongs to its number, a dash before a space is a list's. */
const BEFORE =
  /^(?:[\s*_>~"'`([#]|\ufe0f|-(?=\s)|\p{Cf}|\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator})+/u;

/** @param answer as it was read from the form; only the first line with something in it counts. */
export function amountOf(
  answer: string,
  factor: FactorName,
  rules: Pick<IdeaRules, 'scales'>,
): Reading<number> {
  const head = cut(answer, HEAD);
  const said = firstLine(head.replace(BEFORE, ''));
  const scale = factor === 'reach' ? {} : rules.scales[factor];
  // A team's own words may begin with signs that are otherwise Markdown's: `> 1 month`, `~1 week`.
  const amount = ofScale(firstLine(head.trimStart()), scale) ?? ofScale(said, scale) ?? NUMBERS[factor](said);
  if (amount === null) return { state: 'unreadable', why: wanted(factor, scale) };
  const { most } = UNITS[factor];
  return amount <= most
    ? { state: 'read', value: amount }
    : { state: 'unreadable', why: `More than ${most} cannot be counted.` };
}

const firstLine = (text: string): string => folded(text.split(/[\r\n\u2028\u2029]/, 1)[0] ?? '');

const folded = (text: string): string => visible(text).toLowerCase();

/** The longest word of the scale that the answer begins with: `very high` before `very`. */
function ofScale(said: string, scale: Scale): number | null {
  const words = Object.entries(scale).map(([word, amount]) => [folded(word), amount] as const);
  const found = words
    .toSorted(([a], [b]) => b.length - a.length)
    .find(([word]) => said.startsWith(word) && endsThere(word, said.slice(word.length)));
  return found?.[1] ?? null;
}

/** The word `1` is not the beginning of `1.5`. */
const endsThere = (word: string, rest: string): boolean =>
  !/^[\p{L}\p{N}]/u.test(rest) && !(/\d$/.test(word) && /^[.,]\d/.test(rest));

/** More of a scale is not told; ours has ten. */
const MOST_WORDS = 12;

function wanted(factor: FactorName, scale: Scale): string {
  const words = Object.keys(scale)
    .slice(0, MOST_WORDS)
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
const UNIT = '(?:h(?:ours?|rs?)?|d(?:ays?)?|w(?:eeks?|ks?)?|m(?:onths?|o)?|q(?:uarters?)?|y(?:ears?|rs?)?)';
const TO = '(?: ?[-–] ?| to )';
const SPAN = new RegExp(
  String.raw`^(?:about |ca\.? )?(?:${NUMBER}(?: ?${UNIT})?${TO})?(${NUMBER})(?: ?(?:(?:person|engineer)[- ])?(${UNIT})\b(?!${TO}\d)|(?![\d.,]*\d| ?[\p{L}%/]|${TO}\d))`,
  'u',
);

/** `3 weeks`, `2-3 months` (the longer), `5d`; a bare number is weeks. Minutes are no plan. */
function weeks(said: string): number | null {
  const [, digits, unit = 'w'] = SPAN.exec(said) ?? [];
  return digits === undefined ? null : round(Number(digits.replace(',', '.')) * (WEEKS[unit.charAt(0)] ?? 1));
}

const THOUSANDS: Readonly<Record<string, number>> = {
  ...{ k: 1_000, thousand: 1_000 },
  ...{ m: 1_000_000, mio: 1_000_000, mln: 1_000_000, million: 1_000_000 },
};
const MORE = Object.keys(THOUSANDS).join('|');
/** After a number these make it something else than a count of people. */
const OTHER =
  '(?:percent|hundred|billion|bn|(?:second|minute|min|hour|hr|day|week|month|quarter|year)s?|[hdwy])\\b';
const COUNT = new RegExp(
  String.raw`^(?:about |ca\.? )?(?:(\d{1,3}(?:[,. ']\d{3})+)(?:[.,]\d{1,2})?|(\d{1,12}(?:[.,]\d{1,2})?)(?: ?(${MORE})\b)?)(?![,. ']?\d| ?[%/]| ?(?:${MORE})\b| ?${OTHER})`,
);

/** `1200`, `1,200`, `1.2k`, `2m users`; not `10 %`, nor `8 hours`. */
function people(said: string): number | null {
  const [, grouped, plain, unit] = COUNT.exec(said) ?? [];
  if (grouped !== undefined) return Number(grouped.replace(/[,. ']/g, ''));
  if (plain === undefined) return null;
  return round(Number(plain.replace(',', '.')) * (unit ? (THOUSANDS[unit] ?? 1) : 1));
}

const round = (value: number): number => Math.round(value * 1_000) / 1_000;
