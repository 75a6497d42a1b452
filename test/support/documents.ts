// A page of docs/, as data: its examples by the path they name, and its tables by the first word of their head.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Page {
  readonly text: string;
  /** Blocks of YAML whose first line names their path. */
  readonly examples: readonly (readonly [path: string, body: string])[];
  /** Cells of every row of the tables whose first column has this head, without backquotes in the first. */
  rows(head: string): readonly (readonly string[])[];
}

export function pageOf(name: string): Page {
  const text = readFileSync(join(import.meta.dirname, '../../docs', name), 'utf8');
  const examples = [...text.matchAll(/^```yaml\n# (\S+)\n(.*?)^```/gms)].map(
    ([, path = '', body = '']) => [path, body] as const,
  );
  return { text, examples, rows: (head) => rowsOf(text, head) };
}

function rowsOf(text: string, head: string): readonly (readonly string[])[] {
  const tables = text
    .split(/\n(?!\|)/)
    .map((block) => block.split('\n').filter((line) => line.startsWith('|')));
  return tables
    .filter(([first = '']) => cells(first)[0] === head)
    .flatMap(([, , ...rows]) => rows.map(cells))
    .map(([first = '', ...rest]) => [first.replaceAll('`', ''), ...rest]);
}

const cells = (line: string): readonly string[] =>
  line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());
