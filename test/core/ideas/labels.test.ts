// Which labels come and go: ours alone, whoever set them.

import { describe, expect, test } from '@jest/globals';
import { decideIdea } from '../../../src/core/ideas/decide.ts';
import { labelChange, labelOf } from '../../../src/core/ideas/labels.ts';
import type { Idea } from '../../../src/core/ideas/record.ts';
import {
  ADA,
  type Answers,
  aCase,
  anIdea,
  byAll,
  FAIR,
  GOOD,
  HALF,
  POOR,
  RULES,
  rulesOf,
  seen,
} from './support/facts.ts';

const labelled = (answers: Answers, labels: readonly string[]): Idea =>
  anIdea(answers, { seen: seen(answers, { labels: ['idea', ...labels] }) });

const archived = (idea: Idea): Idea => ({
  ...idea,
  status: 'ARCHIVED',
  parked: { how: 'command', reason: 'Later', by: ADA, at: idea.changedAt },
});

type Row = readonly [
  what: string,
  idea: Idea,
  shown: string | null,
  add: string | null,
  remove: readonly string[],
];

const ROWS: readonly Row[] = [
  ['a new idea', labelled(GOOD, []), null, 'idea-approved', []],
  ['one to be reviewed', labelled(FAIR, []), null, 'idea-review', []],
  ['one that needs work', labelled(POOR, []), null, 'idea-needs-work', []],
  ['one that is incomplete, whatever it scores', labelled(HALF, []), null, 'idea-needs-work', []],
  ['one that has it already', labelled(GOOD, ['idea-approved']), 'idea-approved', null, []],
  ['one that has it in other letters', labelled(GOOD, ['Idea-Approved']), null, null, []],
  ['one that fell', labelled(POOR, ['idea-approved']), 'idea-approved', 'idea-needs-work', ['idea-approved']],
  [
    'one with all of ours',
    labelled(FAIR, ['IDEA-approved', 'idea-review', 'idea-needs-work']),
    null,
    null,
    ['IDEA-approved', 'idea-needs-work'],
  ],
  ['labels of others', labelled(GOOD, ['bug', 'idea-approved-by-me', 'pod:web']), null, 'idea-approved', []],
  [
    'one that rests',
    archived(labelled(GOOD, ['idea-approved', 'bug'])),
    'idea-approved',
    null,
    ['idea-approved'],
  ],
  [
    'one that is gone',
    { ...labelled(GOOD, ['idea-approved']), gone: true },
    'idea-approved',
    null,
    ['idea-approved'],
  ],
  ['the label of other rules', labelled(GOOD, ['top', 'Hot']), 'hot', 'idea-approved', ['Hot']],
  ['a promoted one', { ...labelled(GOOD, []), status: 'PROMOTED' }, null, 'idea-approved', []],
];

test.each(ROWS)('the labels of %s', (_, idea, shown, add, remove) => {
  expect(labelChange(idea, RULES, shown)).toEqual({ add, remove });
});

test('they settle: once done, there is nothing to do', () => {
  for (const [, idea, shown] of ROWS) {
    const { add, remove } = labelChange(idea, RULES, shown);
    const labels = [...idea.issue.labels.filter((one) => !remove.includes(one)), ...(add ? [add] : [])];
    const after = { ...idea, issue: { ...idea.issue, labels } };
    expect(labelChange(after, RULES, labelOf(after, RULES))).toEqual({ add: null, remove: [] });
  }
});

test('the label of ideas is never taken off, even where other files made it one of ours', () => {
  const labels = { ...RULES.labels, approved: 'Idea' };
  expect(labelChange(labelled(POOR, []), rulesOf({ labels }), null).remove).toEqual([]);
  expect(labelChange(labelled(POOR, []), RULES, 'idea').remove).toEqual([]);
});

describe('T-30 a label is no authority', () => {
  test.each([
    [POOR, 'idea-approved'],
    [POOR, 'idea-review'],
    [HALF, 'IDEA-APPROVED'],
    [FAIR, 'idea-approved'],
    [GOOD, 'idea-needs-work'],
  ] as const)(
    'T-30 on %j a hand that sets %s changes neither score nor status, and it is taken off',
    (answers, label) => {
      const before = anIdea(answers);
      const { idea, entries } = decideIdea(
        aCase({ before, seen: seen(answers, { labels: ['idea', label] }), by: byAll(ADA) }),
      );
      expect(idea).toEqual({ ...before, issue: { ...before.issue, labels: ['idea', label] } });
      expect(entries).toEqual([]);
      expect(labelChange(idea!, RULES, labelOf(before, RULES)).remove).toEqual([label]);
    },
  );

  test('T-30 an idea that needs work is not promoted by it', () => {
    const { outcomes } = decideIdea(
      aCase({
        seen: seen(POOR, { labels: ['idea', 'idea-approved'] }),
        orders: [{ kind: 'promote', actor: ADA, override: null }],
      }),
    );
    expect(outcomes).toEqual([{ kind: 'too-low', score: 4.7, needed: 6 }]);
  });
});
