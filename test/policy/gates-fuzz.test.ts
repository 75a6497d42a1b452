// F6 for gates, projects and evidence: whatever a file says, reading throws nothing, gives whole and typed values or problems that
// a person can act on, and never both.

import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { DEFAULT_RULES } from '../../src/core/gates/defaults.ts';
import { compile } from '../../src/core/gates/expressions/compile.ts';
import { readEvidence } from '../../src/policy/evidence.ts';
import { NO_GATE_LAYER } from '../../src/policy/gate-layer.ts';
import { readGates } from '../../src/policy/gates.ts';
import { resolveGates } from '../../src/policy/gates-resolve.ts';
import { jsonFault } from '../../src/policy/json.ts';
import { readProjects } from '../../src/policy/projects.ts';
import { placeIn, textRuns } from '../../src/policy/scalar.ts';
import { sourceOf } from '../../src/policy/source.ts';
import { edited, expectAlways, expectProblems, RUNS, TIMEOUT_MS, timed, WORDS } from './fuzzing.ts';
import { plainFile } from './tree.ts';

const FILE = 'test/policy/gates-fuzz.test.ts';
const runs = Math.ceil(RUNS / 40);
const SECONDS = 1;

/** Most of what is edited is a comment, so that some files stay good. */
const COMMENT = `# ${'these are our gates, and here is why: '.repeat(12)}\n`;

const GATES = `version: 1
mode: warn
stages: [A, B, C]
locked: [gates.A]
gates:
  A:
    reason: Not yet
    criteria:
      - { id: nps, title: T, reason: R, expression: "evidence.nps > 7 && checks.t.passed" }
      - id: two
        title: T
        reason: R
        expression: >-
          evidence.done ||
          evidence.word == 'go'
    approvals: [{ count: 1, teams: [core] }]
    soak: 7d
requires: [{ paths: [deploy/], stage: B }]
checks: { t: { name: test, app: 5 } }
evidence:
  subject: src
  schema:
    type: object
    properties: { nps: { type: integer, minimum: 0 }, done: { type: boolean }, word: { type: string, enum: [go] } }
waivers: { longest: 30d }
`;
const PROJECT =
  'version: 1\nname: Shop\npod: web\nstage: IDEA\nevidence: .clos/e.yml\nreason: So\npaths: [a/**]\n';
const EVIDENCE = `customerInterviews: 7
problemValidation: true
prototypeUrl: https://example.com
userTesting: 3
checklist: [{ title: Docs, complete: true }, { name: 'x', complete: false }]
collectedAt: 2026-01-31
subject: abc
`;
const JSON_EVIDENCE = JSON.stringify(
  {
    customerInterviews: 7,
    problemValidation: true,
    checklist: [{ title: 'a\n"', complete: false }],
    userTesting: 5,
  },
  null,
  1,
);

const MORE = [
  ...WORDS,
  ...[
    'gates',
    'criteria: ',
    'expression: ',
    'evidence.',
    'checks.t',
    '&&',
    '==',
    "'go'",
    '${{',
    'type: ',
    'array',
  ],
  ...[
    'properties: ',
    'items: ',
    'minimum: ',
    '7d',
    'GROWTH',
    '.clos/',
    '../',
    'false',
    'null',
    '1e400',
    'constructor: ',
  ],
];

type Answer = 'good' | 'broken';

function gates(text: string): Answer {
  const reading = readGates('.clos/gates.yml', text);
  if (!reading.ok) {
    expectProblems('.clos/gates.yml', text, reading.problems);
    return 'broken';
  }
  const { rules, problems } = resolveGates(NO_GATE_LAYER, reading.layer);
  if (rules === null) {
    expectProblems('.clos/gates.yml', text, problems);
    return 'broken';
  }
  const vocabulary = { evidence: rules.evidence.schema, checks: rules.checks.map(({ key }) => key) };
  const isWhole =
    problems.length === 0 &&
    rules.gates.every(({ stage }) => rules.stages.includes(stage)) &&
    rules.requires.every(({ stage }) => rules.stages.includes(stage)) &&
    rules.gates.every(({ criteria }) =>
      criteria.every(({ expression }) => compile(expression, vocabulary).ok),
    );
  if (!isWhole) throw new Error(JSON.stringify(rules));
  return 'good';
}

function project(text: string): Answer {
  const [reading, ...others] = readProjects([plainFile('.clos/project.yml', text)], DEFAULT_RULES.stages);
  if (reading === undefined || others.length > 0) throw new Error('not one project');
  if (reading.kind === 'broken') {
    expectProblems('.clos/project.yml', text, reading.problems);
    return 'broken';
  }
  const { stage, evidence, name } = reading.project;
  if (!DEFAULT_RULES.stages.includes(stage) || !evidence.startsWith('.clos/') || name === '')
    throw new Error(JSON.stringify(reading));
  return 'good';
}

