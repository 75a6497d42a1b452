// An answer in words: what somebody wrote, as they wrote it.

import { withoutComments } from '../../core/ideas/fold.ts';
import type { Answer, FormInput, Reading } from '../../core/ideas/form.ts';
import { closesFence, fenceOf, filled, indentOf, untabbed } from './lines.ts';

export const EMPTY = { state: 'missing', how: 'empty' } as const;

export function readText(lines: readonly string[], { kind, render }: FormInput): Reading<Answer> {
  const inside = render === null ? lines : unfenced(lines);
  const text = inside.join('\n');
  if (isEmpty(text)) return EMPTY;
  return { state: 'read', value: { kind: 'text', text: kind === 'input' ? text.trim() : text } };
}

/** Nothing that anybody sees, or what GitHub writes instead. */
export function isEmpty(text: string): boolean {
  const shown = withoutComments(text).trim();
  return shown === '' || /^([_*])no response\1$/i.test(shown);
}

/** GitHub puts one fence around the answer, however many are inside. Somebody may have taken it away. */
function unfenced(lines: readonly string[]): readonly string[] {
  const fence = fenceOf(flush(lines[0] ?? ''));
  if (fence === null || lines.length < 2 || !closesFence(flush(lines.at(-1) ?? ''), fence)) return lines;
  return filled(lines.slice(1, -1)).lines;
}

/** Up to three spaces before a fence mean nothing. */
function flush(line: string): string {
  const text = untabbed(line);
  const indent = indentOf(text);
  return indent < 4 ? text.slice(indent) : '';
}
