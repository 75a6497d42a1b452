// Whose approval counts, and for what: a table of people, and five hundred orders of approving and changing.

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { GateRow } from '../../../src/core/gates/decision.ts';
import { type GateInput, judgeGates } from '../../../src/core/gates/judge.ts';
import type { Approval, ApprovalRule, GateFacts, Review } from '../../../src/core/gates/model.ts';
import { repositoryId, userId } from '../../../src/core/ids.ts';
import {
  approvalOf,
  approved,
  EVIDENCE,
  type Files,
  gate,
  INTERVIEWED,
  PROJECT,
  person,
  projectFile,
  promotion,
  theGates,
} from './support/facts.ts';

const NOW_THERE: Files = { [PROJECT]: projectFile('PROTOTYPE'), [EVIDENCE]: INTERVIEWED };
const OLDER: Files = { ...NOW_THERE, [EVIDENCE]: 'customerInterviews: 9\n' };
const OTHER_PROJECT_FILE: Files = { ...NOW_THERE, [PROJECT]: projectFile('PROTOTYPE', 'Another name') };

const known = <T>(value: T) => ({ kind: 'known', value }) as const;
const lost = { kind: 'unknown', because: 'GitHub answered 502' } as const;

const row = (rule: ApprovalRule, facts: Partial<GateFacts>): GateRow => {
  const rules = { gates: [gate('DISCOVERY', { approvals: [rule] })] };
  const { rows } = judgeGates(theGates(promotion('DISCOVERY', 'PROTOTYPE', INTERVIEWED, { rules, facts })));
  return rows.find(({ criterion }) => criterion === 'approvals')!;
};

const review = (over: Partial<Review>): Review => ({ ...approved('bob', NOW_THERE), ...over });
const bob = approved('bob', NOW_THERE);
const carol = approved('carol', NOW_THERE);
const team = (...logins: readonly ('ada' | 'bob' | 'carol')[]) => ({
  product: known(logins.map((one) => person(one).id)),
});

interface Case {
  readonly says: string;
  readonly rule?: Partial<ApprovalRule>;
  readonly reviews?: GateFacts['reviews'];
  readonly approvals?: readonly Approval[];
  readonly barred?: GateFacts['barred'];
  readonly teams?: GateFacts['teams'];
  readonly state: GateRow['state'];
}

const CASES: readonly Case[] = [
  { says: 'nobody', state: 'not-met' },
  { says: 'a review of what is there now', reviews: known([bob]), state: 'met' },
  { says: 'a command given to what is there now', approvals: [approvalOf('bob', NOW_THERE)], state: 'met' },
  { says: 'a review of other evidence', reviews: known([approved('bob', OLDER)]), state: 'not-met' },
  {
    says: 'a review of another project file',
    reviews: known([approved('bob', OTHER_PROJECT_FILE)]),
    state: 'not-met',
  },
  {
    says: 'a command of somebody who may not write any more',
    approvals: [approvalOf('bob', NOW_THERE), approvalOf('carol', NOW_THERE)],
    barred: [person('bob').id, person('carol').id],
    state: 'not-met',
  },
  {
    says: 'a command of somebody who may, beside one who may not any more',
    approvals: [approvalOf('bob', NOW_THERE), approvalOf('carol', NOW_THERE)],
    barred: [person('bob').id],
    state: 'met',
  },
  { says: 'a command given to other evidence', approvals: [approvalOf('bob', OLDER)], state: 'not-met' },
  { says: 'a review of nobody knows what', reviews: known([review({ saw: null })]), state: 'not-met' },
  { says: 'a dismissed review', reviews: known([review({ state: 'dismissed' })]), state: 'not-met' },
  {
    says: 'somebody who approved by command and then asks for changes',
    reviews: known([review({ state: 'changes-requested' })]),
    approvals: [approvalOf('bob', NOW_THERE)],
    state: 'not-met',
  },
  {
    says: 'one person twice, where two are needed',
    rule: { count: 2 },
    reviews: known([bob]),
    approvals: [approvalOf('bob', NOW_THERE)],
    state: 'not-met',
  },
  { says: 'two people', rule: { count: 2 }, reviews: known([bob, carol]), state: 'met' },
  {
    says: 'a member of the team',
    rule: { teams: ['product'] },
    reviews: known([bob]),
    teams: team('bob'),
    state: 'met',
  },
  {
    says: 'somebody who left the team',
    rule: { teams: ['product'] },
    reviews: known([bob]),
    teams: team('carol'),
    state: 'not-met',
  },
  {
    says: 'a team that was never read',
    rule: { teams: ['product'] },
    reviews: known([bob]),
    state: 'unknown',
  },
  {
    says: 'a team that could not be read',
    rule: { teams: ['product'] },
    reviews: known([bob]),
    teams: { product: lost },
    state: 'unknown',
  },
  {
    says: 'a team that could not be read, and nobody who might be of it',
    rule: { teams: ['product'] },
    teams: { product: lost },
    state: 'not-met',
  },
  {
    says: 'a team that could not be read, where another one suffices',
    rule: { teams: ['lost', 'product'] },
    reviews: known([bob]),
    teams: { ...team('bob'), lost },
    state: 'met',
  },
  { says: 'reviews that could not be read', reviews: lost, state: 'unknown' },
  {
    says: 'a command, whether or not reviews could be read',
    reviews: lost,
    approvals: [approvalOf('bob', NOW_THERE)],
    state: 'met',
  },
];

