// What `ideas.yml` files set, setting by setting: the unit in which a repository's override the organisation's. Plain data, so that a
// layer can be kept and resolved again without reading its files.

import { seconds } from '../core/durations.ts';
import { DEFAULT_IDEA_RULES } from '../core/ideas/defaults.ts';
import { foldedHeading } from '../core/ideas/fold.ts';
import { FIELDS, type FieldName } from '../core/ideas/model.ts';
import type { FieldRules, Formula, IdeaRules, Scale } from '../core/ideas/rules.ts';
import type { IdeasFile } from './ideas-schema.ts';
import type { Placed } from './kind.ts';

type WrittenField = NonNullable<NonNullable<IdeasFile['fields']>[FieldName]>;

/** What is absent was left to whoever comes before. */
export interface IdeaLayer {
  readonly mode?: IdeaRules['mode'];
  readonly label?: string;
  /** The name of the form's file. */
  readonly form?: string;
  readonly fields: Readonly<Partial<Record<FieldName, WrittenField>>>;
  readonly scales: Readonly<Partial<Record<'impact' | 'effort' | 'confidence', Scale>>>;
  readonly formula?: Formula;
  readonly tens: Partial<IdeaRules['tens']>;
  readonly bands?: IdeaRules['bands'];
  readonly labels?: IdeaRules['labels'];
  readonly duplicates: Partial<IdeaRules['duplicates']>;
  readonly parkAfterSeconds?: number;
}

/** Without a file. */
export const NO_IDEA_LAYER: IdeaLayer = { fields: {}, scales: {}, tens: {}, duplicates: {} };

/** What several files say together, the farthest first: the later one wins. */
export const ideaLayerOf = (files: readonly Placed<IdeasFile>[]): IdeaLayer =>
  files.map(({ value }) => layerOf(value)).reduce(over, NO_IDEA_LAYER);

const over = (below: IdeaLayer, above: IdeaLayer): IdeaLayer => ({
  ...below,
  ...above,
  fields: Object.fromEntries(
    FIELDS.map((name) => [name, { ...below.fields[name], ...above.fields[name] }] as const).filter(
      ([, field]) => Object.keys(field).length > 0,
    ),
  ),
  scales: { ...below.scales, ...above.scales },
  tens: { ...below.tens, ...above.tens },
  duplicates: { ...below.duplicates, ...above.duplicates },
});

function layerOf({
  mode,
  label,
  form,
  fields,
  scales,
  score,
  bands,
  labels,
  duplicates,
  park,
}: IdeasFile): IdeaLayer {
  return {
    ...(mode === undefined ? {} : { mode }),
    ...(label === undefined ? {} : { label }),
    ...(form === undefined ? {} : { form }),
    ...(score?.formula === undefined ? {} : { formula: formulaOf(score.formula, score.weights ?? {}) }),
    ...(bands === undefined ? {} : { bands }),
    ...(labels === undefined
      ? {}
      : { labels: { approved: labels.approved, review: labels.review, 'needs-work': labels.needsWork } }),
    ...(park === undefined ? {} : { parkAfterSeconds: seconds(park) }),
    fields: fields ?? {},
    scales: Object.fromEntries(
      Object.entries(scales ?? {}).map(([name, words]) => [name, folded(words ?? {})]),
    ),
    tens: score?.tens ?? {},
    duplicates: duplicates ?? {},
  };
}

function formulaOf(kind: Formula['kind'], weights: Readonly<Record<string, unknown>>): Formula {
  if (kind !== 'weights') return { kind };
  return {
    kind,
    weights: Object.fromEntries(Object.entries(weights).map(([term, one]) => [term, Number(one)])),
  };
}

const folded = (words: Readonly<Record<string, number>>): Scale =>
  Object.fromEntries(Object.entries(words).map(([word, amount]) => [word.trim().toLowerCase(), amount]));

export interface ResolvedIdeas {
  readonly rules: IdeaRules;
  /** The name of the form's file. */
  readonly form: string;
}

const DEFAULT_FORM = 'idea.yml';

/** The organisation's file underneath, the repository's on top, what holds without both below. Pure. */
export function resolveIdeas(organization: IdeaLayer, own: IdeaLayer): ResolvedIdeas {
  const { fields, scales, tens, duplicates, form = DEFAULT_FORM, ...set } = over(organization, own);
  const base = DEFAULT_IDEA_RULES;
  const rules: IdeaRules = {
    ...base,
    ...set,
    fields: Object.fromEntries(
      FIELDS.map((name) => [name, fieldOf(name, fields[name], claimedBeside(name, fields))]),
    ) as IdeaRules['fields'],
    scales: { ...base.scales, ...scales },
    tens: { ...base.tens, ...tens },
    duplicates: { ...base.duplicates, ...duplicates },
  };
  return { rules, form };
}

/** Named headings take the place of ours, which stay as other names for the same: issues written before are still read. */
function fieldOf(
  name: FieldName,
  written: WrittenField | undefined,
  claimed: ReadonlySet<string>,
): FieldRules {
  const { headings: ours, required } = DEFAULT_IDEA_RULES.fields[name];
  const [own, ...others] = ours;
  const headings = [own, ...others.filter((one) => !claimed.has(foldedHeading(one)))] as const;
  const [first, ...more] = written?.headings ?? [];
  return {
    headings: first === undefined ? headings : [first, ...more, ...headings],
    required: written?.required ?? required,
  };
}

/** Headings that files give to other fields are no other names of this one any more. */
const claimedBeside = (name: FieldName, fields: IdeaLayer['fields']): ReadonlySet<string> =>
  new Set(
    FIELDS.filter((one) => one !== name)
      .flatMap((one) => fields[one]?.headings ?? [])
      .map(foldedHeading),
  );
