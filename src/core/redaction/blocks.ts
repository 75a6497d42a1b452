// Blocks of private keys: PEM of all sorts, OpenSSH, PGP, PuTTY. A block becomes one piece, from its first line to its last.

import type { Finding } from './finding.ts';

const BEGIN = /-{4,5} ?BEGIN (?:[A-Z0-9]{1,12} ){0,4}PRIVATE KEY(?: BLOCK)? ?-{4,5}/g;
const END = /-{4,5} ?END (?:[A-Z0-9]{1,12} ){0,4}PRIVATE KEY(?: BLOCK)? ?-{4,5}/g;
/** A line of a key, quoted or escaped or not; what a block without an end is made of. */
const LINES =
  /(?:[ \t>]*(?:\\[nr]|\r?\n))*(?:[ \t>]*[A-Za-z0-9+/=]{16,}(?:\\[nr]|\r?\n)*)+(?:[ \t>]*[A-Za-z0-9+/]{1,15}={0,2}(?![A-Za-z0-9 ]))?/y;
/** Without that much it is a text about keys. */
const KEY = /[A-Za-z0-9+/=]{16}/;

/** Starts and ends are listed first: looking for an end from every start would be quadratic. */
export function blocks(text: string): readonly Finding[] {
  if (!text.includes('PRIVATE KEY')) return [];
  const ends = [...text.matchAll(END)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
  const begins = [...text.matchAll(BEGIN)].map((match) => ({
    start: match.index,
    body: match.index + match[0].length,
  }));
  const found: Finding[] = [];
  let at = 0;
  for (const [i, { start, body }] of begins.entries()) {
    while ((ends[at]?.start ?? Infinity) < body) at += 1;
    const limit = begins[i + 1]?.start ?? text.length;
    const close = ends[at];
    const end = close !== undefined && close.start < limit ? closed(text, body, close) : open(text, body);
    if (end !== null) found.push({ start, end, kind: 'private key' });
  }
  return found;
}

function closed(text: string, body: number, close: { start: number; end: number }): number | null {
  const inside = text.slice(body, close.start);
  // A heading in between: the first key has no end, and the rest of the document is not part of it.
  if (/^#{1,6} /m.test(inside)) return open(text, body);
  return KEY.test(inside) ? close.end : null;
}

function open(text: string, body: number): number | null {
  LINES.lastIndex = body;
  const match = LINES.exec(text);
  return match === null ? null : body + match[0].trimEnd().length;
}
