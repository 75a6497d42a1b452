// What a verdict, a comment or a table says, as text for a terminal. Whatever came from outside is one short line of signs that can
// steer nothing.

import { cut, visible } from '../core/render/text.ts';
import type { Inline, Table, Text } from '../core/verdict.ts';
import { columns, type Paint, printable } from './terminal.ts';

const LONGEST = 72;

/** Of words that people wrote: as much as fits beside other columns. */
export const brief = (text: string): string => printable(cut(visible(text), LONGEST));

export const plainText = (text: Text, paint: Paint): string =>
  text.map((one) => plainInline(one, paint)).join('');

function plainInline(inline: Inline, paint: Paint): string {
  if (typeof inline === 'string') return printable(inline);
  if ('untrusted' in inline) return brief(inline.untrusted);
  if ('code' in inline) return `\`${printable(inline.code)}\``;
  if ('strong' in inline) return paint('bold', printable(inline.strong));
  if ('link' in inline) return `${printable(inline.link)} (${printable(inline.url)})`;
  return printable('since' in inline ? inline.since : inline.at);
}

const unpainted: Paint = (_, text) => text;

export function tableLines(heading: Text, { columns: names, rows }: Table, paint: Paint): readonly string[] {
  const cells = rows.map((row) => row.map((cell) => brief(plainText(cell, unpainted))));
  return [
    paint('bold', plainText(heading, paint)),
    ...columns([names.map((name) => paint('dim', name)), ...cells]),
  ];
}
