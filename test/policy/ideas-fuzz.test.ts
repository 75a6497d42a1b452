// F6 for `ideas.yml`: whatever it says, reading throws nothing and gives whole rules that score, or problems that a person can act on.

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { score } from '../../src/core/ideas/score.ts';
import { ideaLayerOf, NO_IDEA_LAYER, resolveIdeas } from '../../src/policy/idea-layer.ts';
import { ideasFile } from '../../src/policy/ideas.ts';
import { LIMITS } from '../../src/policy/limits.ts';
import { readFile } from '../../src/policy/read.ts';
import { readIdea } from '../../src/webhooks/issue/idea.ts';
import { edited, expectAlways, expectProblems, RUNS, TIMEOUT_MS, timed, WORDS } from './fuzzing.ts';

const FILE = 'test/policy/ideas-fuzz.test.ts';
const runs = Math.ceil(RUNS / 40);
const SECONDS = 1;

const GOOD = `version: 1
mode: warn
label: proposal
form: proposal.yml
fields:
  problem: { headings: [What hurts, Pain], required: true }
  reach: { required: false }
scales:
  impact: { huge: 10, small: 2 }
  effort: { sprint: 2, "quarter": 13 }
score:
  formula: weights
  weights: { impact: 3, ease: 1, votes: 0.5 }
  tens: { rice: 50, reach: 200, votes: 5 }
bands: { approved: 7.5, review: 4 }
labels: { approved: go, review: look, needsWork: no }
duplicates: { threshold: 0.6, most: 5, across: true }
park: 90d
`;

const MORE = [
  ...WORDS,
  ...['fields', 'headings', 'scales', 'impact: ', 'effort', 'rice', 'weights: ', 'tens', 'bands', 'labels'],
  ...['idea', '7d', '0', '10', '1e308', '5e-324', 'constructor: ', '""', 'park: ', 'needsWork: ', 'x: 1'],
];

const BODY = '### What hurts\n\nMuch\n\n### Expected Impact\n\nhuge\n\n### Estimated Effort\n\n3 weeks\n';

type Answer = 'good' | 'broken';

function read(text: string): Answer {
  const reading = readFile(ideasFile, '.clos/ideas.yml', text, LIMITS);
  if (!reading.ok) {
    expectProblems('.clos/ideas.yml', text, reading.problems);
    return 'broken';
  }
  const { rules, form } = resolveIdeas(NO_IDEA_LAYER, ideaLayerOf([reading]));
  const { fields, evidence } = readIdea(BODY, rules, null);
  const { value, rows } = score({ fields, evidence, votes: { up: 3, down: 1 }, overrides: [] }, rules);
  const isWhole =
    value >= 0 &&
    value <= 10 &&
    rows.length > 0 &&
    rules.bands.review < rules.bands.approved &&
    !Object.values(rules.labels).includes(rules.label) &&
    Object.values(rules.fields).every(({ headings: [first] }) => first.trim() !== '') &&
    /^[\w-][\w.-]*$/.test(form);
  if (!isWhole) throw new Error(JSON.stringify({ rules, value }));
  return 'good';
}

describe('F6 ideas', () => {
  const texts = fc.oneof(
    { weight: 8, arbitrary: edited(GOOD, MORE, 3) },
    { weight: 2, arbitrary: edited(`# ${'why: '.repeat(200)}\n${GOOD}`, MORE, 1) },
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
      expectAlways(
        FILE,
        fc.property(texts, (text) => void run(() => read(text))),
        runs,
        SECONDS,
      );
      expectFast();
    },
    TIMEOUT_MS,
  );

  test('F6 control: both answers are reached', () => {
    expect(read(GOOD)).toBe('good');
    const answers = fc.sample(texts, { numRuns: 150, seed: 7 }).map(read);
    expect(new Set(answers)).toEqual(new Set(['good', 'broken']));
  });
});
