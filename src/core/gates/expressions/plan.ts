// A checked expression as plain data: names are resolved to typed paths, functions to rows of the table, so evaluating it
// looks up nothing by a name that came from outside.

import type { FunctionRule } from './functions.ts';
import type { Type } from './types.ts';
import type { Value } from './value.ts';

export const CONTEXT_NAMES = ['evidence', 'project', 'pr', 'checks', 'reviews', 'files', 'now'] as const;
export type ContextName = (typeof CONTEXT_NAMES)[number];

export type Step =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'at'; readonly index: number }
  /** Every entry of a list, or (with `keys`) every declared field of an object, there or not. */
  | { readonly kind: 'each'; readonly keys: readonly string[] | null };

/** One name of the expression, such as `evidence.checklist.*.complete`. */
export interface Leaf {
  readonly name: string;
  readonly context: ContextName;
  readonly steps: readonly Step[];
  readonly type: Type;
}

export type Sign = '==' | '!=' | '<' | '<=' | '>' | '>=';

export type Node =
  | { readonly op: 'constant'; readonly value: Value }
  | { readonly op: 'leaf'; readonly slot: number }
  | { readonly op: 'not'; readonly of: Node }
  | { readonly op: 'and' | 'or'; readonly of: readonly Node[] }
  | { readonly op: 'compare'; readonly sign: Sign; readonly left: Node; readonly right: Node }
  | CallNode;

export interface CallNode {
  readonly op: 'call';
  readonly rule: FunctionRule;
  readonly args: readonly Node[];
  /** The arguments as they are written, for sentences. */
  readonly names: readonly string[];
}

export interface Compiled {
  readonly source: string;
  readonly root: Node;
  /** Each name once, in reading order; `slot` counts them from 0. */
  readonly leaves: readonly Leaf[];
  /** What is given to `answers(…)`. */
  readonly addresses: readonly Node[];
  /** What has to be read to judge it. */
  readonly contexts: ReadonlySet<ContextName | 'answers'>;
}
