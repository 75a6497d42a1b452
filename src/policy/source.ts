// The text of one file and where its lines start: what every later stage tells places from.

import { LineCounter } from 'yaml';

export interface Source {
  readonly file: string;
  /** Without byte-order mark. */
  readonly text: string;
  readonly lines: LineCounter;
}

export function sourceOf(file: string, text: string): Source {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines.addNewLine(at + 1);
  return { file, text, lines };
}
