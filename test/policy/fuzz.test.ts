// F6: whatever the bytes are, reading gives a policy or problems that a person can act on.
// CLOS_FUZZ_RUNS sets the number of files (by default 20,000, or as many as ten seconds allow), CLOS_FUZZ_SEED repeats a run.

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ConfigurationProblem, Policy } from '../../src/core/policy.ts';
import { readConfig } from '../../src/policy/config.ts';
import { LIMITS, type Limits } from '../../src/policy/limits.ts';
import { organizationOf, orgFile } from '../../src/policy/org.ts';
import { PROBLEM_CODES } from '../../src/policy/problem.ts';
import { readFile } from '../../src/policy/read.ts';
import { podDefinitions, resolve } from '../../src/policy/resolve.ts';
import { settingsOf } from '../../src/policy/wip-rules.ts';

const FILE = '.clos/config.yml';
const RUNS = Number(process.env.CLOS_FUZZ_RUNS ?? 20_000);
const BOUND = process.env.CLOS_FUZZ_RUNS === undefined ? { interruptAfterTimeLimit: 10_000 } : {};
const TIMEOUT_MS = 60_000 + 5 * RUNS;
const SEED = Number(process.env.CLOS_FUZZ_SEED ?? Date.now() % 2 ** 31);

type Text = string | Uint8Array;

const WORDS = [
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
const GOOD = '# ours\nversion: 1\nmode: enforce\nwip:\n  limit: 3\n  onLimit: block\n  drafts: include\n';

const soup = fc.array(fc.constantFrom(...WORDS), { maxLength: 40 }).map((words) => words.join(''));
const edited = fc
  .array(fc.tuple(fc.nat(GOOD.length), fc.nat(6), fc.constantFrom('', ...WORDS)), {
    minLength: 1,
    maxLength: 4,
  })
  .map((edits) =>
    edits.reduce((text, [at, cut, word]) => text.slice(0, at) + word + text.slice(at + cut), GOOD),
  );
const valued = fc.jsonValue({ maxDepth: 3 }).map((value) => `version: 1\nmode: ${JSON.stringify(value)}\n`);
const anyText: fc.Arbitrary<Text> = fc.oneof(
  { weight: 4, arbitrary: soup },
  { weight: 4, arbitrary: edited },
  { weight: 1, arbitrary: valued },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }) },
);

const linesOf = (text: Text): readonly string[] => {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  return new TextDecoder().decode(bytes).split('\n');
};

function expectClear(text: Text, limits: Limits): void {
  const reading = readConfig(FILE, text, limits);
  if (reading.ok) expectPolicy(reading.policy);
  else expectProblems(linesOf(text), reading.problems);
}

function expectProblems(lines: readonly string[], problems: readonly ConfigurationProblem[]): void {
  if (problems.length < 1 || problems.length > LIMITS.problems)
    throw new Error(`${problems.length} problems`);
  for (const problem of problems) {
    const { code, file, line, column, message, mend } = problem;
    const known = (PROBLEM_CODES as readonly string[]).includes(code) && file === FILE;
    const inside = line >= 1 && column >= 1 && column <= (lines[line - 1]?.length ?? -1) + 1;
    const said = message.trim().length > 10 && message.length < 400 && mend.trim().length > 10;
    // The library catches its own stack overflow; to get that far is already a crash.
    if (!known || !inside || !said || message.includes('call stack'))
      throw new Error(JSON.stringify(problem));
  }
}

function expectPolicy({ mode, wip }: Policy): void {
  const settings = [mode, wip.onLimit, wip.drafts].join(' ');
  expect(settings).toMatch(/^(observe|warn|enforce) (queue|block) (exclude|include)$/);
  expect(Number.isInteger(wip.limit) && wip.limit >= 0 && wip.limit <= 1000).toBe(true);
}

