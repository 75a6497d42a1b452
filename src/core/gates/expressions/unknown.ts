// Names that do not exist, and what was probably meant.

import { nearest } from '../../suggest.ts';
import { FUNCTIONS, type FunctionRule } from './functions.ts';
import { CONTEXT_NAMES } from './plan.ts';
import type { ExpressionProblem } from './problem.ts';
import { listed, quoted } from './words.ts';

type Complaint = Omit<ExpressionProblem, 'offset'>;

const unknownName = (message: string, mend: string): Complaint => ({
  code: 'expression.unknown-name',
  message,
  mend,
});

const meant = (near: string | null): string | null => near && `Did you mean ${quoted(near)}?`;

export function unknownFunction(name: string): Complaint {
  const names = FUNCTIONS.map((rule) => rule.name);
  const message = `There is no function ${quoted(name)}.`;
  return unknownName(message, meant(nearest(name, names)) ?? `There are ${listed(names, 20)}.`);
}

export function unknownContext(name: string, rule: FunctionRule | undefined): Complaint {
  if (rule !== undefined)
    return unknownName(`${quoted(rule.name)} is a function.`, `Write it such as \`${rule.example}\`.`);
  const near = nearest(name, CONTEXT_NAMES);
  return unknownName(
    `There is no ${quoted(name)} here.`,
    meant(near) ?? `There are ${listed(CONTEXT_NAMES)}; a text stands in single quotes.`,
  );
}

export function unknownField(of: string, field: string, fields: readonly string[]): Complaint {
  const near = nearest(field, fields);
  const message =
    of === 'checks'
      ? `No check ${quoted(field)} is declared.`
      : `${quoted(of)} has no field ${quoted(field)}.`;
  const there = fields.length === 0 ? 'There are none yet.' : `There are ${listed(fields)}.`;
  return unknownName(
    message,
    near === null ? `${declare(of)}${there}` : `Did you mean ${quoted(`${of}.${near}`)}?`,
  );
}

function declare(of: string): string {
  if (of === 'checks') return 'Declare it under `checks:` in `gates.yml`. ';
  return of === 'evidence' || /^evidence[.[]/.test(of) ? 'Declare it in the schema of evidence. ' : '';
}

const COUNTS = ['no values', 'one value', 'two values'];

export const wrongCount = (rule: FunctionRule): Complaint => ({
  code: 'expression.wrong-number-of-values',
  message: `${quoted(rule.name)} takes ${COUNTS[rule.takes.length] ?? 'other values'}.`,
  mend: `Write it such as \`${rule.example}\`.`,
});
