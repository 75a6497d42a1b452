// `requires:` — who owns a changed path at the tip of the base branch, and whether it is far enough.

import { expect, test } from '@jest/globals';
import type { GateRow } from '../../../src/core/gates/decision.ts';
import { judgeGates } from '../../../src/core/gates/judge.ts';
import type { GateFacts } from '../../../src/core/gates/model.ts';
import { type Files, PROJECT, projectFile, theGates } from './support/facts.ts';

const requires = [
  {
    paths: ['deploy/**'],
    stage: 'GROWTH',
    reason: null,
    at: { file: '.clos/gates.yml', line: 3, column: 5 },
  },
];

const whole = (stage: string): Files => ({ [PROJECT]: projectFile(stage) });
const shop = (stage: string): Files => ({
  '.clos/projects/shop.yml': projectFile(stage, 'Shop', 'paths: [deploy/shop/**]'),
});

interface Case {
  readonly says: string;
  readonly base: Files;
  readonly head?: Files;
  readonly changes: readonly string[] | null;
  readonly state: GateRow['state'] | null;
}

const CASES: readonly Case[] = [
  { says: 'a path nobody bound', base: whole('IDEA'), changes: ['src/a.ts'], state: null },
  {
    says: 'the only project is too early',
    base: whole('DISCOVERY'),
    changes: ['deploy/a'],
    state: 'not-met',
  },
  { says: 'the only project is there', base: whole('GROWTH'), changes: ['deploy/a'], state: 'met' },
  { says: 'the only project is beyond', base: whole('OPTIMIZATION'), changes: ['deploy/a'], state: 'met' },
  { says: 'there is no project at all', base: {}, changes: ['deploy/a'], state: 'not-met' },
  { says: 'no project has this path', base: shop('GROWTH'), changes: ['deploy/other/a'], state: 'not-met' },
  {
    says: 'whoever names the path is there',
    base: { ...whole('IDEA'), ...shop('GROWTH') },
    changes: ['deploy/shop/a'],
    state: 'met',
  },
  {
    says: 'whoever names the path is too early',
    base: { ...whole('GROWTH'), ...shop('IDEA') },
    changes: ['deploy/shop/a'],
    state: 'not-met',
  },
  {
    says: 'one of two files is too early',
    base: { ...whole('IDEA'), ...shop('GROWTH') },
    changes: ['deploy/shop/a', 'deploy/b'],
    state: 'not-met',
  },
  {
    says: 'the pull request raises itself',
    base: whole('DISCOVERY'),
    head: whole('GROWTH'),
    changes: [PROJECT, 'deploy/a'],
    state: 'not-met',
  },
  {
    says: 'the pull request goes back',
    base: whole('GROWTH'),
    head: whole('IDEA'),
    changes: [PROJECT, 'deploy/a'],
    state: 'met',
  },
  {
    says: 'the pull request brings a project of its own',
    base: {},
    head: whole('GROWTH'),
    changes: [PROJECT, 'deploy/a'],
    state: 'not-met',
  },
  {
    says: 'the project file of the base is broken',
    base: { [PROJECT]: 'stage: [' },
    changes: ['deploy/a'],
    state: 'unknown',
  },
  { says: 'nobody knows what changes', base: whole('DISCOVERY'), changes: null, state: 'unknown' },
  {
    says: 'nobody knows what changes, and everybody is far enough',
    base: whole('GROWTH'),
    changes: null,
    state: null,
  },
  {
    says: 'nobody knows what changes, and not every path has a project',
    base: shop('GROWTH'),
    changes: null,
    state: 'unknown',
  },
];

test.each(CASES)('$says: $state', ({ base, head = base, changes, state }) => {
  const changed: GateFacts['changed'] =
    changes === null ? { kind: 'unknown', because: 'there are too many' } : { kind: 'known', value: changes };
  const { rows, check } = judgeGates(theGates({ base, head, rules: { requires }, facts: { changed } }));
  const row = rows.find(({ criterion }) => criterion === 'path');
  expect(row?.state ?? null).toBe(state);
  if (state === 'not-met' || state === 'unknown')
    expect(check?.outcome).toEqual({ status: 'completed', conclusion: 'failure' });
});

test('a stage that is not declared is never reached', () => {
  const nowhere = requires.map((one) => ({ ...one, stage: 'NOWHERE' }));
  const base = whole('OPTIMIZATION');
  const changed: GateFacts['changed'] = { kind: 'known', value: ['deploy/a'] };
  const { check } = judgeGates(
    theGates({ base, head: base, rules: { requires: nowhere }, facts: { changed } }),
  );
  expect(check?.outcome).toEqual({ status: 'completed', conclusion: 'failure' });
});
