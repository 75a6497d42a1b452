// Which labels an idea should have. Only ours are touched: those of the rules, and the one we set last by other rules.

import { BANDS } from './model.ts';
import type { Idea } from './record.ts';
import type { IdeaRules } from './rules.ts';

export interface LabelChange {
  readonly add: string | null;
  readonly remove: readonly string[];
}

/** Null: none. What is incomplete needs work, whatever it scores: it cannot be promoted. */
export function labelOf({ status, gone, reading }: Idea, { labels }: IdeaRules): string | null {
  if (status === 'ARCHIVED' || gone) return null;
  return labels[status === 'PENDING' ? 'needs-work' : reading.score.band];
}

/** Its issue can be written to: it is an idea, or lost no more than its label. */
export const isHere = ({ gone, parked }: Pick<Idea, 'gone' | 'parked'>): boolean =>
  !gone || parked?.how === 'unlabelled';

/** GitHub does not tell labels apart by case. */
export function labelChange(idea: Idea, rules: IdeaRules, shown: string | null): LabelChange {
  const wanted = labelOf(idea, rules);
  const isWanted = (label: string) => label.toLowerCase() === wanted?.toLowerCase();
  const ours = new Set(
    [...BANDS.map((band) => rules.labels[band]), shown ?? ''].map((one) => one.toLowerCase()),
  );
  // Two files together may have made it one of ours; without it, there would be no idea.
  ours.delete(rules.label.toLowerCase());
  const has = idea.issue.labels;
  return {
    add: wanted !== null && !has.some(isWanted) ? wanted : null,
    remove: has.filter((label) => ours.has(label.toLowerCase()) && !isWanted(label)),
  };
}
