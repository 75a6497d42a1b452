// What a pull request asks, from two trees: the answer depends on the base's tip and on what the pull request really changes.

import { describe, expect, test } from '@jest/globals';
import { addressesOf } from '../../../src/core/gates/addresses.ts';
import { judgeGates } from '../../../src/core/gates/judge.ts';
import type { Asked, StageRules } from '../../../src/core/gates/model.ts';
import type { UserId } from '../../../src/core/ids.ts';
import {
  approved,
  changedBetween,
  type Files,
  gate,
  INTERVIEWED,
  PROJECT,
  person,
  projectFile,
  theGates,
} from './support/facts.ts';

const SHOP = '.clos/projects/shop.yml';
const PAY = '.clos/projects/pay.yml';

interface Case {
  readonly says: string;
  readonly base: Files;
  readonly head: Files;
  readonly labels?: readonly string[];
  readonly changed?: readonly string[];
  readonly asks: readonly string[];
}

const at = (stage: string, ...more: readonly string[]): Files => ({
  [PROJECT]: projectFile(stage, 'Shop', ...more),
});
const src = (text: string): Files => ({ 'src/a.ts': text });

const CASES: readonly Case[] = [
  {
    says: 'the next stage',
    base: at('IDEA'),
    head: at('DISCOVERY'),
    asks: ['project IDEA>DISCOVERY forward stage'],
  },
  {
    says: 'two at once',
    base: at('IDEA'),
    head: at('PROTOTYPE'),
    asks: ['project IDEA>PROTOTYPE skips stage'],
  },
  { says: 'an earlier one', base: at('GROWTH'), head: at('IDEA'), asks: ['project GROWTH>IDEA back stage'] },
  { says: 'a new project', base: {}, head: at('GROWTH'), asks: ['project >GROWTH new stage'] },
  { says: 'a deleted project', base: at('GROWTH'), head: {}, asks: [] },
  { says: 'another key of the file', base: at('IDEA'), head: at('IDEA', 'pod: web'), asks: [] },
  {
    says: 'the label, in any case',
    base: { ...at('IDEA'), ...src('old') },
    head: { ...at('IDEA'), ...src('new') },
    labels: ['STAGE-gate'],
    asks: ['project IDEA>DISCOVERY forward label'],
  },
  {
    says: 'the label next to a changed stage',
    base: at('IDEA'),
    head: at('DISCOVERY'),
    labels: ['stage-gate'],
    asks: ['project IDEA>DISCOVERY forward stage'],
  },
  {
    says: 'the label, for all that are concerned and no other',
    base: {
      [SHOP]: projectFile('IDEA', 'Shop', 'paths: [src/**]'),
      [PAY]: projectFile('IDEA', 'Pay', 'paths: [pay/**]'),
      ...src('old'),
    },
    head: {
      [SHOP]: projectFile('IDEA', 'Shop', 'paths: [src/**]'),
      [PAY]: projectFile('IDEA', 'Pay', 'paths: [pay/**]'),
      ...src('new'),
    },
    labels: ['stage-gate'],
    asks: ['shop IDEA>DISCOVERY forward label'],
  },
  {
    says: 'nothing, where the base moved on and the pull request does not touch the file',
    base: { ...at('PROTOTYPE'), ...src('old') },
    head: { ...at('DISCOVERY'), ...src('new') },
    changed: ['src/a.ts'],
    asks: [],
  },
  {
    says: 'nothing, where its file is not among what the pull request changes',
    base: at('PROTOTYPE'),
    head: at('DISCOVERY'),
    changed: [],
    asks: [],
  },
  {
    says: 'a project that the base lost meanwhile is not brought back',
    base: src('old'),
    head: { ...at('DISCOVERY'), ...src('new') },
    changed: ['src/a.ts'],
    asks: [],
  },
  {
    says: 'a project under another name is another project',
    base: { [SHOP]: projectFile('GROWTH') },
    head: { [PAY]: projectFile('GROWTH') },
    asks: ['pay >GROWTH new stage'],
  },
];

const told = ({ project, from, to, direction, by }: Asked): string =>
  `${project} ${from}>${to} ${direction} ${by}`;

test.each(CASES)('asks for $says', ({ base, head, labels = [], changed, asks }) => {
  const facts = changed ? { changed: { kind: 'known', value: changed } as const } : {};
  const { transitions } = judgeGates(theGates({ base, head, pull: { labels }, facts }));
  expect(transitions.map(told)).toEqual(asks);
});

describe('another base', () => {
  const head = at('PROTOTYPE');

  test('T-2: the same head is green against a base that has the stage already, and red against one that has not', () => {
    const evidence = { '.clos/evidence.yml': 'customerInterviews: 0\n' };
    const answer = (base: Files, ref: string) => {
      const input = theGates({
        base: { ...base, ...evidence },
        head: { ...head, ...evidence },
        pull: { baseRef: ref },
        rules: { branches: ['weak'] },
      });
      const facts = { ...input.facts, base: { ...input.facts.base, ref } };
      return judgeGates({ ...input, facts }).check?.outcome;
    };
    expect(answer(head, 'weak')).toEqual({ status: 'completed', conclusion: 'success' });
    expect(answer(at('DISCOVERY'), 'main')).toEqual({ status: 'completed', conclusion: 'failure' });
  });

  test('T-2: facts read for the old base are no answer for the new one', () => {
    const input = theGates({ base: head, head, pull: { baseRef: 'main' } });
    const stale = { ...input, facts: { ...input.facts, base: { ...input.facts.base, ref: 'weak' } } };
    expect(judgeGates(input).check?.outcome).toEqual({ status: 'completed', conclusion: 'success' });
    expect(judgeGates(stale).check?.outcome).toEqual({ status: 'completed', conclusion: 'failure' });
  });
});

