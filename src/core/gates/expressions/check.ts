// Types of every part of an expression, and from it the plan that is evaluated. What has no type becomes a problem here.

import {
  Binary,
  ContextAccess,
  type Expr,
  FunctionCall,
  IndexAccess,
  Literal,
  Logical,
  Unary,
} from '@actions/expressions/ast';
import { TokenType } from '@actions/expressions/lexer';
import { nearest } from '../../suggest.ts';
import { checkAccess } from './access.ts';
import { complain, type Desk, offsetOf, type Typed } from './desk.ts';
import { functionCalled } from './functions.ts';
import { literalText, notBoolean, notComparable, notOrdered } from './mend.ts';
import type { Node, Sign } from './plan.ts';
import { tooDeep } from './syntax.ts';
import { same } from './text.ts';
import { bare, textOf, written } from './tree.ts';
import { BOOLEAN, kindOf, NULL, NUMBER, said, TEXT, type Type } from './types.ts';
import { unknownFunction, wrongCount } from './unknown.ts';
import { absent } from './value.ts';
import { listed, quoted } from './words.ts';

/** Of the tree. The parser itself stops at 50 parentheses, but lets chains such as `a == b == c` grow without end. */
const MOST_DEPTH = 64;

/** Null where there was something to complain about. */
export function checkExpression(tree: Expr, desk: Desk): Node | null {
  const typed = check(tree, desk, 1);
  if (typed === null || kindOf(typed.type) === 'boolean') return typed?.node ?? null;
  return complain(desk, tree, notBoolean({ tree, type: typed.type }, 'A criterion'));
}

function check(tree: Expr, desk: Desk, depth: number): Typed | null {
  const inner = bare(tree);
  if (depth > MOST_DEPTH) {
    if (desk.problems.length === 0) desk.problems.push(tooDeep(offsetOf(desk, inner)));
    return null;
  }
  if (inner instanceof Literal) return checkLiteral(inner, desk);
  if (inner instanceof ContextAccess || inner instanceof IndexAccess) return checkAccess(inner, desk);
  if (inner instanceof FunctionCall) return checkCall(inner, desk, depth);
  if (inner instanceof Unary) return checkNot(inner, desk, depth);
  if (inner instanceof Logical) return checkLogical(inner, desk, depth);
  if (inner instanceof Binary) return checkComparison(inner, desk, depth);
  throw new TypeError('a part of the tree that the library did not have when this was written');
}

function checkLiteral({ token }: Literal, desk: Desk): Typed | null {
  if (token.type === TokenType.TRUE || token.type === TokenType.FALSE)
    return { node: { op: 'constant', value: token.type === TokenType.TRUE }, type: BOOLEAN };
  if (token.type === TokenType.STRING) return { node: { op: 'constant', value: textOf(token) }, type: TEXT };
  if (token.type === TokenType.NULL)
    return { node: { op: 'constant', value: absent('null is nothing') }, type: NULL };
  const value = Number(token.value);
  // Beyond these, neighbouring whole numbers are the same number to a computer.
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return { node: { op: 'constant', value }, type: NUMBER };
  return complain(desk, token, {
    code: 'expression.wrong-type',
    message: `${quoted(token.lexeme)} is not a number that can be compared exactly.`,
    mend: `Write a number between ${-Number.MAX_SAFE_INTEGER} and ${Number.MAX_SAFE_INTEGER}.`,
  });
}

function checkNot({ expr, operator }: Unary, desk: Desk, depth: number): Typed | null {
  const of = checkBoolean(expr, desk, depth, operator.lexeme);
  return of && { node: { op: 'not', of }, type: BOOLEAN };
}

function checkLogical({ args, operator }: Logical, desk: Desk, depth: number): Typed | null {
  const sides = args.map((arg) => checkBoolean(arg, desk, depth, operator.lexeme));
  const of = sides.filter((side) => side !== null);
  if (of.length < sides.length) return null;
  return { node: { op: operator.type === TokenType.AND ? 'and' : 'or', of }, type: BOOLEAN };
}

