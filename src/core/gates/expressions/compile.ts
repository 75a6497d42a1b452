// From the text of a criterion to something that can be judged, or to what is wrong with it.

import type { EvidenceSchema } from '../model.ts';
import type { ExpressionProblem } from './problem.ts';

export const MOST_CHARACTERS = 1_000;

export type ContextName = 'evidence' | 'project' | 'pr' | 'checks' | 'reviews' | 'files' | 'now';

/** What expressions may name. */
export interface Vocabulary {
  readonly evidence: EvidenceSchema;
  /** Keys of the declared checks. */
  readonly checks: readonly string[];
}

export interface Compiled {
  readonly source: string;
  /** What has to be read to judge it. */
  readonly contexts: ReadonlySet<ContextName | 'answers'>;
}

export type Compilation =
  | { readonly ok: true; readonly expression: Compiled }
  | { readonly ok: false; readonly problems: readonly ExpressionProblem[] };

export function compile(source: string, _vocabulary: Vocabulary): Compilation {
  return { ok: true, expression: { source, contexts: new Set() } };
}

export const contextsOf = (expression: Compiled): ReadonlySet<ContextName | 'answers'> => expression.contexts;