test('a project cannot get out of being concerned by changing its own paths', () => {
  const base = { [SHOP]: projectFile('DISCOVERY', 'Shop', 'paths: [src/**]'), ...src('old') };
  const head = { [SHOP]: projectFile('DISCOVERY', 'Shop', 'paths: [docs/**]'), ...src('new') };
  const { rows } = judgeGates(theGates({ base, head, pull: { labels: ['stage-gate'] } }));
  expect(rows.map(({ project }) => project)).toContain('shop');
});

test('where nobody knows which files change, every project is concerned', () => {
  const files = {
    [SHOP]: projectFile('DISCOVERY', 'Shop', 'paths: [src/**]'),
    [PAY]: projectFile('DISCOVERY', 'Pay', 'paths: [pay/**]'),
  };
  const changed = { kind: 'unknown', because: 'there are too many' } as const;
  const { rows } = judgeGates(theGates({ base: files, head: files, facts: { changed } }));
  expect([...new Set(rows.map(({ project }) => project))]).toEqual(['pay', 'shop']);
});

test('two files of one project speak for nobody', () => {
  const base = at('DISCOVERY');
  const head = { ...base, '.clos/projects/project.yml': projectFile('GROWTH', 'Shop', 'reason: why not') };
  const { check } = judgeGates(theGates({ base, head }));
  expect(check?.outcome).toEqual({ status: 'completed', conclusion: 'failure' });
});

test.each(['.clos/Project.yml', '.clos/project.yaml', '.clos/projects/project.yml'])(
  'T-14: %s next to the project file is seen, though the pull request leaves that one alone',
  (odd) => {
    const base = at('DISCOVERY', 'paths: [shop/**]');
    const head = { ...base, [odd]: projectFile('DISCOVERY', 'Shop') };
    const { check } = judgeGates(theGates({ base, head }));
    expect(check?.outcome).toEqual({ status: 'completed', conclusion: 'failure' });
  },
);

test('evidence alone concerns its project', () => {
  const project = { [SHOP]: projectFile('DISCOVERY', 'Shop', 'paths: [src/**]') };
  const head = { ...project, '.clos/evidence/shop.yml': INTERVIEWED };
  expect(changedBetween(project, head)).toEqual(['.clos/evidence/shop.yml']);
  expect(judgeGates(theGates({ base: project, head })).check?.title).toBe(
    'Shop is in DISCOVERY, ready for PROTOTYPE',
  );
});

test('an address is asked about whatever the case of the label, as it is judged', () => {
  const files = { ...at('PROTOTYPE'), '.clos/evidence.yml': 'prototypeUrl: https://shop.example/\n' };
  const input = theGates({
    base: files,
    head: { ...files, ...src('new') },
    pull: { labels: ['Stage-Gate'] },
  });
  expect(addressesOf(input.pull, input.facts)).toEqual(['https://shop.example/']);
});

describe('a new project at a later stage', () => {
  const head = at('MINIMUM_REMARKABLE', 'reason: bought with the company');
  const approvals = [{ count: 1, teams: ['product'] }];
  const judged = (rules: Partial<StageRules>, team: readonly UserId[]) =>
    judgeGates(
      theGates({
        base: {},
        head,
        rules,
        facts: {
          reviews: { kind: 'known', value: [approved('bob', head)] },
          teams: { product: { kind: 'known', value: team } },
        },
      }),
    ).rows.map(({ criterion, state }) => `${criterion} ${state}`);

  test('needs the people of the gates it passes over, so that deleting a project gets nobody past them', () => {
    const rules = { gates: [gate('DISCOVERY', { approvals })] };
    expect(judged(rules, [])).toEqual(['reason met', 'approvals not-met']);
    expect(judged(rules, [person('bob').id])).toEqual(['reason met', 'approvals met']);
  });

  test('needs one person where those gates ask for nobody', () => {
    expect(judged({ gates: [gate('MINIMUM_REMARKABLE', { approvals })] }, [])).toEqual([
      'reason met',
      'approvals met',
    ]);
  });
});

describe('a reason', () => {
  const back = (stage: string, reason: string | null): Files =>
    reason === null ? at(stage) : at(stage, `reason: ${reason}`);
  const cases = [
    { says: 'none', base: back('GROWTH', null), head: back('PROTOTYPE', null), state: 'not-met' },
    { says: 'a new one', base: back('GROWTH', null), head: back('PROTOTYPE', 'it broke'), state: 'met' },
    {
      says: 'the one of an earlier move',
      base: back('GROWTH', 'it broke'),
      head: back('PROTOTYPE', 'it broke'),
      state: 'not-met',
    },
    {
      says: 'another than before',
      base: back('GROWTH', 'it broke'),
      head: back('PROTOTYPE', 'again'),
      state: 'met',
    },
  ] as const;

  test.each(cases)('for going back: $says is $state', ({ base, head, state }) => {
    expect(judgeGates(theGates({ base, head })).rows.map((row) => row.state)).toEqual([state]);
  });
});
