// Text for a terminal: colours where somebody looks at them, columns that line up, and nothing of a file that could steer the terminal.

import { stripVTControlCharacters, styleText } from 'node:util';

type Colour = 'red' | 'yellow' | 'green' | 'cyan' | 'dim' | 'bold';
export type Paint = (colour: Colour, text: string) => string;

export const painter =
  (colours: boolean): Paint =>
  (colour, text) =>
    colours ? styleText(colour, text, { validateStream: false }) : text;

/** Names and reasons of people stand in what is shown. */
export const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]/gu, '?');

const width = (text: string): number => stripVTControlCharacters(text).length;

/** Cells under one another, two spaces between them. The last cell of a row takes the room it needs. */
export function columns(rows: readonly (readonly string[])[], indent = ''): string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [index, cell] of row.slice(0, -1).entries())
      widths[index] = Math.max(widths[index] ?? 0, width(cell));
  const padded = (cell: string, index: number): string =>
    cell + ' '.repeat(Math.max(0, (widths[index] ?? 0) - width(cell)) + 2);
  return rows.map((row) => (indent + row.map(padded).join('')).trimEnd());
}

/** `1 file`, `2 files`; with `plural` where an s is not enough. */
export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : plural}`;
