// Everything that can be wrong with an expression, told before it ever runs.

export const EXPRESSION_CODES = [
  'expression.syntax',
  'expression.template',
  'expression.too-long',
  'expression.too-deep',
  'expression.unknown-name',
  'expression.unknown-value',
  'expression.wrong-type',
  'expression.wrong-number-of-values',
] as const;

export type ExpressionCode = (typeof EXPRESSION_CODES)[number];

export interface ExpressionProblem {
  readonly code: ExpressionCode;
  /** In UTF-16 units from the start of the source; at most its length. */
  readonly offset: number;
  readonly message: string;
  readonly mend: string;
}
