// From what was read to 0 to 10, by the declared formula, with every step in a row of its own. What is unknown counts as nothing:
// an idea is not approved for what it leaves out.

import { amountOf, UNITS } from './amounts.ts';
import type { Reading } from './form.ts';
import { type Band, FACTORS, type FactorName, type FieldReading, type Votes } from './model.ts';
import type { Override } from './record.ts';
import type { IdeaRules, TermName } from './rules.ts';
import { type Gap, NOT_SAID, type Score, type ScoreRow } from './scored.ts';

/** What an idea says, and what people said of it. */
export interface Scoring {
  readonly fields: readonly FieldReading[];
  readonly evidence: number;
  readonly votes: Votes;
  readonly overrides: readonly Override[];
}

type Amounts = Readonly<Record<FactorName, ScoreRow>>;

export function score(given: Scoring, rules: IdeaRules): Score {
  const amounts = amountsOf(given, rules);
  const gaps = given.fields.flatMap((one) => gapOf(one, amounts));
  const needed = given.fields.filter(({ required }) => required).length;
  const complete = { read: needed - gaps.filter(({ required }) => required).length, of: needed };
  const { value, rows } = byFormula(rules, amounts, { ...given, complete });
  const rounded = Math.round(Math.min(10, Math.max(0, value)) * 10) / 10;
  const { kind } = rules.formula;
  const band = bandOf(rounded, rules);
  return { value: rounded, band, formula: kind, rows, complete, gaps, evidence: given.evidence };
}

export function bandOf(value: number, { bands }: Pick<IdeaRules, 'bands'>): Band {
  if (value >= bands.approved) return 'approved';
  return value >= bands.review ? 'review' : 'needs-work';
}

const isFactor = (field: string): field is FactorName => (FACTORS as readonly string[]).includes(field);

/** A missing answer that nobody requires is none; an amount that somebody set needs no other word. */
function gapOf({ field, heading, required, reading }: FieldReading, amounts: Amounts): Gap[] {
  const amount = isFactor(field) ? amounts[field] : null;
  if (amount && amount.setBy !== null) return [];
  if (reading.state === 'unreadable') return [{ heading, required, why: reading.why }];
  if (reading.state === 'missing') return required ? [{ heading, required, why: MISSING[reading.how] }] : [];
  return amount && amount.amount === null ? [{ heading, required, why: amount.why ?? '' }] : [];
}

const MISSING = {
  absent: 'There is no such heading in the issue.',
  empty: 'Nothing stands below its heading.',
} as const;

function amountsOf(given: Scoring, rules: IdeaRules): Amounts {
  const rows = FACTORS.map((factor) => [factor, amountRow(factor, given, rules)] as const);
  return Object.fromEntries(rows) as Record<FactorName, ScoreRow>;
}

function amountRow(factor: FactorName, given: Scoring, rules: IdeaRules): ScoreRow {
  const bare = { term: factor, unit: UNITS[factor].unit, points: null, weight: null };
  const set = given.overrides.find((one) => one.factor === factor);
  if (set) return { ...bare, said: null, amount: set.value, why: null, setBy: set.by.login };
  const said = given.fields.find((one) => one.field === factor)?.reading ?? ABSENT;
  if (said.state === 'missing' && factor === 'confidence') return { ...bare, ...byEvidence(given.evidence) };
  if (said.state !== 'read') return { ...bare, ...nothing(said) };
  const amount = amountOf(said.value, factor, rules);
  return amount.state === 'read'
    ? { ...bare, said: said.value, amount: amount.value, why: null, setBy: null }
    : { ...bare, ...nothing(amount), said: said.value };
}

const ABSENT: Reading<string> = { state: 'missing', how: 'absent' };

const nothing = (reading: Reading<unknown>) => ({
  said: null,
  amount: null,
  why: reading.state === 'unreadable' ? reading.why : NOT_SAID,
  setBy: null,
});

