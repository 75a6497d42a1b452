// What a waiver lets go, and when it is none.

import { expect, test } from '@jest/globals';
import type { GateRow } from '../../../src/core/gates/decision.ts';
import { judgeGates } from '../../../src/core/gates/judge.ts';
import type { Waiver } from '../../../src/core/gates/model.ts';
import { waivableIds } from '../../../src/core/gates/waivers.ts';
import {
  criterion,
  gate,
  INTERVIEWED,
  person,
  promotion,
  theGates,
  type World,
  waiver,
} from './support/facts.ts';

interface Case {
  readonly says: string;
  readonly given: Partial<Waiver>;
  readonly state: GateRow['state'];
  readonly wakeAt?: string | null;
  readonly world?: Partial<World>;
}

const CASES: readonly Case[] = [
  { says: 'in force', given: {}, state: 'waived', wakeAt: '2026-11-27T09:00:00Z' },
  {
    says: 'until a second from now',
    given: { until: '2026-11-20T14:03:01Z' },
    state: 'waived',
    wakeAt: '2026-11-20T14:03:01Z',
  },
  { says: 'until just now', given: { until: '2026-11-20T14:03:00Z' }, state: 'not-met' },
  { says: 'of another criterion', given: { criterion: 'problem-validation' }, state: 'not-met' },
  { says: 'of another stage', given: { stage: 'PROTOTYPE' }, state: 'not-met' },
  { says: 'of another project', given: { project: 'billing' }, state: 'not-met' },
  { says: 'by the author', given: { by: person('ada') }, state: 'not-met' },
  { says: 'where nobody knows the author', given: {}, state: 'not-met', world: { pull: { authorId: null } } },
  {
    says: 'longer than the rules allow, of which the allowed part is over',
    given: { since: '2026-09-01T00:00:00Z', until: '2027-01-01T00:00:00Z' },
    state: 'not-met',
  },
  {
    says: 'longer than the rules allow, of which the allowed part is not over',
    given: { since: '2026-11-01T00:00:00Z', until: '2027-01-01T00:00:00Z' },
    state: 'waived',
    wakeAt: '2026-12-01T00:00:00.000Z',
  },
];

test.each(CASES)('a waiver $says: $state', ({ given, state, wakeAt = null, world = {} }) => {
  const facts = { waivers: [waiver('customer-interviews', given)] };
  const evidence = 'customerInterviews: 3\nproblemValidation: true\n';
  const decision = judgeGates(theGates(promotion('DISCOVERY', 'PROTOTYPE', evidence, { ...world, facts })));
  const row = decision.rows.find(({ criterion }) => criterion === 'customer-interviews');
  expect(row?.state).toBe(state);
  expect(decision.wakeAt).toBe(wakeAt);
  expect(decision.transitions[0]?.waivers).toHaveLength(state === 'waived' ? 1 : 0);
  const conclusion = state === 'waived' ? 'success' : 'failure';
  expect(decision.check?.outcome).toEqual({ status: 'completed', conclusion });
});

test('what is met needs no waiver, and none is recorded', () => {
  const facts = { waivers: [waiver('customer-interviews')] };
  const evidence = 'customerInterviews: 5\nproblemValidation: true\n';
  const { transitions, wakeAt } = judgeGates(
    theGates(promotion('DISCOVERY', 'PROTOTYPE', evidence, { facts })),
  );
  expect(transitions[0]?.waivers).toEqual([]);
  expect(wakeAt).toBeNull();
});

test.each(['approvals', 'fork-approval', 'subject', 'order', 'reason', 'evidence', 'project-file', 'path'])(
  'nobody can waive `%s`',
  (criterion) => {
    const world = promotion('DISCOVERY', 'MINIMUM_REMARKABLE', 'customerInterviews: x\n', {
      facts: { waivers: [waiver(criterion)] },
    });
    const { rows } = judgeGates(theGates(world));
    expect(rows.filter(({ state }) => state === 'waived')).toEqual([]);
  },
);

test('what the check offers to waive is what the command takes', () => {
  const rules = {
    gates: [
      gate('DISCOVERY', {
        criteria: [criterion('interviews', 'evidence.customerInterviews >= 50')],
        approvals: [{ count: 1, teams: [] }],
        soakSeconds: 365 * 86_400,
        freshSeconds: 60,
      }),
    ],
  };
  const given = waivableIds(rules.gates[0]!).map((id) => waiver(id));
  expect(given.map((one) => one.criterion)).toEqual(['interviews', 'soak', 'freshness']);
  const facts = { waivers: given, since: { project: '2026-11-19T00:00:00Z' } };
  const { rows } = judgeGates(theGates(promotion('DISCOVERY', 'PROTOTYPE', INTERVIEWED, { rules, facts })));
  const waived = rows.filter(({ state }) => state === 'waived').map((row) => row.criterion);
  expect(waived.toSorted()).toEqual(['freshness', 'interviews', 'soak']);
});
