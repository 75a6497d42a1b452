// An answer as its page shows it: without comments, which are hints of a form, or words for nobody (T-37). What is in a fence is shown.

import { closesFence, type Fence, fenceOf, indentOf, untabbed } from './lines.ts';

const BEGIN = '<!--';
const END = '-->';

type Inside =
  | { readonly kind: 'text' }
  | { readonly kind: 'comment' }
  | { readonly kind: 'fence'; readonly fence: Fence };

interface Read {
  readonly line: string;
  readonly inside: Inside;
}

/** Lines that were nothing but comment are left out whole. */
export function shownOf(text: string): string {
  if (!text.includes(BEGIN)) return text;
  const lines = text.split('\n');
  const closed = closedBelow(lines);
  const shown: string[] = [];
  let inside: Inside = { kind: 'text' };
  for (const [index, line] of lines.entries()) {
    const read = readLine(line, inside, closed[index] ?? false);
    const untouched = read.line === line && inside.kind !== 'comment';
    if (untouched || read.line.trim() !== '') shown.push(read.line);
    inside = read.inside;
  }
  return shown.join('\n');
}

function readLine(line: string, inside: Inside, closes: boolean): Read {
  const flush = untabbed(line).trimStart();
  if (inside.kind === 'fence')
    return { line, inside: closesFence(flush, inside.fence) ? { kind: 'text' } : inside };
  const fence = inside.kind === 'text' && indentOf(untabbed(line)) < 4 ? fenceOf(flush) : null;
  if (fence !== null) return { line, inside: { kind: 'fence', fence } };
  return withoutItsComments(line, inside.kind === 'comment', closes);
}

function withoutItsComments(line: string, goesOn: boolean, closes: boolean): Read {
  let [left, rest] = ['', line];
  for (let open = goesOn; ; open = true) {
    if (open) {
      const end = rest.indexOf(END);
      if (end === -1) return { line: left, inside: { kind: 'comment' } };
      rest = rest.slice(end + END.length);
    }
    const begin = rest.indexOf(BEGIN);
    if (begin === -1 || !isComment(left + rest.slice(0, begin), rest.slice(begin + BEGIN.length), closes))
      return { line: left + rest, inside: { kind: 'text' } };
    left += rest.slice(0, begin);
    rest = rest.slice(begin + BEGIN.length);
  }
}

/** At the beginning of a line it may go on to the end of all; in the middle of one it ends before the next empty line, or is none. */
const isComment = (before: string, after: string, closes: boolean): boolean =>
  after.includes(END) || before.trim() === '' || closes;

/** Of each line, whether a comment that begins in it ends below, before the next empty line. From the last to the first: each is read once. */
function closedBelow(lines: readonly string[]): readonly boolean[] {
  const closed: boolean[] = [];
  let below = false;
  for (const line of lines.toReversed()) {
    closed.push(below);
    below = line.trim() !== '' && (line.includes(END) || below);
  }
  return closed.reverse();
}