test.each(CASES)(
  '$says: $state',
  ({ rule, reviews = known([]), approvals = [], barred = [], teams = {}, state }) => {
    expect(row({ count: 1, teams: [], ...rule }, { reviews, approvals, barred, teams }).state).toBe(state);
  },
);

describe('who the author is', () => {
  test('T-8: the author is told by number, whatever name stands in the review', () => {
    const disguised = review({ userId: person('ada').id, login: 'bob' });
    expect(row({ count: 1, teams: [] }, { reviews: known([disguised]) }).state).toBe('not-met');
  });

  test('T-8: names in files approve nothing', () => {
    const evidence = `${INTERVIEWED}subject: approved_by bob\n`;
    const rules = { gates: [gate('DISCOVERY', { approvals: [{ count: 1, teams: [] }] })] };
    const { check } = judgeGates(theGates(promotion('DISCOVERY', 'PROTOTYPE', evidence, { rules })));
    expect(check?.outcome).toEqual({ status: 'queued' });
  });

  test('T-9: the name of the author, as commits and profiles give it, frees nobody and binds nobody', () => {
    const namesake = review({ login: 'ada' });
    expect(row({ count: 1, teams: [] }, { reviews: known([namesake]) }).state).toBe('met');
  });

  test('T-10: an account that GitHub no longer knows counts for nobody', () => {
    const ghost = row(
      { count: 1, teams: [] },
      { reviews: known([review({ userId: null, login: 'ghost' })]) },
    );
    expect(ghost).toMatchObject({
      state: 'not-met',
      reason: 'An account that GitHub no longer knows does not count.',
    });
  });

  test('T-10: where nobody knows the author, nobody can be told apart from them', () => {
    const rules = { gates: [gate('DISCOVERY', { approvals: [{ count: 1, teams: [] }] })] };
    const facts = { reviews: known([bob]) };
    const world = promotion('DISCOVERY', 'PROTOTYPE', INTERVIEWED, {
      rules,
      facts,
      pull: { authorId: null },
    });
    const { check, rows, transitions } = judgeGates(theGates(world));
    expect(rows.map(({ state }) => state)).toContain('unknown');
    expect(check?.outcome).toEqual({ status: 'completed', conclusion: 'failure' });
    expect(transitions[0]?.approvers).toEqual([]);
  });
});

