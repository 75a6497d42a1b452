// F6: whatever the bytes are, reading gives a policy or problems that a person can act on.

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Policy } from '../../src/core/policy.ts';
import { readConfig } from '../../src/policy/config.ts';
import { LIMITS, type Limits } from '../../src/policy/limits.ts';
import { organizationOf, orgFile } from '../../src/policy/org.ts';
import { readFile } from '../../src/policy/read.ts';
import { podDefinitions, resolve } from '../../src/policy/resolve.ts';
import { settingsOf } from '../../src/policy/wip-rules.ts';
import { expectAlways, expectProblems, RUNS, type Text, TIMEOUT_MS, WORDS } from './fuzzing.ts';

const FILE = '.clos/config.yml';
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

function expectClear(text: Text, limits: Limits): void {
  const reading = readConfig(FILE, text, limits);
  if (reading.ok) expectPolicy(reading.policy);
  else expectProblems(FILE, text, reading.problems);
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
    expectProblems(FILE, text, file.problems);
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
      const property = fc.property(organisation, (text) => void expectOrganization(text));
      expectAlways('test/policy/fuzz.test.ts', property, runs);
    },
    TIMEOUT_MS,
  );

  test('F6 control: both answers are reached', () => {
    expectOrganization(ORG);
    const good = fc.sample(organisation, { numRuns: 400, seed: 7 }).filter(expectOrganization).length;
    expect(good).toBeGreaterThan(8);
    expect(good).toBeLessThan(392);
  });
});

describe('F6 every bad input gets a clear error', () => {
  test(
    `F6 ${RUNS} random files throw nothing and tell code, file, line, column and what to do`,
    () => {
      const property = fc.property(anyText, (text) => expectClear(text, LIMITS));
      expectAlways('test/policy/fuzz.test.ts', property, RUNS);
    },
    TIMEOUT_MS,
  );

  test('F6 control: the files reach both answers and most codes, so the property is not empty', () => {
    const seen = new Set<string>();
    for (const text of fc.sample(anyText, { numRuns: 2_000, seed: 7 })) {
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
