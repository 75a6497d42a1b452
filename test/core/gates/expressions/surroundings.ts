// One vocabulary and one scope for the tests of expressions.

import { compile, type Vocabulary } from '../../../../src/core/gates/expressions/compile.ts';
import { evaluate } from '../../../../src/core/gates/expressions/evaluate.ts';
import type { Compiled } from '../../../../src/core/gates/expressions/plan.ts';
import type { Outcome, Scope } from '../../../../src/core/gates/expressions/scope.ts';
import type { EvidenceSchema } from '../../../../src/core/gates/model.ts';

const EVIDENCE: EvidenceSchema = {
  type: 'object',
  properties: {
    n: { type: 'integer' },
    m: { type: 'number' },
    ok: { type: 'boolean' },
    text: { type: 'string' },
    on: { type: 'string', format: 'date' },
    status: { type: 'string', enum: ['draft', 'approved'] },
    list: { type: 'array', items: { type: 'string' } },
    grid: { type: 'array', items: { type: 'array', items: { type: 'number' } } },
    checklist: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          item: { type: 'string' },
          complete: { type: 'boolean' },
          owners: { type: 'array', items: { type: 'string' } },
        },
      },
    },
    thing: { type: 'object', properties: { a: { type: 'number' }, b: { type: 'number' } } },
  },
};

export const VOCABULARY: Vocabulary = { evidence: EVIDENCE, checks: ['tests', 'lint'] };

type Evidence = Readonly<Record<string, unknown>>;

const PROJECT: Scope['project'] = {
  name: 'Shop',
  slug: 'shop',
  pod: null,
  stage: 'DISCOVERY',
  from: 'DISCOVERY',
  to: 'PROTOTYPE',
  daysInStage: { kind: 'known', value: 20 },
};

export const scopeOf = (evidence: Evidence, more: Partial<Scope> = {}): Scope => ({
  evidence: { kind: 'known', value: evidence },
  project: PROJECT,
  pr: {
    kind: 'known',
    value: {
      number: 12,
      title: 'Promote the shop',
      author: 'ada',
      base: 'main',
      head: 'promote',
      draft: false,
      fork: false,
      labels: ['stage-gate'],
    },
  },
  checks: { kind: 'known', value: [{ key: 'tests', conclusion: 'success' }] },
  reviews: { kind: 'known', value: { approvals: 2, changesRequested: 0 } },
  files: { kind: 'known', value: ['.clos/project.yml', 'deploy/prod/app.yml'] },
  answers: {},
  now: '2026-11-21T08:00:00Z',
  ...more,
});

/** Of a scope where GitHub could not be asked. */
export const CANNOT: Partial<Scope> = {
  checks: { kind: 'unknown', because: 'GitHub answered 502' },
  reviews: { kind: 'unknown', because: 'GitHub answered 502' },
  files: { kind: 'unknown', because: 'there are more than 3,000' },
  pr: { kind: 'unknown', because: 'there is none here' },
  project: { ...PROJECT, daysInStage: { kind: 'unknown', because: 'there is no history here' } },
};

export function compiled(source: string, vocabulary = VOCABULARY): Compiled {
  const compilation = compile(source, vocabulary);
  if (compilation.ok) return compilation.expression;
  throw new Error(`${source}: ${JSON.stringify(compilation.problems)}`);
}

export const judge = (source: string, evidence: Evidence = {}, more: Partial<Scope> = {}): Outcome =>
  evaluate(compiled(source), scopeOf(evidence, more));

/** The codes of what is wrong with it; `ok` of an expression that can be judged. */
export function codesOf(source: string, vocabulary = VOCABULARY): string {
  const compilation = compile(source, vocabulary);
  return compilation.ok ? 'ok' : compilation.problems.map(({ code }) => code).join(' ');
}