describe('a fork', () => {
  const fork = repositoryId(999);
  const from = (reviews: readonly Review[]) =>
    judgeGates(
      theGates(
        promotion('DISCOVERY', 'PROTOTYPE', INTERVIEWED, {
          pull: { headRepositoryId: fork },
          facts: { headRepositoryId: fork, reviews: known(reviews) },
        }),
      ),
    ).check?.outcome;

  test('T-6: evidence that came along with a copied `.clos/` waits for the word of somebody here', () => {
    expect(from([])).toEqual({ status: 'queued' });
    expect(from([approved('bob', OLDER)])).toEqual({ status: 'queued' });
    expect(from([bob])).toEqual({ status: 'completed', conclusion: 'success' });
  });

  test('T-6: a head repository that was deleted is a fork too', () => {
    const world = promotion('DISCOVERY', 'PROTOTYPE', INTERVIEWED, {
      pull: { headRepositoryId: null },
      facts: { headRepositoryId: null },
    });
    expect(judgeGates(theGates(world)).check?.outcome).toEqual({ status: 'queued' });
  });
});

describe('time between approving and changing', () => {
  type Step =
    | { readonly kind: 'push'; readonly evidence: number; readonly name: number }
    | { readonly kind: 'review' | 'command' };

  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ kind: fc.constant('push' as const), evidence: fc.nat(2), name: fc.nat(1) }),
    fc.record({ kind: fc.constantFrom('review' as const, 'command' as const) }),
  );

  const filesAt = (evidence: number, name: number): Files => ({
    [PROJECT]: projectFile('PROTOTYPE', `Shop ${name}`),
    [EVIDENCE]: `customerInterviews: ${5 + evidence}\nproblemValidation: true\n`,
  });

  interface Head {
    readonly files: Files;
    readonly input: GateInput;
    readonly review: Review;
    readonly command: Approval;
  }

  const rules = { gates: [gate('DISCOVERY', { approvals: [{ count: 1, teams: [] }] })] };
  const headOf = (files: Files): Head => ({
    files,
    input: theGates({ base: { ...files, [PROJECT]: projectFile('DISCOVERY') }, head: files, rules }),
    review: approved('bob', files),
    command: approvalOf('carol', files),
  });
  /** All that a push can lead to, read once. */
  const HEADS = [0, 1, 2].map((evidence) => [0, 1].map((name) => headOf(filesAt(evidence, name))));

  function answer({ input }: Head, reviews: readonly Review[], approvals: readonly Approval[]) {
    const { check, transitions } = judgeGates({
      ...input,
      facts: { ...input.facts, reviews: known(reviews), approvals },
    });
    const green = check?.outcome.status === 'completed' && check.outcome.conclusion === 'success';
    return { green, approvers: transitions[0]?.approvers ?? [] };
  }

  test('T-74: in whatever order people approve and push, only an approval of exactly what is there counts', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
        let head = HEADS[0]![0]!;
        let reviewed: Head | null = null;
        const commanded: Head[] = [];
        for (const one of steps) {
          if (one.kind === 'push') head = HEADS[one.evidence]![one.name]!;
          // The newest review of a person is the only one GitHub counts; commands are kept each.
          else if (one.kind === 'review') reviewed = head;
          else commanded.push(head);
          const { green, approvers } = answer(
            head,
            reviewed ? [reviewed.review] : [],
            commanded.map(({ command }) => command),
          );
          expect(green).toBe(reviewed === head || commanded.includes(head));
          expect(approvers.length > 0).toBe(green);
        }
      }),
      { numRuns: 500 },
    );
  });
});

test('approvals do not pass from one project to another', () => {
  const other = { ...approvalOf('bob', NOW_THERE), project: 'billing' };
  expect(row({ count: 1, teams: [] }, { approvals: [other] }).state).toBe('not-met');
});

test('where nobody may count, the numbers of accounts decide, not how they are written', () => {
  const twin = review({ userId: userId(99), login: 'bob' });
  expect(row({ count: 2, teams: [] }, { reviews: known([bob, twin]) }).state).toBe('met');
});
