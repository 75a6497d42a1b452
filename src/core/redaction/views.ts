// Other ways to read a text, each knowing where its characters stand in the original, so that a secret written with escapes,
// invisible characters or line ends in between is found by the same patterns and left out where it really is.

import { withoutEnd } from '../ends.ts';
import { HIDDEN } from '../hidden.ts';
import type { Finding } from './finding.ts';
import { lineAround, matches, type Stretch } from './stretches.ts';

export interface View {
  readonly text: string;
  /** In order and apart. */
  readonly changes: readonly Change[];
}

/** A piece of the original, and what is read for it: one character, or none. */
interface Piece {
  readonly start: number;
  readonly end: number;
  readonly by: string;
}

interface Change extends Piece {
  /** Where that is in the text of the view. */
  readonly at: number;
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  colon: ':',
  equals: '=',
  sol: '/',
  lowbar: '_',
  hyphen: '-',
  period: '.',
  commat: '@',
  nbsp: ' ',
};
const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** JSON, JavaScript, Markdown, URL and HTML escapes; full-width letters. */
const ESCAPED =
  /\\u\{?([0-9a-f]{4,6})\}?|\\x([0-9a-f]{2})|%([0-9a-f]{2})|&#x([0-9a-f]{1,6});|&#(\d{1,7});|&([a-z]{2,6});|\\([nrt"'\\/_*.=:@~#+&-])|([\uff01-\uff5e])/u;
/** What is left out where text is shown, or made a name of: also what stands for lost bytes. */
const LEFT_OUT = `(?![\\n\\r\\t])${HIDDEN.source}|[\\p{Cs}\\ufffd]`;
/** The first look-ahead passes over what most texts consist of. */
const ESCAPE = new RegExp(`(?![\\n\\r\\t -$'-\\[\\]-~])(?:${ESCAPED.source}|${LEFT_OUT})`, 'giu');

/** No escape is longer. */
const LONGEST = 10;

/** Null when nothing is escaped. What is escaped twice is read twice, three times at most. */
export function unescaped(text: string): View | null {
  let view = viewOf(text, escapes(text, [{ start: 0, end: text.length }]));
  for (let round = 1; round < 3 && view !== null; round += 1) {
    // Only what was read just now can have become part of another escape.
    const next = viewOf(view.text, escapes(view.text, around(view)));
    if (next === null) break;
    view = through(text, view, next);
  }
  return view;
}

function around({ text, changes }: View): readonly Stretch[] {
  const near: Stretch[] = [];
  for (const { at } of changes) {
    const start = Math.max(0, at - LONGEST);
    const end = Math.min(text.length, at + LONGEST);
    const last = near.at(-1);
    if (last !== undefined && start <= last.end) near[near.length - 1] = { start: last.start, end };
    else near.push({ start, end });
  }
  return near;
}

function escapes(text: string, parts: readonly Stretch[]): readonly Piece[] {
  const found: Piece[] = [];
  for (const { start, end } of parts)
    for (const match of matches(text.slice(start, end), ESCAPE)) {
      const by = meant(match);
      const at = start + match.index;
      if (by !== null) found.push({ start: at, end: at + match[0].length, by });
    }
  return found;
}

function meant([all, u, x, percent, entityHex, entity, named, plain, wide]: RegExpExecArray): string | null {
  const hex = u ?? x ?? percent ?? entityHex;
  if (hex !== undefined) return codePoint(Number.parseInt(hex, 16));
  if (entity !== undefined) return codePoint(Number(entity));
  if (named !== undefined) return ENTITIES[named.toLowerCase()] ?? null;
  if (plain !== undefined) return CONTROLS[plain] ?? plain;
  return wide === undefined ? '' : codePoint((all?.charCodeAt(0) ?? 0) - 0xfee0);
}

/** Secrets are ASCII; anything else stays as it is written. */
const codePoint = (code: number): string | null =>
  code > 0 && code < 0x80 ? String.fromCharCode(code) : null;

