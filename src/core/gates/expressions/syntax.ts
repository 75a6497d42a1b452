// GitHub's own lexer and parser, with their errors told in our words and at an offset.
// Names are all let through here: whether they exist, and what may be done with them, is for `check.ts` to say.

import type { Expr } from '@actions/expressions/ast';
import { ErrorType, ExpressionError } from '@actions/expressions/errors';
import { Lexer, type Token, TokenType } from '@actions/expressions/lexer';
import { Parser } from '@actions/expressions/parser';
import { functionCalled } from './functions.ts';
import type { ExpressionProblem } from './problem.ts';
import { unknownFunction, wrongCount } from './unknown.ts';
import { quoted } from './words.ts';

export interface Parsed {
  readonly tree: Expr;
  readonly offsets: ReadonlyMap<Token, number>;
}

export type Parsing = Parsed | { readonly problem: ExpressionProblem };

export function parse(source: string): Parsing {
  const lexed = lex(source);
  if (!Array.isArray(lexed)) return { problem: lexed };
  const offsets = offsetsIn(source, lexed);
  if (lexed.length < 2) return { problem: syntax(0, 'The expression is empty.', EXAMPLE) };
  try {
    return { tree: parserOf(lexed).parse(), offsets };
  } catch (error) {
    return { problem: problemOf(error, offsets, source.length) };
  }
}

const EXAMPLE = 'Write a comparison such as `evidence.customerInterviews >= 5`.';

const syntax = (offset: number, message: string, mend: string): ExpressionProblem => ({
  code: 'expression.syntax',
  offset,
  message,
  mend,
});

function lex(source: string): Token[] | ExpressionProblem {
  const lexer = new Lexer(source);
  try {
    return lexer.lex().tokens;
  } catch {
    // The lexer tells where it stopped in words only; it keeps the place to itself.
    const start: unknown = Reflect.get(lexer, 'start');
    return badToken(source, typeof start === 'number' ? Math.min(start, source.length) : 0);
  }
}

const BAD_STARTS: readonly (readonly [start: string, message: string, mend: string])[] = [
  ["'", 'A text begins here and does not end.', "End it with `'`; write `''` for one within the text."],
  ['"', 'A text stands in single quotes.', 'Write `\'text\'` instead of `"text"`.'],
  ['=', 'A single `=` means nothing here.', 'Write `==` to compare.'],
  ['&', 'A single `&` means nothing here.', 'Write `&&` for "and".'],
  ['|', 'A single `|` means nothing here.', 'Write `||` for "or".'],
];

function badToken(source: string, offset: number): ExpressionProblem {
  const rest = source.slice(offset);
  if (rest.startsWith('$')) return template(offset);
  const known = BAD_STARTS.find(([start]) => rest.startsWith(start));
  if (known !== undefined) return syntax(offset, known[1], known[2]);
  const word = quoted(/^\S+/.exec(rest)?.[0] ?? rest);
  return /^[-+.\d]/.test(rest)
    ? syntax(offset, `${word} is not a number.`, 'Write a number such as `5`; there is no arithmetic.')
    : syntax(offset, `${word} cannot stand in an expression.`, EXAMPLE);
}

const template = (offset: number): ExpressionProblem => ({
  code: 'expression.template',
  offset,
  message: 'A criterion is an expression already: `${{` does not belong to it.',
  mend: 'Leave out the `${{` before it and the braces after it.',
});

/** All of a token is in the source, and only white space is between tokens. */
function offsetsIn(source: string, tokens: readonly Token[]): ReadonlyMap<Token, number> {
  const offsets = new Map<Token, number>();
  let at = 0;
  for (const token of tokens) {
    while (at < source.length && ' \t\r\n'.includes(source[at] ?? '')) at += 1;
    offsets.set(token, at);
    at += token.lexeme.length;
  }
  return offsets;
}

/** Made to know every name that stands in the source, so that it only looks at the grammar. */
function parserOf(tokens: Token[]): Parser {
  const names = tokens.filter(({ type }) => type === TokenType.IDENTIFIER).map(({ lexeme }) => lexeme);
  const functions = names.map((name) => ({ name, minArgs: 0, maxArgs: Number.POSITIVE_INFINITY }));
  return new Parser(tokens, names, functions);
}

function problemOf(error: unknown, offsets: ReadonlyMap<Token, number>, end: number): ExpressionProblem {
  if (!(error instanceof ExpressionError))
    return syntax(0, 'This is not an expression that can be read.', EXAMPLE);
  // Public in the library's JavaScript, private in its types.
  const kind: unknown = Reflect.get(error, 'typ');
  const token: unknown = Reflect.get(error, 'tok');
  const [found, offset] = [...offsets].find(([one]) => one === token) ?? [null, end];
  const word = found?.lexeme ?? '';
  if (kind === ErrorType.ErrorExceededMaxDepth) return tooDeep(offset);
  if (kind === ErrorType.ErrorUnexpectedSymbol && word !== '')
    return syntax(offset, `${quoted(word)} is not expected here.`, 'Look at what stands before it.');
  // Of the functions that GitHub has as well, its parser counts the arguments itself.
  if (COUNTED.includes(kind)) return { ...counted(word), offset };
  return syntax(end, 'The expression ends too early.', 'Close what is open, or write what is compared.');
}

const COUNTED: readonly unknown[] = [
  ErrorType.ErrorTooFewParameters,
  ErrorType.ErrorTooManyParameters,
  ErrorType.ErrorEvenParameters,
];

function counted(name: string): Omit<ExpressionProblem, 'offset'> {
  const rule = functionCalled(name);
  return rule === undefined ? unknownFunction(name) : wrongCount(rule);
}

export const tooDeep = (offset: number): ExpressionProblem => ({
  code: 'expression.too-deep',
  offset,
  message: 'The expression is nested too deeply.',
  mend: 'Take it apart into several criteria.',
});