function checkBoolean(tree: Expr, desk: Desk, depth: number, sign: string): Node | null {
  const typed = check(tree, desk, depth + 1);
  if (typed === null || kindOf(typed.type) === 'boolean') return typed?.node ?? null;
  const where = sign === '!' ? 'What stands after `!`' : `Each side of ${quoted(sign)}`;
  return complain(desk, tree, notBoolean({ tree, type: typed.type }, where));
}

const SIGNS: ReadonlyMap<TokenType, Sign> = new Map([
  [TokenType.EQUAL_EQUAL, '=='],
  [TokenType.BANG_EQUAL, '!='],
  [TokenType.LESS, '<'],
  [TokenType.LESS_EQUAL, '<='],
  [TokenType.GREATER, '>'],
  [TokenType.GREATER_EQUAL, '>='],
]);

function checkComparison(tree: Binary, desk: Desk, depth: number): Typed | null {
  const left = check(tree.left, desk, depth + 1);
  const right = check(tree.right, desk, depth + 1);
  const sign = SIGNS.get(tree.operator.type);
  if (left === null || right === null || sign === undefined) return null;
  const sides = [
    { tree: tree.left, type: left.type },
    { tree: tree.right, type: right.type },
  ] as const;
  const kind = kindOf(left.type);
  if (kind !== kindOf(right.type) || !['number', 'boolean', 'text'].includes(kind))
    return complain(desk, tree, notComparable(...sides));
  if (kind !== 'number' && sign !== '==' && sign !== '!=') return complain(desk, tree, notOrdered(sides[0]));
  if (neverSaid(sides[0], tree.right, desk) || neverSaid(sides[1], tree.left, desk)) return null;
  return { node: { op: 'compare', sign, left: left.node, right: right.node }, type: BOOLEAN };
}

/** A field that takes certain words only, compared with another word. */
function neverSaid(side: { readonly tree: Expr; readonly type: Type }, other: Expr, desk: Desk): boolean {
  const text = literalText(other);
  const words = side.type.type === 'string' ? side.type.enum : undefined;
  if (text === null || words === undefined || words.some((word) => same(word, text))) return false;
  const near = nearest(text, words);
  complain(desk, other, {
    code: 'expression.unknown-value',
    message: `${quoted(written(side.tree))} is never ${quoted(text)}.`,
    mend: near === null ? `It is one of ${listed(words)}.` : `Did you mean ${quoted(near)}?`,
  });
  return true;
}

function checkCall({ functionName, args }: FunctionCall, desk: Desk, depth: number): Typed | null {
  const rule = functionCalled(functionName.lexeme);
  if (rule === undefined) return complain(desk, functionName, unknownFunction(functionName.lexeme));
  if (args.length !== rule.takes.length) return complain(desk, functionName, wrongCount(rule));
  const given: Typed[] = [];
  for (const [index, arg] of args.entries()) {
    const typed = check(arg, desk, depth + 1);
    if (typed === null) return null;
    const types = given.map(({ type }) => type);
    const parameter = rule.takes[index];
    if (parameter !== undefined && !parameter.accepts(typed.type, types))
      return complain(desk, arg, {
        code: 'expression.wrong-type',
        message: `${index === 0 ? '' : 'The second value of '}${quoted(rule.name)} ${index === 0 ? 'takes' : 'has to be'} ${parameter.is}, and ${quoted(written(arg))} is ${said(typed.type)}.`,
        mend: `Write it such as \`${rule.example}\`.`,
      });
    given.push(typed);
  }
  const nodes = given.map(({ node }) => node);
  if (rule.name === 'answers') {
    desk.asked.add('answers');
    desk.addresses.push(...nodes);
  }
  const node: Node = { op: 'call', rule, args: nodes, names: args.map((arg) => quoted(written(arg))) };
  return { node, type: rule.gives(given.map(({ type }) => type)) };
}
