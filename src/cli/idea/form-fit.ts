// Whether an issue form asks what ideas are scored by. GitHub takes such a form, and so do we: but what it asks would not count as meant.

import { amountOf } from '../../core/ideas/amounts.ts';
import { hasLabel } from '../../core/ideas/decide.ts';
import type { FormInput, IssueForm } from '../../core/ideas/form.ts';
import { FACTORS, FIELDS } from '../../core/ideas/model.ts';
import type { IdeaRules } from '../../core/ideas/rules.ts';
import type { ConfigurationProblem } from '../../core/policy.ts';
import { LIMITS } from '../../policy/limits.ts';
import { openSource } from '../../policy/open.ts';
import { placeAt, quoted } from '../../policy/problem.ts';
import type { Located } from '../../policy/tree.ts';
import { readYaml } from '../../policy/yaml.ts';
import { inputFor } from '../../webhooks/issue/idea.ts';

/** @param text of a form that was read well. */
export function formNotices(
  file: string,
  text: string,
  form: IssueForm,
  rules: IdeaRules,
): readonly ConfigurationProblem[] {
  const { source } = openSource(file, text, LIMITS);
  const { root } = readYaml(source, LIMITS);
  const at = (offset: number) => ({ file, ...placeAt(source, offset) });
  const body = root?.members.get('body');
  return [
    ...(hasLabel(form.labels, rules.label) ? [] : [{ ...at(labelsOffset(root)), ...noLabel(rules.label) }]),
    ...unasked(form, rules).map((complaint) => ({ ...at(body?.keyOffset ?? 0), ...complaint })),
    ...uncounted(form, rules).map(({ input, option, complaint }) => ({
      ...at(optionOffset(body?.node, input, option)),
      ...complaint,
    })),
  ];
}

type Complaint = Pick<ConfigurationProblem, 'code' | 'message' | 'mend'>;

const noLabel = (label: string): Complaint => ({
  code: 'cli.form-without-label',
  message: `The form does not set the label ${quoted(label)}, so what people write with it is no idea.`,
  mend: `Write \`labels: [${label}]\`.`,
});

const isAsked = ({ inputs }: IssueForm, { label }: FormInput): boolean =>
  inputs.some((one) => one.label === label);

function unasked(form: IssueForm, { fields }: IdeaRules): readonly Complaint[] {
  return FIELDS.filter((field) => fields[field].required)
    .map((field) => ({ field, input: inputFor(field, fields[field], form) }))
    .filter(({ input }) => !isAsked(form, input))
    .map(({ field, input: { label } }) => ({
      code: 'cli.form-without-field',
      message: `No input is for \`${field}\`, so nobody is asked for it, and it counts as nothing.`,
      mend: `Give an input the id \`${field}\`, or the label ${quoted(label)}.`,
    }));
}

interface Uncounted {
  readonly input: FormInput;
  readonly option: string;
  readonly complaint: Complaint;
}

function uncounted(form: IssueForm, rules: IdeaRules): readonly Uncounted[] {
  return FACTORS.flatMap((factor) => {
    const input = inputFor(factor, rules.fields[factor], form);
    if (input.kind !== 'dropdown') return [];
    return input.options.flatMap((option) => {
      const amount = amountOf(option, factor, rules);
      if (amount.state !== 'unreadable') return [];
      const message = `The option ${quoted(option)} counts as nothing for \`${factor}\`. ${amount.why}`;
      return [{ input, option, complaint: { code: 'cli.option-not-counted', message, mend: WORD } }];
    });
  });
}

const WORD = 'Begin it with such a word, or add its word to `scales` in `.clos/ideas.yml`.';

const labelsOffset = (root: Located | null): number => root?.members.get('labels')?.keyOffset ?? 0;

const child = (node: Located | undefined, key: string): Located | undefined => node?.members.get(key)?.node;

const children = (node: Located | undefined): readonly Located[] =>
  Array.from(node?.members.values() ?? [], (member) => member.node);

const says = (node: Located | undefined, text: string): boolean => String(node?.value).trim() === text;

/** Of the first that reads so; of the form where there is none. */
function optionOffset(body: Located | undefined, { label }: FormInput, option: string): number {
  const item = children(body).find((one) => says(child(child(one, 'attributes'), 'label'), label));
  const options = children(child(child(item, 'attributes'), 'options'));
  return options.find((one) => says(one, option))?.offset ?? item?.offset ?? 0;
}