const ORG = `version: 1
mode: enforce
wip: {limit: 3, perType: {BUG: 2}, weights: {size/XL: 3}, ttl: 7d, exempt: {authors: [ada]}}
locked: [wip.limit, mode]
extends: [acme/rules@v1]
pods:
  - slug: web
    repositories: [shop-*]
    paths: {mono: [web/**]}
    timezone: Europe/Berlin
    members: {teams: [web]}
`;

const ORG_WORDS = [
  ...WORDS,
  ...[
    'pods',
    'slug',
    'locked: ',
    'repositories: ',
    'paths: ',
    'timezone: ',
    'extends: ',
    'acme/x@y',
    'wip.limit',
    '7d',
  ],
  ...['never', '- slug: a\n', '[web]', 'perType: ', 'BUG', 'exempt: ', 'authors: '],
];

const organisation: fc.Arbitrary<string> = fc
  .array(fc.tuple(fc.nat(ORG.length), fc.nat(3), fc.constantFrom('', ...ORG_WORDS)), {
    minLength: 1,
    maxLength: 2,
  })
  .map((edits) =>
    edits.reduce((text, [at, cut, word]) => text.slice(0, at) + word + text.slice(at + cut), ORG),
  );

/** Whatever it says, every pod and every repository gets whole rules. */
function expectOrganization(text: string): boolean {
  const file = readFile(orgFile, FILE, text, LIMITS);
  if (!file.ok) {
    expectProblems(linesOf(text), file.problems);
    return false;
  }
  const organization = organizationOf([{ file, settings: settingsOf(file) }]);
  for (const rules of [...podDefinitions(organization), resolve(organization, 'shop-api', {}).policy])
    expectPolicy({ ...rules, pods: [] });
  return true;
}

describe('F6 an organisation file', () => {
  const runs = Math.ceil(RUNS / 10);

  test(
    `F6 ${runs} times edited at random throws nothing and says what to do`,
    () => {
      const found = fc.check(
        fc.property(organisation, (text) => void expectOrganization(text)),
        { numRuns: runs, seed: SEED, ...BOUND },
      );
      const again = `CLOS_FUZZ_SEED=${found.seed} npm test -- test/policy/fuzz.test.ts`;
      if (found.failed) throw new Error(`${fc.defaultReportMessage(found)}\n\nAgain: ${again}`);
    },
    TIMEOUT_MS,
  );

  test('F6 control: both answers are reached', () => {
    expectOrganization(ORG);
    const good = fc.sample(organisation, { numRuns: 1_000, seed: 7 }).filter(expectOrganization).length;
    expect(good).toBeGreaterThan(20);
    expect(good).toBeLessThan(980);
  });
});

describe('F6 every bad input gets a clear error', () => {
  test(
    `F6 ${RUNS} random files throw nothing and tell code, file, line, column and what to do`,
    () => {
      const result = fc.check(
        fc.property(anyText, (text) => expectClear(text, LIMITS)),
        { numRuns: RUNS, seed: SEED, ...BOUND },
      );
      if (!result.failed) return;
      const again = `CLOS_FUZZ_SEED=${result.seed} npm test -- test/policy/fuzz.test.ts`;
      throw new Error(`${fc.defaultReportMessage(result)}\n\nAgain: ${again}`);
    },
    TIMEOUT_MS,
  );

  test('F6 control: the files reach both answers and most codes, so the property is not empty', () => {
    const seen = new Set<string>();
    for (const text of fc.sample(anyText, { numRuns: 5_000, seed: 7 })) {
      const reading = readConfig(FILE, text);
      if (reading.ok) seen.add('ok');
      else for (const { code } of reading.problems) seen.add(code);
    }
    expect(seen).toContain('ok');
    expect(seen.size).toBeGreaterThan(17);
  });

  test('F6 control: with the limits removed a deep file breaks the property', () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const none = Number.POSITIVE_INFINITY;
    expect(() => expectClear(deep, LIMITS)).not.toThrow();
    expect(() => expectClear(deep, { ...LIMITS, depth: none, nodes: none, tokens: none })).toThrow(
      'call stack',
    );
  });
});
