// What to write instead, where a value stands in a place that wants another kind.

import { type Expr, Literal } from '@actions/expressions/ast';
import { type Token, TokenType } from '@actions/expressions/lexer';
import type { ExpressionProblem } from './problem.ts';
import { bare, textOf, written } from './tree.ts';
import { itemsOf, kindOf, said, type Type } from './types.ts';
import { quoted } from './words.ts';

type Complaint = Omit<ExpressionProblem, 'offset'>;

interface Side {
  readonly tree: Expr;
  readonly type: Type;
}

const wrong = (message: string, mend: string): Complaint => ({
  code: 'expression.wrong-type',
  message,
  mend,
});

/** "`x` is a text", or "this is a text" of anything long. */
const statement = ({ tree, type }: Side): string => {
  const name = written(tree);
  return `${name === 'this' ? name : quoted(name)} is ${said(type)}`;
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Where true or false is wanted: as the whole, or on a side of `&&`, `||` and `!`. */
export const notBoolean = (side: Side, where: string): Complaint =>
  wrong(`${where} has to be true or false, and ${statement(side)}.`, question(side));

/** The question that was probably meant. */
function question({ tree, type }: Side): string {
  const name = written(tree);
  const items = itemsOf(type);
  const of = name === 'this' ? '…' : name;
  if (items !== null && kindOf(items) === 'boolean') return `Write ${quoted(`all(${of})`)}.`;
  const how: Record<ReturnType<typeof kindOf>, string> = {
    number: `Write a comparison such as ${quoted(`${of} >= 1`)}.`,
    text: `Write ${quoted(`isSet(${of})`)} or ${quoted(`${of} == 'text'`)}.`,
    list: `Write ${quoted(`length(${of}) >= 1`)}.`,
    object: `Ask about one of its fields, or write ${quoted(`isSet(${of})`)}.`,
    boolean: 'Leave it as it is.',
    null: 'Whether something is there is asked by `isSet(…)`.',
  };
  return how[kindOf(type)];
}

export function notComparable(left: Side, right: Side): Complaint {
  const kinds = [kindOf(left.type), kindOf(right.type)];
  if (kinds.includes('null')) return comparedWithNull(kinds[0] === 'null' ? right : left);
  if (kinds[0] !== kinds[1])
    return wrong(`${capital(statement(left))}, and ${statement(right)}.`, unquoted(left, right));
  return wrong(`${capital(statement(left))}, which cannot be compared as a whole.`, question(left));
}

const comparedWithNull = (other: Side): Complaint =>
  wrong(
    'Nothing equals null: what is missing is no evidence.',
    kindOf(other.type) === 'null'
      ? 'Whether something is there is asked by `isSet(…)`.'
      : `Write ${quoted(`isSet(${written(other.tree)})`)}.`,
  );

/** Only numbers have an order. */
export function notOrdered(side: Side): Complaint {
  const message = `${capital(statement(side))}, and only numbers are more or less.`;
  if (kindOf(side.type) === 'text')
    return wrong(message, `For a date write ${quoted(`daysSince(${written(side.tree)}) <= 30`)}.`);
  return wrong(message, kindOf(side.type) === 'boolean' ? 'Compare with `==`.' : question(side));
}

/** `'5'` and `'true'` beside a number or a boolean are mended by leaving the quotes out. */
function unquoted(left: Side, right: Side): string {
  for (const [side, other] of [
    [left, right],
    [right, left],
  ] as const) {
    const text = literalText(side.tree)?.trim();
    const kind = kindOf(other.type);
    const fits =
      kind === 'number'
        ? /^-?\d+(?:\.\d+)?$/.test(text ?? '')
        : kind === 'boolean' && /^(?:true|false)$/i.test(text ?? '');
    if (text !== undefined && fits) return `Write ${quoted(text.toLowerCase())} without quotes.`;
  }
  return 'Compare two values of one kind; nothing is turned into another kind.';
}

export function literalText(tree: Expr): string | null {
  const token = literalToken(tree);
  return token?.type === TokenType.STRING ? textOf(token) : null;
}

function literalToken(tree: Expr): Token | null {
  const inner = bare(tree);
  return inner instanceof Literal ? inner.token : null;
}
