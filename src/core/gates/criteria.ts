// One row for each criterion of a gate. A criterion that fails only because a check still runs, or people have not approved yet,
// waits for others; whether it does is found by supposing that they are done and asking again.

import type { Place } from '../faults.ts';
import { capital, joined, prose, ticked } from '../sentences.ts';
import type { Text } from '../verdict.ts';
import type { Endorsement } from './approvals.ts';
import type { Case } from './case.ts';
import { compileCached } from './expressions/cache.ts';
import { evaluate } from './expressions/evaluate.ts';
import type { Compiled } from './expressions/plan.ts';
import type { Found, Outcome, Scope } from './expressions/scope.ts';
import { changeAfter } from './foresee.ts';
import type { CheckState, Criterion, Known } from './model.ts';
import { placeIn } from './moments.ts';
import { type Row, rowOf } from './row.ts';
import { scopeOf } from './scope.ts';

export function criterionRows(subject: Case, criteria: readonly Criterion[], all: Endorsement): Row[] {
  const scope = scopeOf(subject, all);
  return criteria.map((criterion) => criterionRow(subject, criterion, scope));
}

function criterionRow(subject: Case, criterion: Criterion, scope: Scope): Row {
  const base = rowOf({
    id: criterion.id,
    title: [prose(criterion.title)],
    state: 'met',
    needed: [{ code: criterion.expression }],
    waivable: true,
  });
  const compiled = compileCached(criterion.expression, subject.vocabulary);
  if (!compiled.ok) return uncompiled(base, criterion, compiled.problems[0]);
  const outcome = judged(compiled.expression, scope);
  const found = foundText(subject, outcome.found);
  const row = { ...base, found, place: placeOf(subject, outcome.found) };
  const changesAt = foreseen(compiled.expression, subject, scope, outcome);
  if (outcome.kind === 'met') return { ...row, state: 'met', changesAt };
  if (outcome.kind === 'unknown') return { ...row, ...undecided(subject, outcome), changesAt };
  return {
    ...row,
    ...failed(criterion, compiled.expression, scope, outcome, subject.vocabulary.checks),
    changesAt,
  };
}

const undecided = ({ evidence }: Case, { because }: Outcome): Partial<Row> => ({
  state: 'unknown',
  mends: evidence?.kind === 'broken' ? 'author' : 'others',
  reason: clause(because ?? 'it could not be evaluated'),
});

const clause = (because: string): Text => [...ticked(capital(because)), '.'];

/** Not expected, since rules that do not compile never come into force; red all the same. */
function uncompiled(
  row: Row,
  { at }: Criterion,
  problem: { readonly message: string; readonly mend: string } | undefined,
): Row {
  const reason: Text = problem ? [{ untrusted: problem.message }] : ['The expression cannot be understood.'];
  const hint: Text = [
    ...(problem ? [{ untrusted: problem.mend }, ' '] : []),
    'It stands in ',
    { code: where(at) },
    '.',
  ];
  return { ...row, state: 'unknown', reason, hint, mends: 'others' };
}

const where = ({ file, line, column }: Place): string => `${file}:${line}:${column}`;

/** Facts stored by an older version do not name the head's branch: what asks for it is unknown then, not empty. */
const asksForHead = ({ leaves }: Compiled): boolean =>
  leaves.some(
    ({ context, steps: [first] }) => context === 'pr' && (first?.kind !== 'key' || first.key === 'head'),
  );

const HEADLESS: Scope['pr'] = { kind: 'unknown', because: 'the name of its branch is not known here' };

const judged = (expression: Compiled, scope: Scope): Outcome =>
  evaluate(
    expression,
    scope.pr.kind === 'known' && asksForHead(expression) ? { ...scope, pr: HEADLESS } : scope,
  );

