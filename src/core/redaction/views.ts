// Other ways to read a text, each knowing where its characters stand in the original, so that a secret written with escapes,
// invisible characters or line ends in between is found by the same patterns and left out where it really is.

import type { Finding } from './finding.ts';

export interface View {
  readonly text: string;
  /** Where each character begins and ends in the text this was made of. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
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

/** JSON, JavaScript, Markdown, URL and HTML escapes; characters nobody sees; full-width letters. */
const ESCAPE =
  /(?=[\\%&\u00ad-\uffff])(?:\\u\{?([0-9a-f]{4,6})\}?|\\x([0-9a-f]{2})|%([0-9a-f]{2})|&#x([0-9a-f]{1,6});|&#(\d{1,7});|&([a-z]{2,6});|\\([nrt"'\\/_*.=:@~#+&-])|([\uff01-\uff5e])|\u034f|[\ufe00-\ufe0f]|[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff])/gi;

/** Null when nothing is escaped. What is escaped twice is read twice, three times at most. */
export function unescaped(text: string): View | null {
  let view: View | null = null;
  for (let round = 0; round < 3; round += 1) {
    const next = rewritten(view?.text ?? text, ESCAPE, meant);
    if (next === null) break;
    view = view === null ? next : through(view, next);
  }
  return view;
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

/** The end of a line, with the quoting of the next, where a token seems to go on: not before words, headings or `NAME=`. */
const BREAK = /[ \t\r]{0,3}\n[ \t]*(?:>[ \t]?)*(?=[\w+/!@$%^&~-]{2})/g;
const RUN_ENDS = /[\w+/=.%-]{4}$/;
const GOES_ON = /[\w+/!@$%^&~-]{2,}={0,2}(?![\w=:(-])/y;

/** Null when no line seems to go on. `begins` are places where a secret begins that needs no other line. */
export function joined(text: string, begins: ReadonlySet<number>): View | null {
  return rewritten(text, BREAK, (match) => {
    const next = match.index + match[0].length;
    if (!RUN_ENDS.test(text.slice(Math.max(0, match.index - 4), match.index))) return null;
    GOES_ON.lastIndex = next;
    const run = GOES_ON.exec(text)?.[0] ?? '';
    return isPart(run) && !begins.has(next) ? '' : null;
  });
}

const isPart = (run: string): boolean =>
  (/\d/.test(run) && /[a-z]/i.test(run)) || /[a-z][A-Z]/.test(run) || run.endsWith('=');

export const turned = ({ start, end, kind }: Finding, length: number): Finding => ({
  start: length - end,
  end: length - start,
  kind,
});

export const original = (view: View, { start, end, kind }: Finding): Finding => ({
  start: view.starts[start] ?? 0,
  end: view.ends[end - 1] ?? 0,
  kind,
});

interface Replaced {
  readonly start: number;
  readonly end: number;
  /** One character, or none. */
  readonly by: string;
}

/** `to` gives null for what stays as it is; so does this when nothing is replaced. */
function rewritten(
  text: string,
  pattern: RegExp,
  to: (match: RegExpExecArray) => string | null,
): View | null {
  const replaced: Replaced[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const by = to(match);
    if (by !== null) replaced.push({ start: match.index, end: match.index + match[0].length, by });
  }
  return replaced.length === 0 ? null : viewOf(text, replaced);
}

function viewOf(text: string, replaced: readonly Replaced[]): View {
  const starts = new Int32Array(text.length);
  const ends = new Int32Array(text.length);
  const parts: string[] = [];
  let size = 0;
  let done = 0;
  const keep = (until: number) => {
    parts.push(text.slice(done, until));
    for (; done < until; size += 1) {
      starts[size] = done;
      done += 1;
      ends[size] = done;
    }
  };
  for (const { start, end, by } of replaced) {
    keep(start);
    done = end;
    if (by === '') continue;
    parts.push(by);
    starts[size] = start;
    ends[size] = end;
    size += 1;
  }
  keep(text.length);
  return { text: parts.join(''), starts: starts.subarray(0, size), ends: ends.subarray(0, size) };
}

/** A view of a view, told in places of the first one's text. */
export function through(first: View, second: View): View {
  return {
    text: second.text,
    starts: second.starts.map((at) => first.starts[at] ?? 0),
    ends: second.ends.map((at) => first.ends[at - 1] ?? 0),
  };
}
