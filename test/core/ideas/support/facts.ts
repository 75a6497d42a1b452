// Short hands for ideas: what a form was filled in with, an issue, and one look at it, with defaults that a test only overrides.

import type { ChangedBy, IdeaCase, ReadText, SeenIssue } from '../../../../src/core/ideas/decide.ts';
import { decideIdea } from '../../../../src/core/ideas/decide.ts';
import { DEFAULT_FIELDS, DEFAULT_IDEA_RULES } from '../../../../src/core/ideas/defaults.ts';
import { piecesOf } from '../../../../src/core/ideas/evidence.ts';
import type { Reading } from '../../../../src/core/ideas/form.ts';
import { FIELDS, type FieldName, type FieldReading } from '../../../../src/core/ideas/model.ts';
import type { Idea, KnownIssue, Person, Promotion } from '../../../../src/core/ideas/record.ts';
import type { IdeaRules } from '../../../../src/core/ideas/rules.ts';
import { issueNumber, repositoryId, userId } from '../../../../src/core/ids.ts';

export const NOW = '2026-11-20T14:03:00Z';

/** So many days after `NOW`. */
export const later = (days: number): string => new Date(Date.parse(NOW) + days * 86_400_000).toISOString();

export const ADA: Person = { id: userId(1_001), login: 'ada' };
export const GRACE: Person = { id: userId(1_002), login: 'grace' };

export const RULES = DEFAULT_IDEA_RULES;

export const rulesOf = (over: Partial<IdeaRules>): IdeaRules => ({ ...RULES, ...over });

/** What stands below each heading; null: the heading is gone, and the empty string: nothing stands below it. */
export type Answers = Readonly<Partial<Record<FieldName, string | null>>>;

/** Scores 9.3: impact 10, confidence 9 by three pieces of evidence, ease 9. */
export const GOOD: Answers = {
  problem: 'Customers leave when they cannot pay by invoice.',
  solution: 'Offer invoices.',
  impact: 'Very high',
  effort: 'Days',
  evidence: '- one\n- two\n- three',
  pod: 'checkout',
};
/** Scores 7.7. */
export const FAIR: Answers = { ...GOOD, impact: 'Medium' };
/** Scores 4.7: impact 2, confidence 9, ease 3. */
export const POOR: Answers = { ...GOOD, impact: 'Low', effort: 'Months' };
/** What it lacks is required. */
export const HALF: Answers = { ...GOOD, solution: '' };

function readingOf(answer: string | null | undefined): Reading<string> {
  if (answer === null || answer === undefined) return { state: 'missing', how: 'absent' };
  return answer === '' ? { state: 'missing', how: 'empty' } : { state: 'read', value: answer };
}

export const fieldsOf = (answers: Answers): readonly FieldReading[] =>
  FIELDS.map((field) => ({
    field,
    heading: DEFAULT_FIELDS[field].headings[0],
    required: DEFAULT_FIELDS[field].required,
    reading: readingOf(answers[field]),
  }));

export function textOf(answers: Answers, over: Partial<ReadText> = {}): ReadText {
  return {
    hash: JSON.stringify(answers),
    fields: fieldsOf(answers),
    evidence: answers.evidence ? piecesOf(answers.evidence) : 0,
    redacted: [],
    shaped: true,
    ...over,
  };
}

export const anIssue = (over: Partial<KnownIssue> = {}): KnownIssue => ({
  number: issueNumber(12),
  id: 9_012,
  title: '[Idea]: Pay by invoice',
  url: 'https://github.com/acme/shop/issues/12',
  authorId: ADA.id,
  authorLogin: ADA.login,
  state: 'open',
  stateReason: null,
  labels: ['idea'],
  votes: { up: 0, down: 0 },
  createdAt: NOW,
  updatedAt: NOW,
  ...over,
});

export const seen = (
  answers: Answers = GOOD,
  issue: Partial<KnownIssue> = {},
  text: Partial<ReadText> = {},
): SeenIssue => ({ kind: 'issue', issue: anIssue(issue), text: textOf(answers, text) });

/** Whoever changed it changed all of it. */
export const byAll = (person: Person | null): ChangedBy => ({ text: person, state: person, place: person });

export const aCase = (over: Partial<IdeaCase> = {}): IdeaCase => ({
  now: NOW,
  rules: RULES,
  before: null,
  seen: seen(),
  repositoryId: repositoryId(100),
  repository: 'shop',
  by: byAll(null),
  orders: [],
  ground: { taken: new Set(), stage: 'DISCOVERY' },
  ...over,
});

/** An idea as it stands after one look at its issue. */
export function anIdea(answers: Answers = GOOD, over: Partial<IdeaCase> = {}): Idea {
  const { idea } = decideIdea(aCase({ seen: seen(answers), ...over }));
  if (idea === null) throw new Error('no idea');
  return idea;
}

export const aPromotion = (over: Partial<Promotion> = {}): Promotion => ({
  slug: 'pay-by-invoice',
  name: 'Pay by invoice',
  pod: 'checkout',
  by: GRACE,
  at: NOW,
  override: null,
  stage: 'DISCOVERY',
  discovery: null,
  ...over,
});
