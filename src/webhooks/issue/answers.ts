// The body of an issue made by a form → what was answered to each of its inputs.
// Invariants: an input is read, missing or unreadable, and never takes another's answer; time is linear in the body, whatever it says.

import type { Answer, Answered, FormInput, IssueForm, Reading } from '../../core/ideas/form.ts';
import { readBoxes } from './boxes.ts';
import { readChoices } from './choices.ts';
import { linesOf } from './lines.ts';
import { type Section, sectionsOf } from './sections.ts';
import { readText } from './text.ts';
import { TOO_LONG } from './words.ts';

/** GitHub takes 65,536 characters; one outside the basic plane has two of these units. */
const LONGEST = 2 * 65_536;

/** `body`: as GitHub gives it, null when there is none. Answers are in the order of the inputs. */
export function readAnswers(body: string | null, inputs: readonly FormInput[]): readonly Answered[] {
  const text = body ?? '';
  if (text.length > LONGEST)
    return inputs.map((input) => ({ input, reading: { state: 'unreadable', why: TOO_LONG } }));
  const sections = sectionsOf(linesOf(text), inputs);
  return inputs.map((input, index) => ({ input, reading: readSection(sections[index], input) }));
}

/** Whether the heading of any input was found: an issue opened without the form has none. */
export const isFormShaped = (answers: readonly Answered[]): boolean =>
  answers.some(({ reading }) => reading.state !== 'missing' || reading.how !== 'absent');

/** Whether all headings of the form stand there, as GitHub writes them: nobody types these by chance. */
export const isWholeForm = (body: string, { inputs }: IssueForm): boolean =>
  inputs.length > 0 &&
  readAnswers(body, inputs).every(({ reading }) => reading.state !== 'missing' || reading.how !== 'absent');

const READERS: Readonly<
  Record<FormInput['kind'], (lines: readonly string[], input: FormInput) => Reading<Answer>>
> = { input: readText, textarea: readText, dropdown: readChoices, checkboxes: readBoxes };

function readSection(section: Section | undefined, input: FormInput): Reading<Answer> {
  if (section === undefined || section.kind === 'absent') return { state: 'missing', how: 'absent' };
  if (section.kind === 'unclear') return { state: 'unreadable', why: section.why };
  return READERS[input.kind](section.lines, input);
}
