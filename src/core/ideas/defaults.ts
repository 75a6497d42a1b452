// What holds where no `ideas.yml` says otherwise (requirements 5), and what the form that `clos init` writes asks.

import type { FieldName } from './model.ts';
import type { FieldRules, IdeaRules } from './rules.ts';
import { THRESHOLD } from './similar.ts';

const field = (required: boolean, ...headings: FieldRules['headings']): FieldRules => ({
  headings,
  required,
});

export const DEFAULT_FIELDS: Readonly<Record<FieldName, FieldRules>> = {
  problem: field(true, 'Problem Statement', 'Problem'),
  solution: field(true, 'Proposed Solution', 'Solution', 'Proposal'),
  impact: field(true, 'Expected Impact', 'Impact'),
  effort: field(true, 'Estimated Effort', 'Effort'),
  evidence: field(false, 'Evidence'),
  pod: field(false, 'Pod', 'Team'),
  reach: field(false, 'Reach'),
  confidence: field(false, 'Confidence'),
};

/** Of 10. */
const LEVELS = { 'very high': 10, high: 8, medium: 5, low: 2, 'very low': 1, none: 0 } as const;

/** Weeks of one person: sizes, and the longest of a span of time. */
const SIZES = {
  xs: 0.4,
  s: 1,
  m: 4,
  l: 13,
  xl: 26,
  hours: 0.4,
  days: 1,
  weeks: 4,
  months: 13,
  quarters: 26,
} as const;

export const DEFAULT_IDEA_RULES: IdeaRules = {
  mode: 'enforce',
  label: 'idea',
  fields: DEFAULT_FIELDS,
  scales: { impact: LEVELS, confidence: LEVELS, effort: SIZES },
  formula: { kind: 'ice' },
  tens: { rice: 200, reach: 1_000, votes: 20 },
  bands: { approved: 8, review: 6 },
  labels: { approved: 'idea-approved', review: 'idea-review', 'needs-work': 'idea-needs-work' },
  duplicates: { threshold: THRESHOLD, most: 3, across: false },
  parkAfterSeconds: null,
};
