// What fuzz tests of files have in common: how often they run, what files are made of, and what every problem owes its reader.
// CLOS_FUZZ_RUNS sets the number of files (by default 20,000, or as many as ten seconds allow), CLOS_FUZZ_SEED repeats a run.

import fc from 'fast-check';
import { EXPRESSION_CODES } from '../../src/core/gates/expressions/problem.ts';
import type { ConfigurationProblem } from '../../src/core/policy.ts';
import { LIMITS } from '../../src/policy/limits.ts';
import { PROBLEM_CODES } from '../../src/policy/problem.ts';

const IS_LONG = process.env.CLOS_FUZZ_RUNS !== undefined;

export const RUNS = Number(process.env.CLOS_FUZZ_RUNS ?? 20_000);
export const TIMEOUT_MS = 60_000 + 5 * RUNS;
const SEED = Number(process.env.CLOS_FUZZ_SEED ?? Date.now() % 2 ** 31);

export type Text = string | Uint8Array;

export const WORDS = [
  ...['version', 'mode', 'wip', 'limit', 'onLimit', 'drafts', 'warn', 'enforce', 'queue', 'block', 'include'],
  ...[
    '1',
    '5',
    '-1',
    '1.5',
    '.nan',
    '.inf',
    '0x1F',
    '1e9',
    '"5"',
    "'x'",
    'true',
    'no',
    '~',
    '2024-01-01',
    'é',
    '🚀',
  ],
  ...[
    ': ',
    ':',
    '- ',
    '? ',
    ', ',
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    '#',
    ' # x',
    '|',
    '>',
    '|2-',
    '%',
    '@',
    '`',
    '\\',
  ],
  ...[
    '&a ',
    '*a',
    '!!str ',
    '!x ',
    '<<: ',
    '__proto__: ',
    '---\n',
    '...\n',
    '%YAML 1.1\n',
    '\uFEFF',
    '\0',
    '\u0085',
  ],
  ...['\n', '\n', '\n  ', '\n  ', '\n    ', '\t', ' ', '\r\n', '\r', 'version: 1\n', 'wip:\n  limit: '],
];

/** `good` with a few words put in, and a few characters cut out. */
export const edited = (good: string, words: readonly string[], most: number): fc.Arbitrary<string> =>
  fc
    .array(fc.tuple(fc.nat(good.length), fc.nat(3), fc.constantFrom('', ...words)), {
      minLength: 1,
      maxLength: most,
    })
    .map((edits) =>
      edits.reduce((text, [at, cut, word]) => text.slice(0, at) + word + text.slice(at + cut), good),
    );

/** In the short form at most so many seconds. */
export function expectAlways<T>(file: string, property: fc.IProperty<T>, runs: number, seconds = 10): void {
  const bound = IS_LONG ? {} : { interruptAfterTimeLimit: seconds * 1000 };
  const result = fc.check(property, { numRuns: runs, seed: SEED, ...bound });
  if (!result.failed) return;
  const again = `CLOS_FUZZ_SEED=${result.seed} npm test -- ${file}`;
  throw new Error(`${fc.defaultReportMessage(result)}\n\nAgain: ${again}`);
}

/** In the long form: 99 of 100 runs end in 100 ms and none takes a second. */
export function timed(): { readonly run: <T>(work: () => T) => T; readonly expectFast: () => void } {
  const spent: number[] = [];
  return {
    run: (work) => {
      const start = performance.now();
      const result = work();
      if (IS_LONG) spent.push(performance.now() - start);
      return result;
    },
    expectFast: () => {
      const sorted = Float64Array.from(spent).toSorted();
      const [p99 = 0, worst = 0] = [sorted[Math.floor(sorted.length * 0.99)], sorted.at(-1)];
      if (p99 >= 100 || worst >= 1000) throw new Error(`p99 ${p99} ms, worst ${worst} ms`);
    },
  };
}

const CODES: readonly string[] = [...PROBLEM_CODES, ...EXPRESSION_CODES];

const linesOf = (text: Text): readonly string[] => {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  return new TextDecoder().decode(bytes).split('\n');
};

export function expectProblems(of: string, text: Text, problems: readonly ConfigurationProblem[]): void {
  const lines = linesOf(text);
  if (problems.length < 1 || problems.length > LIMITS.problems)
    throw new Error(`${problems.length} problems`);
  for (const problem of problems) {
    const { code, file, line, column, message, mend } = problem;
    const known = CODES.includes(code) && file === of;
    const inside = line >= 1 && column >= 1 && column <= (lines[line - 1]?.length ?? -1) + 1;
    const said = message.trim().length > 10 && message.length < 400 && mend.trim().length > 10;
    // The library catches its own stack overflow; to get that far is already a crash.
    if (!known || !inside || !said || message.includes('call stack'))
      throw new Error(JSON.stringify(problem));
  }
}
