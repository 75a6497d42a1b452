// The command line's question: one project, its evidence and the rules, and nobody to ask.

import { describe, expect, test } from '@jest/globals';
import { DEFAULT_RULES } from '../../../src/core/gates/defaults.ts';
import { judgeGates } from '../../../src/core/gates/judge.ts';
import type { StageRules } from '../../../src/core/gates/model.ts';
import { judgeProject } from '../../../src/core/gates/project.ts';
import {
  criterion,
  EVIDENCE,
  evidenceIn,
  type Files,
  gate,
  INTERVIEWED,
  NOW,
  onlyProject,
  PROJECT,
  projectFile,
  promotion,
  theGates,
} from './support/facts.ts';

const FILES: Files = { [PROJECT]: projectFile('DISCOVERY'), [EVIDENCE]: INTERVIEWED };

const judged = (files: Files, to?: string, rules: StageRules = DEFAULT_RULES) =>
  judgeProject({
    project: onlyProject(files),
    evidence: evidenceIn(files),
    rules,
    now: NOW,
    ...(to === undefined ? {} : { to }),
  });

const states = (rows: ReturnType<typeof judged>) => rows.map(({ criterion: id, state }) => `${id} ${state}`);

describe('the next stage', () => {
  test('is what is told where none is named', () => {
    expect(judged(FILES).map(({ to, asked }) => [to, asked])).toEqual([
      ['PROTOTYPE', false],
      ['PROTOTYPE', false],
    ]);
  });

  test('does not follow the last one', () => {
    expect(judged({ [PROJECT]: projectFile('OPTIMIZATION') })).toEqual([]);
  });

  test.each([
    ['PROTOTYPE', ['customer-interviews met', 'problem-validation met']],
    ['GROWTH', ['order not-met', 'customer-interviews met', 'problem-validation met']],
    ['IDEA', ['reason not-met']],
    ['PROTOTPYE', ['stage not-met']],
  ])('asked for as %s', (to, expected) => {
    expect(states(judged(FILES, to))).toEqual(expected);
  });
});

test('the rows are those of the check', () => {
  const evidence = 'customerInterviews: 3\n';
  const { rows } = judgeGates(theGates(promotion('DISCOVERY', 'PROTOTYPE', evidence)));
  expect(judged({ ...FILES, [EVIDENCE]: evidence }, 'PROTOTYPE')).toEqual(rows);
});

test('what only GitHub knows is unknown offline, never met', () => {
  const rules: StageRules = {
    ...DEFAULT_RULES,
    checks: [{ key: 'tests', name: 'test', app: 'github-actions' }],
    gates: [
      gate('DISCOVERY', {
        criteria: [
          criterion('tests', 'checks.tests.passed'),
          criterion('author', "pr.author == 'ada'"),
          criterion('claim', 'evidence.customerInterviews >= 5'),
        ],
        approvals: [{ count: 1, teams: [] }],
        soakSeconds: 60,
      }),
    ],
  };
  expect(states(judged(FILES, 'PROTOTYPE', rules))).toEqual([
    'tests unknown',
    'author unknown',
    'claim met',
    'approvals unknown',
    'soak unknown',
  ]);
});

test('a row says in plain words what was found, and where', () => {
  const [row] = judged({ ...FILES, [EVIDENCE]: 'customerInterviews: 3\n' }, 'PROTOTYPE');
  expect(row).toEqual({
    project: 'project',
    from: 'DISCOVERY',
    to: 'PROTOTYPE',
    asked: true,
    criterion: 'customer-interviews',
    title: 'At least 5 customer interviews',
    state: 'not-met',
    mends: 'author',
    needed: 'evidence.customerInterviews >= 5',
    found: '3',
    reason: 'Fewer than 5 customers were interviewed.',
    hint: 'Talk to more customers and raise customerInterviews.',
    place: { file: EVIDENCE, line: 1, column: 21 },
  });
});
