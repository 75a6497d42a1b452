// Runs of base64 and hex, read: a secret may be inside. Ordinary ones, such as hashes and images, decode to nothing that looks
// like a secret and stay.

import { withoutEnd } from '../ends.ts';
import { LETTERS_AND_DIGITS, matches, setOf, stretches } from './stretches.ts';

/** The shortest secret with the name that shows it, `token=12345678`, is longer than that in base64. */
const SHORTEST = 18;
const IN_BASE64 = setOf(`${LETTERS_AND_DIGITS}+/_-`);
/** What the pattern below is made of, and how long it is at least. */
const IN_HEX = setOf('0123456789abcdefABCDEF :xX');
const SHORTEST_HEX = 24;
/** In pairs, together or apart; more of the same shape than a MAC address. */
const HEX = /(?<![0-9a-z])(?:0x)?[0-9a-f]{2}(?:[ :]?[0-9a-f]{2}){11,}(?![0-9a-z])/gi;
/** Text does not begin with these; random bytes do so soon. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells text from noise here.
const NOISE = /[\x00-\x08\x0e-\x1f\x7f]/;
const SAMPLE = 64;

export interface Run {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export function* runs(text: string): Generator<Run> {
  for (const { start, end } of stretches(text, IN_BASE64, SHORTEST)) {
    const run = text.slice(start, end + padding(text, end));
    // A path or a name may be glued to the front by a character that base64 uses too.
    for (const from of beginnings(run)) {
      const decoded = fromBase64(run.slice(from));
      if (decoded !== null) yield { start: start + from, end: start + run.length, text: decoded };
    }
  }
  for (const stretch of stretches(text, IN_HEX, SHORTEST_HEX)) {
    // With the characters around it: the pattern looks at them.
    const before = Math.max(0, stretch.start - 1);
    for (const { 0: run, index } of matches(text.slice(before, stretch.end + 1), HEX)) {
      const decoded = fromHex(run);
      const start = before + index;
      if (decoded !== null) yield { start, end: start + run.length, text: decoded };
    }
  }
}

const padding = (text: string, at: number): number => (text[at] !== '=' ? 0 : text[at + 1] === '=' ? 2 : 1);

/** The start, and behind the first such characters where the decoder would be in another step of its four. */
function* beginnings(run: string): Generator<number> {
  const steps = new Set([0]);
  yield 0;
  for (const { index } of run.slice(0, -SHORTEST).matchAll(/[/_+-]/g)) {
    const from = index + 1;
    if (steps.size === 4) return;
    if (steps.has(from % 4)) continue;
    steps.add(from % 4);
    yield from;
  }
}

function fromBase64(run: string): string | null {
  const plain = withoutEnd(run.replace(/-/g, '+').replace(/_/g, '/'), '=');
  if (NOISE.test(decode(plain.slice(0, SAMPLE)))) return null;
  return decode(plain);
}

/** `atob` refuses a single character too many. */
const decode = (plain: string): string => atob(plain.length % 4 === 1 ? plain.slice(0, -1) : plain);

function fromHex(run: string): string | null {
  const digits = run.replace(/^0x|[ :]/gi, '');
  if (NOISE.test(unhexed(digits.slice(0, SAMPLE)))) return null;
  return unhexed(digits);
}

const unhexed = (digits: string): string =>
  digits.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));
