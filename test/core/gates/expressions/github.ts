// GitHub's own evaluator, to compare with: what it lets pass is what ours exists for.

import type { Expr } from '@actions/expressions/ast';
import * as data from '@actions/expressions/data/index';
import { Evaluator } from '@actions/expressions/evaluator';
import type { FunctionDefinition } from '@actions/expressions/funcs/info';
import { Lexer } from '@actions/expressions/lexer';
import { Parser } from '@actions/expressions/parser';
import { truthy } from '@actions/expressions/result';

export function dataOf(value: unknown): data.ExpressionData {
  if (value === undefined || value === null) return new data.Null();
  if (typeof value === 'string') return new data.StringData(value);
  if (typeof value === 'number') return new data.NumberData(value);
  if (typeof value === 'boolean') return new data.BooleanData(value);
  if (Array.isArray(value)) return new data.Array(...value.map(dataOf));
  return new data.Dictionary(...Object.entries(value).map(([key, one]) => ({ key, value: dataOf(one) })));
}

export const parsedByGitHub = (source: string, functions: readonly FunctionDefinition[] = []): Expr =>
  new Parser(new Lexer(source).lex().tokens, ['evidence'], [...functions]).parse();

/** Whether a step with `if:` of it would run. */
export function runsAtGitHub(source: string, evidence: Readonly<Record<string, unknown>>): boolean {
  const contexts = new data.Dictionary({ key: 'evidence', value: dataOf(evidence) });
  return truthy(new Evaluator(parsedByGitHub(source), contexts).evaluate());
}