/** After the end of a line, the quoting of the next, where a token seems to go on: not before words, headings or `NAME=`. */
const QUOTING = /[ \t]*(?:>[ \t]?)*(?=[\w+/!@$%^&~-]{2})/y;
const RUN_ENDS = /[\w+/=.%-]{4}[ \t\r]{0,3}$/;
const GOES_ON = /[\w+/!@$%^&~-]{2,}={0,2}(?![\w=:(-])/y;

/** Null when no line seems to go on. `begins` are places where a secret begins that needs no other line. */
export function joined(text: string, begins: ReadonlySet<number>): View | null {
  const breaks: Piece[] = [];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    const next = continued(text, at);
    if (next === null || begins.has(next)) continue;
    const before = text.slice(Math.max(0, at - 7), at);
    if (RUN_ENDS.test(before)) breaks.push({ start: at - blanks(before), end: next, by: '' });
  }
  return viewOf(text, breaks);
}

const blanks = (text: string): number => text.length - withoutEnd(text, ' \t\r').length;

/** Where the token goes on behind the end of the line. */
function continued(text: string, at: number): number | null {
  QUOTING.lastIndex = at + 1;
  if (!QUOTING.test(text)) return null;
  const next = QUOTING.lastIndex;
  GOES_ON.lastIndex = next;
  const run = GOES_ON.exec(text)?.[0];
  return run !== undefined && isPart(run) ? next : null;
}

const isPart = (run: string): boolean =>
  (/\d/.test(run) && /[a-z]/i.test(run)) || /[a-z][A-Z]/.test(run) || run.endsWith('=');

export const turned = ({ start, end, kind }: Finding, length: number): Finding => ({
  start: length - end,
  end: length - start,
  kind,
});

export const original = (view: View, { start, end, kind }: Finding): Finding => ({
  start: placeOf(view, start).start,
  end: placeOf(view, end - 1).end,
  kind,
});

/** The lines that read otherwise than in the original. */
export function changedLines({ text, changes }: View): readonly Stretch[] {
  const lines: Stretch[] = [];
  for (const { at, by } of changes) {
    const last = lines.at(-1);
    if (last !== undefined && at + by.length <= last.end) continue;
    // Both, where it became the end of one.
    const { start, end } = lineAround(text, at, at + by.length);
    if (last !== undefined && start <= last.end) lines[lines.length - 1] = { start: last.start, end };
    else lines.push({ start, end });
  }
  return lines;
}

/** Where a character of the view stands in the original. */
function placeOf({ changes }: View, at: number): Stretch {
  let low = 0;
  for (let high = changes.length; low < high; ) {
    const middle = (low + high) >>> 1;
    if ((changes[middle]?.at ?? Infinity) <= at) low = middle + 1;
    else high = middle;
  }
  const last = changes[low - 1];
  if (last === undefined) return { start: at, end: at + 1 };
  if (last.at === at && last.by !== '') return last;
  const start = last.end + at - last.at - last.by.length;
  return { start, end: start + 1 };
}

/** Null when nothing is replaced. */
function viewOf(text: string, pieces: readonly Piece[]): View | null {
  if (pieces.length === 0) return null;
  const parts: string[] = [];
  const changes: Change[] = [];
  let done = 0;
  let shorter = 0;
  for (const { start, end, by } of pieces) {
    parts.push(text.slice(done, start), by);
    changes.push({ start, end, by, at: start - shorter });
    shorter += end - start - by.length;
    done = end;
  }
  parts.push(text.slice(done));
  return { text: parts.join(''), changes };
}

/** A view of a view, as one of the text that the first is of. */
function through(text: string, first: View, second: View): View {
  const pieces: Piece[] = [];
  let kept = 0;
  const keep = (until: number) => {
    for (let change = first.changes[kept]; change !== undefined; change = first.changes[kept]) {
      if (change.at + change.by.length > until) break;
      pieces.push(change);
      kept += 1;
    }
  };
  for (const { start, end, by } of second.changes) {
    keep(start);
    pieces.push({ start: placeOf(first, start).start, end: placeOf(first, end - 1).end, by });
    while ((first.changes[kept]?.at ?? Infinity) < end) kept += 1;
  }
  keep(Infinity);
  return viewOf(text, pieces) ?? first;
}
