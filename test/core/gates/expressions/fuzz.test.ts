// F7: whatever is written and whatever it is judged by, nothing is thrown and one of three answers comes out.
// CLOS_FUZZ_RUNS sets the number of runs (by default 4,000, or as many as five seconds allow), CLOS_FUZZ_SEED repeats a run.

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Compilation, compile } from '../../../../src/core/gates/expressions/compile.ts';
import { addressesIn, evaluate } from '../../../../src/core/gates/expressions/evaluate.ts';
import { EXPRESSION_CODES } from '../../../../src/core/gates/expressions/problem.ts';
import type { Outcome, Scope } from '../../../../src/core/gates/expressions/scope.ts';
import { scope, source, wellTyped } from './arbitrary.ts';
import { scopeOf, VOCABULARY } from './surroundings.ts';

const RUNS = Number(process.env.CLOS_FUZZ_RUNS ?? 4_000);
const BOUND = process.env.CLOS_FUZZ_RUNS === undefined ? { interruptAfterTimeLimit: 5_000 } : {};
const TIMEOUT_MS = 60_000 + 5 * RUNS;
const SEED = Number(process.env.CLOS_FUZZ_SEED ?? Date.now() % 2 ** 31);

function expectClear(text: string, compilation: Compilation): void {
  if (compilation.ok) return;
  if (compilation.problems.length < 1 || compilation.problems.length > 10)
    throw new Error('how many problems?');
  for (const problem of compilation.problems) {
    const { code, offset, message, mend } = problem;
    const known = EXPRESSION_CODES.includes(code) && offset >= 0 && offset <= text.length;
    const said = message.length > 10 && message.length < 400 && mend.length > 10 && mend.length < 400;
    if (!known || !said || /call stack|undefined|\n/.test(`${message}${mend}`))
      throw new Error(JSON.stringify(problem));
  }
}

function expectOutcome({ kind, found, because }: Outcome): void {
  if (!['met', 'not-met', 'unknown'].includes(kind)) throw new Error(`is ${String(kind)}`);
  if (found.length > 5) throw new Error(`${found.length} found`);
  const said =
    because === null || (because.length > 5 && because.length < 300 && !because.includes('undefined'));
  if (!said || (kind === 'unknown' && because === null) || (kind === 'met' && because !== null))
    throw new Error(`${kind} because ${because}`);
}

/** Ends with the command that repeats a failure. */
function check<T extends [unknown, ...unknown[]]>(property: fc.IProperty<T>): void {
  const result = fc.check(property, { numRuns: RUNS, seed: SEED, ...BOUND });
  if (!result.failed) return;
  const again = `CLOS_FUZZ_SEED=${result.seed} npm test -- test/core/gates/expressions/fuzz.test.ts`;
  throw new Error(`${fc.defaultReportMessage(result)}\n\nAgain: ${again}`);
}

/** Takes away some of what is known; `take` is asked for each value. */
function without(value: unknown, take: () => boolean): unknown {
  if (take()) return null;
  if (Array.isArray(value)) return value.map((one) => without(one, take));
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, without(one, take)]));
}

const lessKnown = (known: Scope, takes: readonly boolean[]): Scope => {
  let at = 0;
  const take = (): boolean => takes[at++ % takes.length] === true;
  const { evidence: all } = known;
  if (all.kind === 'unknown') return known;
  const some = Object.fromEntries(Object.entries(all.value).map(([key, one]) => [key, without(one, take)]));
  return { ...known, evidence: { kind: 'known', value: some } };
};

describe('F7 expressions cannot escape', () => {
  test(
    `T-80 ${RUNS} expressions, judged by anything, throw nothing and answer one of three`,
    () =>
      check(
        fc.property(source, scope, (text, by) => {
          const compilation = compile(text, VOCABULARY);
          expectClear(text, compilation);
          if (!compilation.ok) return;
          expectOutcome(evaluate(compilation.expression, by));
          for (const address of addressesIn(compilation.expression, by))
            if (typeof address !== 'string' || address === '') throw new Error('not an address');
        }),
      ),
    TIMEOUT_MS,
  );

  test(
    `${RUNS} times, knowing less never turns an answer into met`,
    () =>
      check(
        fc.property(wellTyped(false), scope, fc.array(fc.boolean(), { minLength: 1 }), (text, by, takes) => {
          const compilation = compile(text, VOCABULARY);
          if (!compilation.ok) throw new Error(JSON.stringify(compilation.problems));
          const less = evaluate(compilation.expression, lessKnown(by, takes)).kind;
          if (less === 'met' && evaluate(compilation.expression, by).kind !== 'met')
            throw new Error('met by less');
        }),
      ),
    TIMEOUT_MS,
  );

  test('control: with `isSet`, which asks for what is missing, that does not hold', () => {
    const compilation = compile('!isSet(evidence.text)', VOCABULARY);
    const kindOf = (text: unknown) =>
      compilation.ok ? evaluate(compilation.expression, scopeOf({ text })).kind : '';
    expect([kindOf('a'), kindOf(null)]).toEqual(['not-met', 'met']);
  });

  test('control: all answers and most codes are reached, so the properties are not empty', () => {
    const seen = new Set<string>();
    for (const [text, by] of fc.sample(fc.tuple(source, scope), { numRuns: 2_000, seed: 7 })) {
      const compilation = compile(text, VOCABULARY);
      if (compilation.ok) seen.add(evaluate(compilation.expression, by).kind);
      else for (const { code } of compilation.problems) seen.add(code);
    }
    expect([...seen]).toEqual(expect.arrayContaining(['met', 'not-met', 'unknown']));
    expect(seen.size).toBeGreaterThan(8);
  });

  const THROWS = new Proxy(
    {},
    {
      get: () => {
        throw new Error('never seen');
      },
      getOwnPropertyDescriptor: () => {
        throw new Error('never seen');
      },
    },
  );

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'x'],
    ['an empty object', {}],
    ['a trap', THROWS],
  ])('a scope that is %s, or holds it, is never met', (_name, scopeLike) => {
    const compilation = compile('evidence.ok && checks.tests.passed && answers(evidence.text)', VOCABULARY);
    if (!compilation.ok) throw new Error('it should compile');
    const half = { ...scopeOf({}), evidence: scopeLike };
    for (const by of [scopeLike, half] as unknown as Scope[]) {
      expect(evaluate(compilation.expression, by)).toMatchObject({
        kind: expect.stringMatching(/^(?:unknown|not-met)$/),
      });
      expect(addressesIn(compilation.expression, by)).toEqual([]);
    }
  });
});
