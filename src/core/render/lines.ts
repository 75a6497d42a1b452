// Lines of Markdown that every surface lays out the same way.
// Invariant: what is too long is shortened by whole lines, so that no cut can set quoted text free.

import type { Table } from '../verdict.ts';
import { fits, renderText, utf8Length } from './text.ts';

/** GitHub says "characters"; counted in UTF-8 bytes, which no reading of that word can find too long. */
const OUTPUT_BYTES = 65_535;

export function tableLines(given: Table | undefined, now: string): string[] {
  if (!given) return [];
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    '',
    row(given.columns.map((column) => renderText([column], now))),
    row(given.columns.map(() => '---')),
    ...given.rows.map((cells) => row(given.columns.map((_, index) => renderText(cells[index] ?? [], now)))),
  ];
}

const LEFT_OUT = 'Shortened: the rest does not fit here.';

/** As many of `lines` as fit before `closing`, which always fits: its texts are bounded. */
export function within(lines: readonly string[], closing: readonly string[]): string {
  const whole = join([...lines, ...closing]);
  if (fits(whole, OUTPUT_BYTES)) return whole;
  const note = ['', LEFT_OUT, ...closing];
  let left = OUTPUT_BYTES - utf8Length(join(note)) - 1;
  const kept: string[] = [];
  for (const line of lines) {
    left -= utf8Length(line) + 1;
    if (left < 0) break;
    kept.push(line);
  }
  return join([...kept, ...note]);
}

const join = (lines: readonly string[]) => lines.join('\n').trim();
