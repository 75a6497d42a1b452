// From the text of a criterion to something that can be judged, or to what is wrong with it. Only the text of the rules goes
// through here: evidence and titles are never compiled (T-81).

import type { EvidenceSchema } from '../model.ts';
import { checkExpression } from './check.ts';
import { contextsFor } from './contexts.ts';
import type { Desk } from './desk.ts';
import type { Compiled, ContextName } from './plan.ts';
import type { ExpressionProblem } from './problem.ts';
import { type Parsed, parse } from './syntax.ts';

export type { Compiled } from './plan.ts';

export const MOST_CHARACTERS = 1_000;
const MOST_PROBLEMS = 10;

/** What expressions may name. */
export interface Vocabulary {
  readonly evidence: EvidenceSchema;
  /** Keys of the declared checks. */
  readonly checks: readonly string[];
}

export type Compilation =
  | { readonly ok: true; readonly expression: Compiled }
  /** At least one, in reading order. */
  | { readonly ok: false; readonly problems: readonly ExpressionProblem[] };

export function compile(source: string, vocabulary: Vocabulary): Compilation {
  if (source.length > MOST_CHARACTERS) return { ok: false, problems: [tooLong(source)] };
  const parsed = parse(source);
  if ('problem' in parsed) return { ok: false, problems: [parsed.problem] };
  return checked(source, parsed, vocabulary);
}

function checked(source: string, { tree, offsets }: Parsed, { evidence, checks }: Vocabulary): Compilation {
  const desk: Desk = {
    contexts: contextsFor(evidence, checks),
    offsets,
    problems: [],
    leaves: new Map(),
    addresses: [],
    asked: new Set(),
  };
  const root = checkExpression(tree, desk);
  if (root === null) return { ok: false, problems: inOrder(desk.problems) };
  const leaves = Array.from(desk.leaves.values(), ({ leaf }) => leaf);
  return {
    ok: true,
    expression: { source, root, leaves, addresses: desk.addresses, contexts: desk.asked },
  };
}

const inOrder = (problems: readonly ExpressionProblem[]): readonly ExpressionProblem[] =>
  problems.toSorted((a, b) => a.offset - b.offset).slice(0, MOST_PROBLEMS);

const tooLong = ({ length }: string): ExpressionProblem => ({
  code: 'expression.too-long',
  offset: MOST_CHARACTERS,
  message: `The expression has ${length} characters; at most ${MOST_CHARACTERS} are read.`,
  mend: 'Take it apart into several criteria.',
});

/** What has to be read to judge it. */
export const contextsOf = ({ contexts }: Compiled): ReadonlySet<ContextName | 'answers'> => contexts;
