// An issue's body as GitHub writes it from a form: a heading of level 3 per input, its answer below, nothing escaped.

import type { FormInput } from '../../../src/core/ideas/form.ts';

/** What somebody filled in; null: nothing. */
export type Filled =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'choices'; readonly chosen: readonly string[] }
  /** One for each option. */
  | { readonly kind: 'boxes'; readonly checked: readonly boolean[] }
  | null;

export const asked = (label: string, more: Partial<FormInput> = {}): FormInput => ({
  id: null,
  kind: 'textarea',
  label,
  aliases: [],
  required: false,
  multiple: false,
  options: [],
  render: null,
  ...more,
});

export const bodyOf = (filled: readonly (readonly [FormInput, Filled])[]): string =>
  filled.map(([input, answer]) => `### ${input.label}\n\n${written(input, answer)}`).join('\n\n');

function written({ options, render }: FormInput, answer: Filled): string {
  if (answer === null) return '_No response_';
  if (answer.kind === 'choices') return answer.chosen.join(', ');
  if (answer.kind === 'boxes')
    return options.map((option, at) => `- [${answer.checked[at] ? 'X' : ' '}] ${option}`).join('\n');
  return render === null ? answer.text : `\`\`\`${render}\n${answer.text}\n\`\`\``;
}
