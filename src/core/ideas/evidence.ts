// How much somebody brings to show that a problem is real.

import { withoutEnd } from '../ends.ts';

const ADDRESS = /https?:\/\/[^\s<>()[\]"'`]{4,}/gi;
const ENTRY = /^\s{0,6}(?:[-*+]|\d{1,3}[.)])\s+\S/;
const MOST = 100;

/** Links, each once, and list entries without one; prose alone is one piece. */
export function piecesOf(text: string): number {
  const links = new Set(text.match(ADDRESS)?.map((one) => withoutEnd(one.toLowerCase(), '.,;:!?')));
  const entries = text.split(/\r?\n/).filter((line) => ENTRY.test(line) && !/https?:\/\//i.test(line)).length;
  const prose = /[\p{L}\p{N}]/u.test(text) ? 1 : 0;
  return Math.min(MOST, Math.max(prose, links.size + entries));
}