/** Where nobody says how sure they are, what they bring says it: a guess, one hint, two, more. */
const CONFIDENCE = [2, 5, 7, 9] as const;

const byEvidence = (evidence: number) => ({
  said: `${evidence} ${evidence === 1 ? 'piece' : 'pieces'} of evidence`,
  amount: CONFIDENCE[Math.min(evidence, CONFIDENCE.length - 1)] ?? 0,
  why: null,
  setBy: null,
});

/** Weeks of one person, at most, and how easy that is, of 10. */
const EASE = [
  [0.5, 10],
  [1, 9],
  [2, 8],
  [4, 6],
  [8, 4],
  [13, 3],
  [26, 2],
] as const;

const ease = (weeks: number): number => EASE.find(([most]) => weeks <= most)?.[1] ?? 1;

interface Whole extends Scoring {
  readonly complete: Score['complete'];
}

type Outcome = { readonly value: number; readonly rows: readonly ScoreRow[] };

function byFormula(rules: IdeaRules, amounts: Amounts, whole: Whole): Outcome {
  switch (rules.formula.kind) {
    case 'ice':
      return weighted({ impact: 1, confidence: 1, ease: 1 }, termsOf(rules, amounts, whole));
    case 'rice':
      return rice(rules, amounts);
    case 'weights':
      return weighted(rules.formula.weights, termsOf(rules, amounts, whole));
  }
}

function rice({ tens }: IdeaRules, { reach, impact, confidence, effort }: Amounts): Outcome {
  const rows = [reach, impact, confidence, effort];
  // Less than an hour is a typing mistake, and would make anything the best idea.
  const weeks = Math.max(effort.amount ?? Number.POSITIVE_INFINITY, 1 / 40);
  const amount = (((reach.amount ?? 0) * (impact.amount ?? 0)) / 10) * ((confidence.amount ?? 0) / 10);
  return { value: (amount / weeks / tens.rice) * 10, rows };
}

type Terms = Readonly<Record<TermName, ScoreRow>>;

function termsOf({ tens }: IdeaRules, amounts: Amounts, { complete, evidence, votes }: Whole): Terms {
  const counted = (term: TermName, amount: number, unit: string, points: number): ScoreRow => ({
    term,
    said: null,
    amount,
    unit,
    why: null,
    setBy: null,
    weight: null,
    points: Math.min(10, Math.max(0, points)),
  });
  const of = (row: ScoreRow, points: (amount: number) => number): ScoreRow => ({
    ...row,
    points: row.amount === null ? 0 : Math.min(10, points(row.amount)),
  });
  const liked = votes.up - votes.down;
  return {
    impact: of(amounts.impact, (amount) => amount),
    confidence: of(amounts.confidence, (amount) => amount),
    ease: { ...of(amounts.effort, ease), term: 'ease' },
    reach: of(amounts.reach, (amount) => (amount / tens.reach) * 10),
    evidence: counted('evidence', evidence, evidence === 1 ? 'piece' : 'pieces', evidence * 2.5),
    completeness: counted(
      'completeness',
      complete.read,
      `of ${complete.of} fields`,
      complete.of === 0 ? 10 : (complete.read / complete.of) * 10,
    ),
    votes: counted('votes', liked, Math.abs(liked) === 1 ? 'vote' : 'votes', (liked / tens.votes) * 10),
  };
}

function weighted(weights: Readonly<Partial<Record<TermName, number>>>, terms: Terms): Outcome {
  const used = (Object.entries(weights) as [TermName, number][]).filter(([, weight]) => weight > 0);
  const sum = used.reduce((all, [, weight]) => all + weight, 0);
  const value = used.reduce((all, [term, weight]) => all + (terms[term].points ?? 0) * weight, 0) / sum;
  const rows = used.map(([term, weight]) => ({ ...terms[term], weight: Math.round((weight / sum) * 100) }));
  return { value, rows };
}
