// An issue form of GitHub's (`.github/ISSUE_TEMPLATE/*.yml`): what it asks, and nothing else of it.
// The file is GitHub's, who checks it; here only what leaves nothing to read answers with is a problem, and then there is no form.
// Syntax: https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema

import { foldedHeading } from '../core/ideas/fold.ts';
import type { FormInput, IssueForm } from '../core/ideas/form.ts';
import type { ConfigurationProblem } from '../core/policy.ts';
import { LIMITS } from './limits.ts';
import { openSource } from './open.ts';
import { type Complaint, inOrder, problemAt, quoted } from './problem.ts';
import type { Source } from './source.ts';
import type { Located } from './tree.ts';
import { readYaml } from './yaml.ts';

export interface IssueFormReading {
  /** Null when there is a problem. */
  readonly form: IssueForm | null;
  readonly problems: readonly ConfigurationProblem[];
}

export function readIssueForm(file: string, text: string | Uint8Array): IssueFormReading {
  const { source, problem } = openSource(file, text, LIMITS);
  if (problem !== null) return broken([problem]);
  const { root, problems } = readYaml(source, LIMITS);
  if (root === null || problems.length > 0) return broken(problems);
  const body = root.members.get('body');
  if (body === undefined) return broken([problemAt(source, root.offset, NO_BODY)]);
  if (!Array.isArray(body.node.value)) return broken([problemAt(source, body.node.offset, BODY_NOT_LIST)]);
  const asked = Array.from(body.node.members.values(), ({ node }) => askedBy(node)).filter(
    (one) => one !== null,
  );
  if (asked.length === 0) return broken([problemAt(source, body.keyOffset, NO_INPUTS)]);
  const twice = sameLabels(source, asked);
  if (twice.length > 0) return broken(twice);
  return { form: { inputs: asked.map(({ input }) => input), labels: labelsOf(root) }, problems: [] };
}

const broken = (problems: readonly ConfigurationProblem[]): IssueFormReading => ({
  form: null,
  problems: inOrder(problems, LIMITS),
});

interface Asked {
  readonly input: FormInput;
  /** Of its label. */
  readonly offset: number;
}

/** Null: it asks nothing, like `type: markdown`, or nothing that GitHub could write above an answer. */
function askedBy(item: Located): Asked | null {
  const type = textAt(item, 'type');
  const attributes = at(item, 'attributes');
  const label = textAt(attributes, 'label')?.trim() ?? '';
  if (type === null || type === 'markdown' || foldedHeading(label) === '') return null;
  const kind = kindOf(type);
  const input = {
    id: textAt(item, 'id'),
    kind,
    label,
    aliases: [],
    required: isTrue(at(item, 'validations'), 'required') || someOption(attributes, kind),
    multiple: kind === 'dropdown' && isTrue(attributes, 'multiple'),
    options: kind === 'dropdown' || kind === 'checkboxes' ? optionsOf(attributes) : [],
    render: type === 'textarea' ? textAt(attributes, 'render') : null,
  };
  return { input, offset: at(attributes, 'label')?.offset ?? item.offset };
}

/** What GitHub adds, as it did `upload`, is a heading with Markdown below: without it, the answer before would swallow it. */
function kindOf(type: string): FormInput['kind'] {
  return type === 'input' || type === 'dropdown' || type === 'checkboxes' ? type : 'textarea';
}

/** Of checkboxes, each has its own `required`. */
const someOption = (attributes: Located | undefined, kind: FormInput['kind']): boolean =>
  kind === 'checkboxes' && entries(at(attributes, 'options')).some((option) => isTrue(option, 'required'));

const optionsOf = (attributes: Located | undefined): readonly string[] =>
  entries(at(attributes, 'options'))
    .map((option) => (textOf(option) ?? textAt(option, 'label') ?? '').trim())
    .filter((option) => option !== '');

/** A list, or text with commas: GitHub takes both. */
function labelsOf(root: Located): readonly string[] {
  const labels = at(root, 'labels');
  const names = textOf(labels)?.split(',') ?? entries(labels).map((label) => textOf(label) ?? '');
  return names.map((name) => name.trim()).filter((name) => name !== '');
}

const at = (node: Located | undefined, key: string): Located | undefined => node?.members.get(key)?.node;

const entries = (list: Located | undefined): readonly Located[] =>
  list === undefined || !Array.isArray(list.value)
    ? []
    : Array.from(list.members.values(), ({ node }) => node);

/** Numbers and `true` too: an option `2024` needs no quotes. */
function textOf(node: Located | undefined): string | null {
  const value = node?.value;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : null;
}

const textAt = (node: Located | undefined, key: string): string | null => textOf(at(node, key));

const isTrue = (node: Located | undefined, key: string): boolean => at(node, key)?.value === true;

function sameLabels(source: Source, asked: readonly Asked[]): readonly ConfigurationProblem[] {
  const first = new Map<string, FormInput>();
  return asked.flatMap(({ input, offset }) => {
    const folded = foldedHeading(input.label);
    const other = first.get(folded);
    if (other !== undefined) return [problemAt(source, offset, sameLabel(input.label, other.label))];
    first.set(folded, input);
    return [];
  });
}

const NO_BODY: Complaint = {
  code: 'config.missing-key',
  message: 'This is no issue form: `body` is missing.',
  mend: 'List what the form asks below `body:`.',
};

const BODY_NOT_LIST: Complaint = {
  code: 'config.wrong-type',
  message: '`body` is not a list.',
  mend: 'Begin each input with a dash: `- type: textarea`.',
};

const NO_INPUTS: Complaint = {
  code: 'config.missing-key',
  message: '`body` has no input with a label, so the form asks nothing.',
  mend: 'Add an input, such as `- type: textarea` with `attributes: {label: Problem}`.',
};

const sameLabel = (label: string, other: string): Complaint => ({
  code: 'config.listed-twice',
  message: `${quoted(label)} reads like the label ${quoted(other)} before it, so their answers cannot be told apart.`,
  mend: 'Give one of them another label.',
});
