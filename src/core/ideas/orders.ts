// What people order about an idea, and what became of it. Whether they may was ruled before.

import { cut } from '../render/text.ts';
import { amountOf } from './amounts.ts';
import { FACTORS, type FactorName, type IdeaStatus } from './model.ts';
import type { Idea, Override, Person, Promotion } from './record.ts';
import type { IdeaRules } from './rules.ts';
import { projectName, projectSlug, slugOf } from './slug.ts';

export type IdeaOrder =
  | { readonly kind: 'score'; readonly actor: Person; readonly factor: FactorName; readonly value: number }
  | { readonly kind: 'archive'; readonly actor: Person; readonly reason: string }
  /** `override`: why in spite of its score. */
  | { readonly kind: 'promote'; readonly actor: Person; readonly override: string | null }
  /** Look again; wakes what rests. */
  | { readonly kind: 'recheck'; readonly actor: Person };

export type IdeaOutcome =
  | { readonly kind: 'scored'; readonly factor: FactorName; readonly from: number; readonly to: number }
  | { readonly kind: 'archived' }
  | { readonly kind: 'archived-already' }
  | { readonly kind: 'looked-again' }
  | { readonly kind: 'promoted' | 'promoted-already'; readonly promotion: Promotion }
  /** Of those it could have been promoted from. */
  | { readonly kind: 'too-low'; readonly score: number; readonly needed: number }
  | { readonly kind: 'incomplete'; readonly fields: readonly string[] }
  | { readonly kind: 'rests' }
  | { readonly kind: 'no-idea'; readonly label: string };

const NO_SCALES = { scales: { impact: {}, effort: {}, confidence: {} } } as const;

export const factorNamed = (name: string): FactorName | null => FACTORS.find((one) => one === name) ?? null;

/** Numbers alone: what the words of a team's scales stand for is its form's affair. Null when there is none. */
export function amountSaid(factor: FactorName, words: string): number | null {
  const amount = amountOf(words, factor, NO_SCALES);
  return amount.state === 'read' ? amount.value : null;
}

export const overridden = (
  before: readonly Override[],
  { factor, value, actor }: Extract<IdeaOrder, { kind: 'score' }>,
  at: string,
): readonly Override[] => [
  ...before.filter((one) => one.factor !== factor),
  { factor, value, by: actor, at },
];

/** Why it cannot be promoted; null when it can. */
export function hindrance(
  idea: Pick<Idea, 'status' | 'promotion' | 'reading'>,
  rules: Pick<IdeaRules, 'mode' | 'bands'>,
  override: string | null,
): IdeaOutcome | null {
  if (idea.promotion) return { kind: 'promoted-already', promotion: idea.promotion };
  if (idea.status === 'ARCHIVED') return { kind: 'rests' };
  if (override !== null || rules.mode === 'warn' || PROMOTABLE.has(idea.status)) {
    const { value, band } = idea.reading.score;
    const tooLow = band === 'needs-work' && override === null && rules.mode !== 'warn';
    return tooLow ? { kind: 'too-low', score: value, needed: rules.bands.review } : null;
  }
  return { kind: 'incomplete', fields: missingIn(idea) };
}

const PROMOTABLE: ReadonlySet<IdeaStatus> = new Set(['EVALUATING', 'APPROVED']);

const missingIn = ({ reading }: Pick<Idea, 'reading'>): readonly string[] =>
  reading.score.gaps.filter(({ required }) => required).map(({ heading }) => heading);

/** Where a new project lands. */
export interface ProjectGround {
  /** Slugs that projects have. */
  readonly taken: ReadonlySet<string>;
  /** The stage that an idea leads to. */
  readonly stage: string;
}

/** The project it becomes. */
export function promotionOf(
  { issue, reading }: Pick<Idea, 'issue' | 'reading'>,
  { actor, override }: Extract<IdeaOrder, { kind: 'promote' }>,
  known: Pick<ProjectGround, 'taken' | 'stage'> & { readonly repository: string; readonly now: string },
): Promotion {
  const name = projectName(issue.title, issue.number);
  const pod = reading.fields.find((one) => one.field === 'pod')?.reading;
  const asked = pod?.state === 'read' ? slugOf(cut(pod.value, 80)) : '';
  return {
    slug: projectSlug(name, issue.number, known.taken),
    name,
    pod: asked || slugOf(known.repository) || 'team',
    by: actor,
    at: known.now,
    override,
    stage: known.stage,
    discovery: null,
  };
}
