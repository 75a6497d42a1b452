// What checking an expression gathers: its problems, its names, and what it asks for.

import type { Expr } from '@actions/expressions/ast';
import type { Token } from '@actions/expressions/lexer';
import type { Contexts } from './contexts.ts';
import type { ContextName, Leaf, Node } from './plan.ts';
import type { ExpressionProblem } from './problem.ts';
import { firstToken } from './tree.ts';
import type { Type } from './types.ts';

export interface Desk {
  readonly contexts: Contexts;
  readonly offsets: ReadonlyMap<Token, number>;
  readonly problems: ExpressionProblem[];
  /** By name. */
  readonly leaves: Map<string, { readonly leaf: Leaf; readonly slot: number }>;
  readonly addresses: Node[];
  readonly asked: Set<ContextName | 'answers'>;
}

export interface Typed {
  readonly node: Node;
  readonly type: Type;
}

export const offsetOf = (desk: Desk, tree: Expr): number => {
  const token = firstToken(tree);
  return (token && desk.offsets.get(token)) ?? 0;
};

/** Null, so that what depends on it is not complained about as well. */
export function complain(desk: Desk, at: Expr | Token, problem: Omit<ExpressionProblem, 'offset'>): null {
  const offset = 'lexeme' in at ? (desk.offsets.get(at) ?? 0) : offsetOf(desk, at);
  desk.problems.push({ ...problem, offset });
  return null;
}

/** The same name is looked up once. */
export function leafNode(desk: Desk, leaf: Leaf): Node {
  const slot = desk.leaves.get(leaf.name)?.slot ?? desk.leaves.size;
  if (slot === desk.leaves.size) desk.leaves.set(leaf.name, { leaf, slot });
  desk.asked.add(leaf.context);
  return { op: 'leaf', slot };
}
