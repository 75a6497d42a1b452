// Parts of a text that are worth a closer look, found far faster than the patterns that look closer: most of a text is in none.

import type { Finding } from './finding.ts';

/** In UTF-16 units, the end not included. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

export const setOf = (characters: string): Uint8Array =>
  Uint8Array.from({ length: 128 }, (_, code) => (characters.includes(String.fromCharCode(code)) ? 1 : 0));

const DIGITS = '0123456789';
export const LETTERS_AND_DIGITS = `${DIGITS}abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ`;

/** The longest runs of these characters that are at least so long. Most are never looked at: one that is none of them rules out all around it. */
export function stretches(text: string, set: Uint8Array, least: number): readonly Stretch[] {
  const found: Stretch[] = [];
  for (let start = 0; start + least <= text.length; ) {
    let at = start + least - 1;
    while (at >= start && set[text.charCodeAt(at)] === 1) at -= 1;
    if (at < start) {
      at = start + least;
      while (at < text.length && set[text.charCodeAt(at)] === 1) at += 1;
      found.push({ start, end: at });
    }
    start = at + 1;
  }
  return found;
}

/** What `matchAll` gives; that makes a pattern anew each time, which on short texts takes longer than the search. */
export function matches(text: string, pattern: RegExp): readonly RegExpExecArray[] {
  const found: RegExpExecArray[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) found.push(match);
  return found;
}

/** The lines in which `hint`, a global pattern, is found. */
export function linesWith(text: string, hint: RegExp): readonly Stretch[] {
  const found: Stretch[] = [];
  hint.lastIndex = 0;
  for (let match = hint.exec(text); match !== null; match = hint.exec(text)) {
    const line = lineAround(text, match.index, match.index);
    found.push(line);
    hint.lastIndex = line.end;
  }
  return found;
}

/** From the start of the line in which the one place is to the end of that in which the other is. */
export function lineAround(text: string, from: number, to: number): Stretch {
  const end = text.indexOf('\n', to);
  return { start: from === 0 ? 0 : text.lastIndexOf('\n', from - 1) + 1, end: end < 0 ? text.length : end };
}

/** What is found in each of the stretches alone. */
export function within(
  text: string,
  parts: readonly Stretch[],
  find: (part: string) => readonly Finding[],
): readonly Finding[] {
  return parts.flatMap(({ start, end }) =>
    find(text.slice(start, end)).map((finding) => moved(finding, start)),
  );
}

const moved = ({ start, end, kind }: Finding, by: number): Finding => ({
  start: start + by,
  end: end + by,
  kind,
});
