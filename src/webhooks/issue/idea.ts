// The body of an idea's issue → its fields, by the form where there is one, and by headings alone where there is none.

import { piecesOf } from '../../core/ideas/evidence.ts';
import type { Answer, Answered, FormInput, IssueForm, Reading } from '../../core/ideas/form.ts';
import { FIELDS, type FieldName, type FieldReading } from '../../core/ideas/model.ts';
import type { FieldRules, IdeaRules } from '../../core/ideas/rules.ts';
import { isFormShaped, readAnswers } from './answers.ts';
import { shownOf } from './shown.ts';

export interface IdeaFields {
  readonly fields: readonly FieldReading[];
  /** Pieces of evidence. */
  readonly evidence: number;
  /** At least one heading was found. */
  readonly shaped: boolean;
}

const fold = (text: string): string => text.trim().toLowerCase();

export function readIdea(
  body: string,
  { fields: rules }: Pick<IdeaRules, 'fields'>,
  form: IssueForm | null,
): IdeaFields {
  const asked = FIELDS.map((field) => [field, inputFor(field, rules[field], form)] as const);
  const used = new Set(asked.map(([, input]) => input.id ?? input.label));
  // The form's other inputs end an answer too, whatever they ask.
  const others = (form?.inputs ?? []).filter(({ id, label }) => !used.has(id ?? label));
  const answers = readAnswers(body, [...asked.map(([, input]) => input), ...others]);
  const fields = asked.map(([field, input], index) => fieldOf(field, input, answers[index]));
  const evidence = fields.find(({ field }) => field === 'evidence')?.reading;
  return {
    fields,
    evidence: evidence?.state === 'read' ? piecesOf(evidence.value) : 0,
    shaped: isFormShaped(answers.slice(0, asked.length)),
  };
}

/** The input with the field's name as id, or with one of its headings as label. */
export function inputFor(
  field: FieldName,
  { headings, required }: FieldRules,
  form: IssueForm | null,
): FormInput {
  const named = form?.inputs.find(({ id }) => id === field);
  const labelled = form?.inputs.find(({ label }) => headings.some((one) => fold(one) === fold(label)));
  const input = named ?? labelled;
  if (input)
    return {
      ...input,
      aliases: [...input.aliases, ...headings.filter((one) => fold(one) !== fold(input.label))],
      required,
    };
  const [label, ...aliases] = headings;
  // A form that does not ask for it cannot require it.
  return {
    ...{ id: null, kind: 'textarea', label, aliases, multiple: false, options: [], render: null },
    required: required && form === null,
  };
}

const ABSENT: Reading<Answer> = { state: 'missing', how: 'absent' };

function fieldOf(field: FieldName, input: FormInput, answered: Answered | undefined): FieldReading {
  const reading = answered?.reading ?? ABSENT;
  const { label: heading, required } = input;
  return {
    ...{ field, heading, required },
    reading: reading.state === 'read' ? { state: 'read', value: textOf(reading.value, input) } : reading,
  };
}

function textOf(answer: Answer, { render }: FormInput): string {
  switch (answer.kind) {
    case 'text':
      // GitHub put it into a fence, where nothing is a comment.
      return render === null ? shownOf(answer.text) : answer.text;
    case 'choices':
      return answer.chosen.join(', ');
    case 'boxes':
      return answer.boxes
        .filter(({ checked }) => checked)
        .map(({ label }) => label)
        .join(', ');
  }
}
