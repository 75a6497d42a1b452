// Looking at the library's syntax tree: where a part begins and how it is written.

import {
  Binary,
  ContextAccess,
  type Expr,
  FunctionCall,
  Grouping,
  IndexAccess,
  Literal,
  Logical,
  Star,
  Unary,
} from '@actions/expressions/ast';
import { type Token, TokenType } from '@actions/expressions/lexer';

export function bare(tree: Expr): Expr {
  let inner = tree;
  while (inner instanceof Grouping) inner = inner.group;
  return inner;
}

/** The token it begins with; of a part in parentheses the first one inside. */
export function firstToken(tree: Expr): Token | null {
  let at: Expr | undefined = tree;
  while (at !== undefined) {
    if (at instanceof Literal) return at.token;
    if (at instanceof Unary) return at.operator;
    if (at instanceof FunctionCall) return at.functionName;
    if (at instanceof ContextAccess) return at.name;
    at = leftOf(at);
  }
  return null;
}

function leftOf(tree: Expr): Expr | undefined {
  if (tree instanceof Binary) return tree.left;
  if (tree instanceof Logical) return tree.args[0];
  if (tree instanceof IndexAccess) return tree.expr;
  return tree instanceof Grouping ? tree.group : undefined;
}

/** A literal text as it is meant: the library undoes only the first of doubled quotes. */
export const textOf = ({ lexeme, type }: Token): string =>
  type === TokenType.STRING ? lexeme.slice(1, -1).replaceAll("''", "'") : lexeme;

/** Short enough for a sentence: names and literals as they are, anything longer as "this". */
export function written(tree: Expr): string {
  const inner = bare(tree);
  if (inner instanceof Literal) return inner.token.lexeme;
  if (inner instanceof FunctionCall)
    return inner.args.length === 1 && inner.args[0] !== undefined
      ? `${inner.functionName.lexeme}(${written(inner.args[0])})`
      : `${inner.functionName.lexeme}(…)`;
  if (inner instanceof ContextAccess) return inner.name.lexeme;
  return inner instanceof IndexAccess ? `${written(inner.expr)}${writtenIndex(inner.index)}` : 'this';
}

function writtenIndex(index: Expr): string {
  if (index instanceof Star) return '.*';
  if (!(index instanceof Literal)) return '[…]';
  if (index.token.type === TokenType.NUMBER) return `[${index.token.lexeme}]`;
  const text = textOf(index.token);
  return /^[A-Za-z_][\w-]*$/.test(text) ? `.${text}` : `['${text.replaceAll("'", "''")}']`;
}