const ajv = new Ajv({ strict: false });
formats.default(ajv, ['date', 'date-time']);
ajv.addFormat('uri', (text) => /^https?:/i.test(text) && URL.canParse(text));
const { schema } = DEFAULT_RULES.evidence;
/** What our own reading calls typed, a validator that is not ours calls valid. */
const isTyped = ajv.compile(schema);

const evidence =
  (path: string) =>
  (text: string): Answer => {
    const reading = readEvidence([plainFile(path, text)], path, schema);
    if (reading.kind === 'none') throw new Error('the file is there');
    if (reading.kind === 'broken') {
      expectProblems(path, text, reading.problems);
      return 'broken';
    }
    if (!isTyped(reading.value)) throw new Error(JSON.stringify([reading.value, isTyped.errors]));
    return 'good';
  };

const KINDS: readonly (readonly [name: string, good: string, read: (text: string) => Answer])[] = [
  ['gates', GATES, gates],
  ['a project', PROJECT, project],
  ['evidence', EVIDENCE, evidence('.clos/evidence.yml')],
  ['evidence in JSON', JSON_EVIDENCE, evidence('.clos/evidence.json')],
];

describe.each(KINDS)('F6 %s', (_, good, read) => {
  const texts = fc.oneof(
    { weight: 8, arbitrary: edited(good, MORE, 3) },
    { weight: 2, arbitrary: edited(`${COMMENT}${good}`, MORE, 1) },
    {
      weight: 1,
      arbitrary: fc.array(fc.constantFrom(...MORE), { maxLength: 30 }).map((words) => words.join('')),
    },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  );

  test(
    `F6 edited ${runs} times at random throws nothing and says what to do`,
    () => {
      const { run, expectFast } = timed();
      const property = fc.property(texts, (text) => void run(() => read(text)));
      expectAlways(FILE, property, runs, SECONDS);
      expectFast();
    },
    TIMEOUT_MS,
  );

  test('F6 control: both answers are reached', () => {
    expect(read(good)).toBe('good');
    const answers = fc.sample(texts, { numRuns: 150, seed: 7 }).map(read);
    expect(new Set(answers)).toEqual(new Set(['good', 'broken']));
  });
});

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

test('what is JSON and what is not is told as JSON.parse tells it', () => {
  const pieces = [
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    ' ',
    '\n',
    '"a"',
    '"\\u00e9\\n"',
    '"',
    '\\',
    '1',
    '-0',
    '1.5e3',
    '01',
    '.',
    'true',
    'nul',
    'null',
    '/',
    '#',
  ];
  const texts = fc.oneof(
    fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((words) => words.join('')),
    fc.json(),
    edited('{"a":[1,-2.5e3,true,null,"b\\u0041\\""],"c":{}}', pieces, 2),
  );
  const property = fc.property(texts, (text) => {
    const at = jsonFault(text);
    if ((at === null) !== isJson(text) || (at !== null && (at < 0 || at > text.length)))
      throw new Error(`${JSON.stringify(text)}: ${at}`);
  });
  expectAlways(FILE, property, runs, SECONDS);
});

test('every letter of a text is found where it stands in its file, however it is written', () => {
  const letters = fc.string({
    unit: fc.constantFrom('a', 'b', '&', '(', "'", '"', '\\', ' ', ' ', '\n', '\t', 'é', '🚀', '\u0007'),
    maxLength: 40,
  });
  const styles = fc.constantFrom('PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE', 'BLOCK_LITERAL', 'BLOCK_FOLDED');
  const property = fc.property(
    letters,
    styles,
    fc.integer({ min: 20, max: 40 }),
    (text, style, lineWidth) => {
      const written = stringify(
        { outer: { key: text } },
        { defaultStringType: style, defaultKeyType: 'PLAIN', lineWidth, minContentWidth: 5 },
      );
      const source = sourceOf('f', written);
      const offset = written.indexOf('key: ') + 'key: '.length;
      const runs = textRuns(source, offset, text);
      const lines = written.split('\n');
      for (const [index, letter] of Array.from(
        { length: text.length },
        (_, at) => [at, text[at] ?? ''] as const,
      )) {
        if (/\s/.test(letter)) continue;
        const { line, column } = placeIn({ file: 'f', line: 0, column: 0 }, runs, index);
        const found = lines[line - 1]?.[column - 1];
        if (found !== letter && found !== '\\')
          throw new Error(JSON.stringify({ written, index, line, column, found }));
      }
    },
  );
  expectAlways(FILE, property, runs, SECONDS);
});
