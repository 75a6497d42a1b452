// No regular expression of ours takes more than linear time, whatever the text: proved by an analyser, not measured (D1, T-156).

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type ParseOptions, parseSync } from '@swc/core';
import { analyse, type Report } from 'scslre';

const root = join(import.meta.dirname, '..');
const SYNTAX: ParseOptions = { syntax: 'typescript', target: 'es2024' };

interface Expressions {
  readonly file: string;
  readonly literals: readonly RegExp[];
  /** How often `RegExp` is called. */
  readonly made: number;
}

const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join(root, 'src', name));

function expressionsIn(source: string, file: string): Expressions {
  const literals: RegExp[] = [];
  let made = 0;
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { type, pattern, flags, callee } = node as Record<string, unknown>;
    if (type === 'RegExpLiteral') literals.push(new RegExp(String(pattern), String(flags)));
    if (type === 'NewExpression' || type === 'CallExpression')
      made += (callee as { value?: unknown }).value === 'RegExp' ? 1 : 0;
    for (const value of Object.values(node)) walk(value);
  };
  walk(parseSync(source, SYNTAX));
  return { file, literals, made };
}

const ours = files.map((file) => expressionsIn(readFileSync(file, 'utf8'), relative(root, file)));

const slow = (expression: RegExp): readonly string[] =>
  analyse(expression, { reportTypes: { Move: true, Self: true, Trade: true } }).reports.map(told);

/** What walks the same characters again: `[.]+`, or two that can share a run. */
function told(report: Report): string {
  if (report.type === 'Trade') return `${report.startQuant.raw} and ${report.endQuant.raw} share a run`;
  return `${report.quant.raw} ${report.type === 'Move' ? 'starts anew inside its run' : 'nests'}`;
}

/** What `new RegExp` makes while the modules are loaded; later it is made of what people wrote, and that is not allowed. */
async function madeWhileLoading(names: readonly string[]): Promise<readonly RegExp[]> {
  const made: RegExp[] = [];
  const original = globalThis.RegExp;
  globalThis.RegExp = new Proxy(original, {
    construct(target, given) {
      const expression = new target(...(given as [string]));
      made.push(expression);
      return expression;
    },
  });
  try {
    for (const name of names) await import(join(root, name));
  } finally {
    globalThis.RegExp = original;
  }
  return made;
}

describe('D1: every regular expression is linear', () => {
  test('T-156 as they are written', () => {
    expect(ours.flatMap(({ literals }) => literals).length).toBeGreaterThan(200);
    const found = ours.flatMap(({ file, literals }) =>
      literals.flatMap((one) => slow(one).map((why) => `${file}: ${one}: ${why}`)),
    );
    expect(found).toEqual([]);
  });

  test('T-156 as they are put together from pieces', async () => {
    const making = ours.filter(({ made }) => made > 0);
    const made = await madeWhileLoading(making.map(({ file }) => file));
    const expected = making.reduce((sum, one) => sum + one.made, 0);
    expect(made.length).toBeGreaterThanOrEqual(expected);
    expect(made.flatMap((one) => slow(one).map((why) => `${one}: ${why}`))).toEqual([]);
  });

  test.each([
    ['an end that is not anchored', /[.,:;?*]+$/],
    ['the same in an alternative', /^-+|-+$/g],
    ['quantifiers side by side', /^\s*\s*x$/],
    ['quantifiers in each other', /^(?:a+)+$/],
  ])('and the analyser finds %s', (_, expression) => {
    expect(slow(expression)).not.toEqual([]);
  });
});
