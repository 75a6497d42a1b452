// A hundred criteria over evidence of 100 KB, against a floor: GitHub's own evaluator on the same expressions, with the same
// functions written as plainly as they can be, over data that is already in its own form. Both have parsed before.

import type { Expr } from '@actions/expressions/ast';
import * as data from '@actions/expressions/data/index';
import { Evaluator } from '@actions/expressions/evaluator';
import type { FunctionDefinition } from '@actions/expressions/funcs/info';
import { equals, truthy } from '@actions/expressions/result';
import { compile, type Vocabulary } from '../../src/core/gates/expressions/compile.ts';
import { evaluate } from '../../src/core/gates/expressions/evaluate.ts';
import type { Compiled } from '../../src/core/gates/expressions/plan.ts';
import { dataOf, parsedByGitHub } from '../core/gates/expressions/github.ts';
import { scopeOf } from '../core/gates/expressions/surroundings.ts';
import type { Bench, Context } from './bench.ts';
import { atMost, below, type Report, row } from './report.ts';

const CRITERIA = 100;
const BYTES = 100 * 1024;

const VOCABULARY: Vocabulary = {
  evidence: {
    type: 'object',
    properties: {
      interviews: { type: 'integer' },
      validated: { type: 'boolean' },
      prototypeUrl: { type: 'string', format: 'uri' },
      collectedAt: { type: 'string', format: 'date' },
      tags: { type: 'array', items: { type: 'string' } },
      checklist: {
        type: 'array',
        items: {
          type: 'object',
          properties: { item: { type: 'string' }, complete: { type: 'boolean' }, note: { type: 'string' } },
        },
      },
    },
  },
  checks: [],
};

/** Ten shapes, ten of each. */
const SHAPES: readonly ((n: number) => string)[] = [
  (n) => `evidence.interviews >= ${n}`,
  () => 'evidence.validated == true',
  (n) => `isSet(evidence.prototypeUrl) && length(evidence.prototypeUrl) > ${n}`,
  (n) => `daysSince(evidence.collectedAt) <= ${n + 90}`,
  (n) => `contains(evidence.tags, 'tag-${n}')`,
  () => 'all(evidence.checklist.*.complete)',
  (n) => `length(evidence.checklist) >= ${n}`,
  (n) => `evidence.checklist[${n}].complete && startsWith(evidence.checklist[${n}].item, 'Item')`,
  (n) => `count(evidence.checklist.*.complete, true) > ${n}`,
  (n) =>
    `!(evidence.interviews < ${n} || evidence.interviews > 1000) && endsWith(evidence.prototypeUrl, 'e')`,
];
const SOURCES = Array.from({ length: CRITERIA }, (_, n) => SHAPES[n % SHAPES.length]?.(n % 10) ?? 'true');

function makeEvidence(): Readonly<Record<string, unknown>> {
  const entry = (n: number) => ({
    item: `Item ${n} of the launch`,
    complete: true,
    note: `Seen by two people, and written down on page ${n} of the minutes. `.repeat(2),
  });
  const of = (count: number) => ({
    interviews: 40,
    validated: true,
    prototypeUrl: 'https://shop.example/prototype',
    collectedAt: '2026-11-01',
    tags: Array.from({ length: 50 }, (_, n) => `tag-${n}`),
    checklist: Array.from({ length: count }, (_, n) => entry(n)),
  });
  let count = 10;
  while (JSON.stringify(of(count)).length < BYTES) count += 1;
  return of(count);
}

const NOW = Date.parse('2026-11-21T08:00:00Z');
const isArray = (value: data.ExpressionData | undefined): value is data.Array =>
  value?.kind === data.Kind.Array;

const rule = (
  name: string,
  call: (a: data.ExpressionData, b: data.ExpressionData) => data.ExpressionData,
  args = 1,
): FunctionDefinition => ({
  name,
  minArgs: args,
  maxArgs: args,
  call: (a = new data.Null(), b = new data.Null()) => call(a, b),
});

const FUNCTIONS = [
  rule('length', (a) => new data.NumberData(isArray(a) ? a.values().length : a.coerceString().length)),
  rule('isset', (a) => new data.BooleanData(a.coerceString() !== '')),
  rule('all', (a) => new data.BooleanData(isArray(a) && a.values().every(truthy))),
  rule(
    'dayssince',
    (a) => new data.NumberData(Math.floor((NOW - Date.parse(a.coerceString())) / 86_400_000)),
  ),
  rule(
    'count',
    (a, b) => new data.NumberData(isArray(a) ? a.values().filter((one) => equals(one, b)).length : 0),
    2,
  ),
];

/** Milliseconds for all criteria; they all hold, so that nothing is measured that gives up early. */
function milliseconds(all: () => boolean): number {
  const started = performance.now();
  const held = all();
  const took = performance.now() - started;
  if (!held) throw new Error('a criterion does not hold');
  return took;
}

function ours(evidence: Readonly<Record<string, unknown>>): () => boolean {
  const scope = scopeOf(evidence);
  const expressions = compileAll();
  return () => expressions.every((expression) => evaluate(expression, scope).kind === 'met');
}

function compileAll(): readonly Compiled[] {
  return SOURCES.map((source) => {
    const compilation = compile(source, VOCABULARY);
    if (compilation.ok) return compilation.expression;
    throw new Error(`${source}: ${JSON.stringify(compilation.problems)}`);
  });
}

function floor(evidence: Readonly<Record<string, unknown>>): () => boolean {
  const contexts = new data.Dictionary({ key: 'evidence', value: dataOf(evidence) });
  const trees: readonly Expr[] = SOURCES.map((source) => parsedByGitHub(source, FUNCTIONS));
  const byName = new Map(FUNCTIONS.map((definition) => [definition.name, definition]));
  return () => trees.every((tree) => truthy(new Evaluator(tree, contexts, byName).evaluate()));
}

function measure({ short }: Context): Report {
  const evidence = makeEvidence();
  const sides = { floor: floor(evidence), ours: ours(evidence) };
  const found = { floor: [] as number[], ours: [] as number[], compile: [] as number[] };
  const [warm, rounds] = short ? [50, 101] : [200, 1_001];
  for (let round = -warm; round < rounds; round += 1) {
    const took = [milliseconds(sides.floor), milliseconds(sides.ours)] as const;
    const compiling = milliseconds(() => compileAll().length === CRITERIA);
    // The first ones compile code.
    if (round < 0) continue;
    found.floor.push(took[0]);
    found.ours.push(took[1]);
    found.compile.push(compiling);
  }
  const ratios = found.ours.map((one, i) => one / (found.floor[i] ?? Number.NaN));
  return {
    name: 'expressions',
    about: `${CRITERIA} criteria over ${(JSON.stringify(evidence).length / 1024).toFixed(0)} KiB of evidence`,
    rows: [
      row("floor: GitHub's evaluator", 'ms', found.floor),
      row('ours', 'ms', found.ours, below(5)),
      row('ours / floor', '×', ratios, atMost(3)),
      row('reading and typing them, once for each rules file', 'ms', found.compile),
    ],
    notes: [],
  };
}

export const expressions: Bench = {
  name: 'expressions',
  run: async (context) => measure(context),
};
