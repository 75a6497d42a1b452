// What approvals and waivers are given for, and to whom they are refused.

import { describe, expect, test } from '@jest/globals';
import type { Criterion, StageRules, Transition } from '../../../src/core/gates/model.ts';
import { follow, type GateOrder, type OrderedGate } from '../../../src/core/gates/orders.ts';
import { userId } from '../../../src/core/ids.ts';

const NOW = '2026-11-20T12:00:00.000Z';
const SOON = '2026-11-23T12:00:00.000Z';
const alice = { id: userId(7), login: 'alice' };

const criterion = (id: string): Criterion => ({
  id,
  title: id,
  expression: 'true',
  reason: '',
  hint: null,
  at: { file: '.clos/gates.yml', line: 1, column: 1 },
});

const rules: StageRules = {
  mode: 'enforce',
  branches: [],
  stages: ['IDEA', 'DISCOVERY', 'PROTOTYPE'],
  gates: [
    {
      stage: 'DISCOVERY',
      reason: null,
      criteria: [criterion('interviews'), criterion('problem')],
      approvals: [],
      soakSeconds: null,
      freshSeconds: null,
    },
  ],
  requires: [],
  checks: [],
  evidence: { schema: { type: 'object', properties: {} }, subject: null },
  longestWaiverSeconds: 30 * 86_400,
};

const asked = (project: string): Transition => ({
  project,
  from: 'DISCOVERY',
  to: 'PROTOTYPE',
  direction: 'forward',
  by: 'stage',
  verdict: 'not-met',
  binding: `${project}:1:2`,
  evidenceSha: null,
  approvers: [],
  waivers: [],
  reason: null,
});

const approve: GateOrder = { kind: 'approve', actor: alice };
const waive = (name: string, until = SOON): GateOrder => ({
  kind: 'waive',
  actor: alice,
  commentId: null,
  criterion: name,
  until,
  reason: 'r',
});
const on = (more: Partial<OrderedGate> = {}): OrderedGate => ({
  pull: { authorId: userId(1) },
  rules,
  asked: [asked('shop')],
  base: null,
  saidAt: null,
  now: NOW,
  ...more,
});
const both = on({ asked: [asked('shop'), asked('pay')] });

describe('an order about a gate', () => {
  test('approves every project that asks, as it was judged', () => {
    expect(follow(approve, both)).toEqual({
      kind: 'approved',
      approvals: [
        { userId: 7, login: 'alice', project: 'shop', binding: 'shop:1:2' },
        { userId: 7, login: 'alice', project: 'pay', binding: 'pay:1:2' },
      ],
    });
  });

  test('waives one criterion of the stage being left', () => {
    expect(follow(waive('interviews'), on())).toEqual({
      kind: 'waived',
      waiver: {
        project: 'shop',
        stage: 'DISCOVERY',
        criterion: 'interviews',
        reason: 'r',
        by: alice,
        since: NOW,
        until: SOON,
        commentId: null,
      },
    });
  });

  test.each<[string, GateOrder, OrderedGate, object]>([
    ['T-8 by the author', approve, on({ pull: { authorId: alice.id } }), { kind: 'own' }],
    [
      'T-8 a waiver by the author',
      waive('interviews'),
      on({ pull: { authorId: alice.id } }),
      { kind: 'own' },
    ],
    ['where there are no gates', approve, on({ rules: null }), { kind: 'no-gates' }],
    ['T-74 of a commit that nobody judged', approve, on({ asked: null }), { kind: 'not-judged-yet' }],
    [
      'T-74 of what came to be seen only after it',
      approve,
      on({ asked: [{ ...asked('shop'), shownSince: SOON }], saidAt: NOW }),
      { kind: 'changed-since' },
    ],
    [
      'T-74 of a project file that its base no longer has',
      approve,
      on({ asked: [{ ...asked('shop'), fromBase: true }], base: [] }),
      { kind: 'changed-since' },
    ],
    ['where nothing is asked', approve, on({ asked: [] }), { kind: 'nothing-asked' }],
    [
      'of a criterion that is not there',
      waive('interview'),
      on(),
      { kind: 'unknown-criterion', nearest: 'interviews', known: ['interviews', 'problem'] },
    ],
    [
      'of a criterion that several projects have',
      waive('problem'),
      both,
      {
        kind: 'ambiguous',
        known: ['shop/interviews', 'shop/problem', 'pay/interviews', 'pay/problem'],
      },
    ],
    ['that lasts too long', waive('problem', '2026-12-31T00:00:00.000Z'), on(), { kind: 'too-long' }],
  ])('is refused %s', (_, order, gate, outcome) => expect(follow(order, gate)).toMatchObject(outcome));

  test('names the project where several ask', () => {
    expect(follow(waive('pay/problem'), both)).toMatchObject({
      kind: 'waived',
      waiver: { project: 'pay', criterion: 'problem' },
    });
  });
});
