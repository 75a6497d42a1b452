// Checkboxes as they stand in an issue, also when somebody mangled them: `- []`, `* [X]`, `-[x]`, `+ [ x ]`.

import type { Answer, Box, FormInput, Reading } from '../../core/ideas/form.ts';
import { optionFor, optionsOf } from './options.ts';
import { EMPTY, isEmpty } from './text.ts';
import { contradictoryBoxes, NO_BOXES, unclearBox } from './words.ts';

/** What stands between the brackets, and the label. A link has its address right behind. */
const BOX = /^(?:(?:[-+*•]|\d{1,9}[.)])\s{0,4})?\[([^[\]]{0,5})\](?!\()(.*)$/u;

const CHECKED: ReadonlySet<string> = new Set(['x', '✓', '✔', '√']);

export function readBoxes(lines: readonly string[], input: FormInput): Reading<Answer> {
  if (isEmpty(lines.join('\n'))) return EMPTY;
  const options = optionsOf(input.options);
  const boxes = new Map<string, Box>();
  for (const line of lines) {
    const found = BOX.exec(line.trim());
    if (found === null) continue;
    const mark = (found[1] ?? '').trim().toLowerCase();
    if (mark !== '' && !CHECKED.has(mark)) return { state: 'unreadable', why: unclearBox(line.trim()) };
    const written = (found[2] ?? '').trim();
    const label = optionFor(written, options) ?? written;
    const box = { label, checked: mark !== '' };
    if ((boxes.get(label)?.checked ?? box.checked) !== box.checked)
      return { state: 'unreadable', why: contradictoryBoxes(label) };
    boxes.set(label, box);
  }
  if (boxes.size === 0) return { state: 'unreadable', why: NO_BOXES };
  return { state: 'read', value: { kind: 'boxes', boxes: [...boxes.values()] } };
}
