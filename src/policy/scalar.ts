// Where each part of a text stands in its file, however it was written: plain, in quotes with escapes, or as a block over lines.
// The YAML library tells only where a text starts, so text and file are walked side by side.

import type { Place } from '../core/faults.ts';
import { placeAt } from './problem.ts';
import type { Source } from './source.ts';

/** From `from`, counted in the text, until the next run: it starts here and runs on in this line. */
export interface TextRun {
  readonly from: number;
  readonly line: number;
  readonly column: number;
}

/** `offset`: where the text starts in its file. Empty when it stands elsewhere, behind an alias. */
export function textRuns(source: Source, offset: number, text: string): readonly TextRun[] {
  const style = source.text[offset];
  if (style === '*') return [];
  const runs: TextRun[] = [];
  let shift = Number.NaN;
  for (const [from, at] of pairs(source.text, bodyOf(source.text, offset), style, text)) {
    if (at - from !== shift) runs.push({ from, ...placeAt(source, at) });
    shift = at - from;
  }
  return runs;
}

/** Of the `offset`th character of a text; without runs the text's own place. */
export function placeIn(at: Place, runs: readonly TextRun[], offset: number): Place {
  const run = runs.findLast(({ from }) => from <= offset);
  return run === undefined ? at : { file: at.file, line: run.line, column: run.column + offset - run.from };
}

/** Behind the quote; of a block, behind the line that opens it. */
function bodyOf(raw: string, offset: number): number {
  const first = raw[offset];
  if (first === '"' || first === "'") return offset + 1;
  if (first !== '|' && first !== '>') return offset;
  const end = raw.indexOf('\n', offset);
  return end === -1 ? raw.length : end + 1;
}

/** Each character of the text with its place in the file. Of blanks where lines are folded only how many there are is sure. */
function* pairs(raw: string, start: number, style: string | undefined, text: string) {
  let [at, index] = [start, 0];
  while (index < text.length && at < raw.length) {
    const fold = isBlock(style) ? null : folded(raw, at, style);
    const written = style === '"' || style === "'" ? spelled(raw, at, style) : 1;
    if (fold !== null) {
      index += fold.blanks;
      at = fold.end;
    } else if (written > 1) {
      yield [index, at] as const;
      index += written === LONG_ESCAPE && isPair(text, index) ? 2 : 1;
      at += written;
    } else if (raw[at] === text[index]) {
      yield [index, at] as const;
      index += 1;
      at += 1;
    } else if (/\s/.test(raw[at] ?? '')) at += 1;
    else if (/\s/.test(text[index] ?? '')) index += 1;
    else return;
  }
}

const isBlock = (style: string | undefined): boolean => style === '|' || style === '>';

/**
 * Outside of blocks the end of a line stands for a space, and each empty line behind it for a line's end instead; behind a
 * backslash, in double quotes, it stands for nothing. Null where no line ends.
 */
function folded(raw: string, at: number, style: string | undefined): { blanks: number; end: number } | null {
  const fold = /[ \t]*(\\?)\r?\n([ \t\r\n]*)/y;
  fold.lastIndex = at;
  const [all, backslash, rest] = fold.exec(raw) ?? [];
  if (all === undefined || rest === undefined || (backslash !== '' && style !== '"')) return null;
  const empty = rest.split('\n').length - 1;
  if (backslash === '') return { blanks: Math.max(1, empty), end: fold.lastIndex };
  // Blanks before the backslash are the text's own.
  return raw[at] === '\\' ? { blanks: empty, end: fold.lastIndex } : null;
}

const LONG_ESCAPE = 10;
const ESCAPES: Readonly<Record<string, number>> = { x: 4, u: 6, U: LONG_ESCAPE };

const isPair = (text: string, index: number): boolean => (text.codePointAt(index) ?? 0) > 0xffff;

/** How many characters of the file spell the next one of a text in quotes. */
function spelled(raw: string, at: number, quote: '"' | "'"): number {
  if (quote === "'") return raw.startsWith("''", at) ? 2 : 1;
  return raw[at] === '\\' ? (ESCAPES[raw[at + 1] ?? ''] ?? 2) : 1;
}
