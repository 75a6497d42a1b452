// The smallest readings of Markdown: one line, by itself. Column counts are of text without tabs.
// Invariant: linear in the line; no pattern here can be made to try many ways.

import { withoutEnd } from '../../core/ends.ts';

export interface Marker {
  /** Columns from where the line starts to where what belongs to the list item does. */
  readonly width: number;
}

export interface Fence {
  readonly mark: '`' | '~';
  readonly length: number;
}

export const linesOf = (text: string): readonly string[] => text.split(/\r\n|\n|\r/);

/** Without the empty lines around, and how many were before. */
export function filled(lines: readonly string[]): {
  readonly lines: readonly string[];
  readonly before: number;
} {
  const isFilled = (line: string) => line.trim() !== '';
  const first = lines.findIndex(isFilled);
  if (first === -1) return { lines: [], before: lines.length };
  return { lines: lines.slice(first, lines.findLastIndex(isFilled) + 1), before: first };
}

const TAB = 4;

/** Tabs as the spaces they stand for. */
export function untabbed(line: string): string {
  if (!line.includes('\t')) return line;
  let out = '';
  for (const part of line.split(/(\t)/)) out += part === '\t' ? ' '.repeat(TAB - (out.length % TAB)) : part;
  return out;
}

export function indentOf(line: string): number {
  let at = 0;
  while (line[at] === ' ') at += 1;
  return at;
}

export function fenceOf(line: string): Fence | null {
  const marks = /^(?:`{3,}(?=[^`]*$)|~{3,})/.exec(line)?.[0];
  return marks === undefined ? null : { mark: marks.startsWith('~') ? '~' : '`', length: marks.length };
}

export function closesFence(line: string, { mark, length }: Fence): boolean {
  const text = line.trimEnd();
  return text.length >= length && withoutEnd(text, mark) === '';
}

export function markerOf(line: string): Marker | null {
  const mark = /^(?:[-+*]|\d{1,9}[.)])(?= |$)/.exec(line)?.[0];
  if (mark === undefined) return null;
  const rest = line.slice(mark.length);
  const space = indentOf(rest);
  // Five spaces and more are one space, and code that is indented.
  return { width: mark.length + (space === rest.length || space > TAB ? 1 : space) };
}