function failed(
  criterion: Criterion,
  expression: Compiled,
  scope: Scope,
  outcome: Outcome,
  keys: readonly string[],
): Partial<Row> {
  const asks = expression.contexts.has('checks') || expression.contexts.has('reviews');
  const waits = asks && judged(expression, supposed(scope, keys)).kind === 'met';
  const why: Text[] = [[prose(criterion.reason)]];
  // What is not there is told as found.
  if (outcome.because !== null && !outcome.found.some(({ absent }) => absent))
    why.push(clause(outcome.because));
  return {
    state: 'not-met',
    mends: waits ? 'others' : 'author',
    reason: joined(why, ' '),
    hint: criterion.hint === null ? [] : [prose(criterion.hint)],
  };
}

/** As if every check that still runs, or did not report yet, succeeded, and nobody's approval were missing. */
function supposed(scope: Scope, keys: readonly string[]): Scope {
  const checks = map(scope.checks, (states) => finished(states, keys));
  const reviews = map(scope.reviews, () => ({ approvals: EVERYBODY, changesRequested: 0 }));
  return { ...scope, checks, reviews };
}

const EVERYBODY = 1_000_000;

const map = <T>(known: Known<T>, change: (value: T) => T): Known<T> =>
  known.kind === 'unknown' ? known : { kind: 'known', value: change(known.value) };

const finished = (states: readonly CheckState[], keys: readonly string[]): readonly CheckState[] =>
  keys.map((key) => ({ key, conclusion: states.find((one) => one.key === key)?.conclusion ?? 'success' }));

/** Only what asks for the time, or for the days in the stage, changes by itself. */
function foreseen(expression: Compiled, { known }: Case, scope: Scope, { kind }: Outcome): string | null {
  if (!expression.contexts.has('now') && !/daysSince|daysInStage/i.test(expression.source)) return null;
  return changeAfter(scope.now, known.since, (then) => judged(expression, then(scope)).kind !== kind);
}

/** Of a list and of what was asked of its entries, the entries tell more. */
const tellingOf = (found: readonly Found[]): readonly Found[] =>
  found.filter(({ name }) => !found.some((other) => other.name.startsWith(`${name}.`)));

function foundText({ evidence }: Case, found: readonly Found[]): Text {
  const missing = evidence?.kind === 'none' && found.some(({ absent, name }) => absent && isEvidence(name));
  if (missing) return ['no evidence: ', { code: evidence.path }, ' is not there'];
  const telling = tellingOf(found);
  const [first] = telling;
  if (telling.length === 1 && first) return value(first);
  return joined(telling.map((one): Text => [{ code: one.name }, ' ', ...value(one)]));
}

const EVIDENCE = 'evidence.';
const isEvidence = (name: string): boolean => name.startsWith(EVIDENCE);

function value(found: Found): Text {
  if (found.unknown) return ['not known'];
  if (found.absent) return [found.name.startsWith('checks.') ? 'no result yet' : 'not there'];
  return [{ untrusted: short(found.value, 2) }];
}

const MOST = 5;
const LONGEST = 80;

/** A few words of a value of any size. */
function short(given: unknown, depth: number): string {
  if (typeof given === 'string')
    return JSON.stringify(given.length > LONGEST ? `${given.slice(0, LONGEST)}…` : given);
  if (typeof given !== 'object' || given === null) return String(given);
  if (depth === 0) return Array.isArray(given) ? '[…]' : '{…}';
  const isList = Array.isArray(given);
  const all = isList ? given : Object.entries(given);
  const parts = all
    .slice(0, MOST)
    .map((one) =>
      isList ? short(one, depth - 1) : `${String(one[0]).slice(0, LONGEST)}: ${short(one[1], depth - 1)}`,
    );
  const more = all.length > MOST ? [`… ${all.length} in all`] : [];
  const inner = [...parts, ...more].join(', ');
  return isList ? `[${inner}]` : `{${inner}}`;
}

/** Of the first piece of evidence it looked at; in a list, of the first entry that is missing or false. */
function placeOf(subject: Case, found: readonly Found[]): Place | null {
  const first = tellingOf(found).find(({ name }) => isEvidence(name));
  if (!first) return null;
  const open = Array.isArray(first.value)
    ? first.value.findIndex((one) => one === null || one === false)
    : -1;
  const path = first.name.slice(EVIDENCE.length);
  return placeIn(subject, open < 0 ? path : path.replace('*', String(open)));
}
