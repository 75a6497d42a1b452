// Soak, freshness and the tree that evidence is about; and when time alone changes each answer.

import { describe, expect, test } from '@jest/globals';
import type { GateRow } from '../../../src/core/gates/decision.ts';
import { DEFAULT_RULES } from '../../../src/core/gates/defaults.ts';
import { judgeGates } from '../../../src/core/gates/judge.ts';
import type { Gate, GateFacts } from '../../../src/core/gates/model.ts';
import { criterion, gate, INTERVIEWED, NOW, promotion, theGates } from './support/facts.ts';

const DAY = 86_400;

function judged(over: Partial<Gate>, evidence: string, facts: Partial<GateFacts> = {}, now = NOW) {
  const rules = { gates: [gate('DISCOVERY', over)] };
  return judgeGates(theGates(promotion('DISCOVERY', 'PROTOTYPE', evidence, { rules, facts, now })));
}

const rowOf = (rows: readonly GateRow[], id: string): GateRow =>
  rows.find(({ criterion: one }) => one === id)!;

describe('soak', () => {
  const cases = [
    { since: '2026-11-01T00:00:00Z', state: 'met', wakeAt: null },
    { since: '2026-11-06T14:03:00Z', state: 'met', wakeAt: null },
    { since: '2026-11-06T14:03:01Z', state: 'not-met', wakeAt: '2026-11-20T14:03:01.000Z' },
    { since: undefined, state: 'unknown', wakeAt: null },
  ] as const;

  test.each(cases)(
    'in the stage since $since of 14 days is $state and wakes at $wakeAt',
    ({ since, state, wakeAt }) => {
      const facts = since === undefined ? {} : { since: { project: since } };
      const decision = judged({ soakSeconds: 14 * DAY }, INTERVIEWED, facts);
      expect(rowOf(decision.rows, 'soak').state).toBe(state);
      expect(decision.wakeAt).toBe(wakeAt);
    },
  );

  test('on a branch that is not the default one, nobody knows since when', () => {
    const rules = { branches: ['next'], gates: [gate('DISCOVERY', { soakSeconds: DAY })] };
    const facts = { since: { project: '2026-01-01T00:00:00Z' } };
    const input = theGates(
      promotion('DISCOVERY', 'PROTOTYPE', null, { rules, facts, pull: { baseRef: 'next' } }),
    );
    const { rows, check } = judgeGates({
      ...input,
      facts: { ...input.facts, base: { ...input.facts.base, ref: 'next' } },
    });
    expect(rowOf(rows, 'soak').state).toBe('unknown');
    expect(check?.outcome).toEqual({ status: 'completed', conclusion: 'failure' });
  });
});

describe('freshness', () => {
  const cases = [
    { line: 'collectedAt: 2026-11-20', state: 'met', wakeAt: '2026-11-30T00:00:00.000Z' },
    { line: 'collectedAt: 2026-11-11', state: 'met', wakeAt: '2026-11-21T00:00:00.000Z' },
    { line: 'collectedAt: 2026-11-10', state: 'not-met', wakeAt: null },
    { line: 'collectedAt: 2026-11-21', state: 'met', wakeAt: '2026-12-01T00:00:00.000Z' },
    { line: 'collectedAt: 2026-11-22', state: 'not-met', wakeAt: null },
    { line: 'collectedAt: 2026-02-30', state: 'unknown', wakeAt: null },
    { line: 'collectedAt: 5', state: 'unknown', wakeAt: null },
    { line: '', state: 'not-met', wakeAt: null },
  ] as const;

  test.each(cases)('"$line" of at most 10 days is $state and wakes at $wakeAt', ({ line, state, wakeAt }) => {
    const decision = judged({ freshSeconds: 10 * DAY }, `customerInterviews: 7\n${line}\n`);
    expect(rowOf(decision.rows, 'freshness').state).toBe(state);
    expect(decision.wakeAt).toBe(wakeAt);
  });

  test('without an evidence file there is nothing fresh', () => {
    const rules = { gates: [gate('DISCOVERY', { freshSeconds: DAY })] };
    const { rows } = judgeGates(theGates(promotion('DISCOVERY', 'PROTOTYPE', null, { rules })));
    expect(rowOf(rows, 'freshness').state).toBe('not-met');
  });
});

describe('subject', () => {
  const TREE = 'c'.repeat(40);
  const OTHER = 'b'.repeat(40);
  const cases = [
    { says: 'this tree', evidence: `subject: ${TREE}\n`, tree: TREE, state: 'met' },
    { says: 'the tree of an older commit', evidence: `subject: ${OTHER}\n`, tree: TREE, state: 'not-met' },
    { says: 'nothing', evidence: 'customerInterviews: 7\n', tree: TREE, state: 'not-met' },
    {
      says: 'a tree, where the head has none there',
      evidence: `subject: ${TREE}\n`,
      tree: null,
      state: 'not-met',
    },
    {
      says: 'a tree, in a file that is broken',
      evidence: `subject: ${TREE}\ncustomerInterviews: x\n`,
      tree: TREE,
      state: 'unknown',
    },
  ] as const;

  test.each(cases)('T-7: evidence that names $says is $state', ({ evidence, tree, state }) => {
    const rules = {
      gates: [gate('DISCOVERY', { freshSeconds: 400 * DAY, criteria: [criterion('any', "isSet('x')")] })],
      evidence: { ...DEFAULT_RULES.evidence, subject: 'src' },
    };
    const input = theGates(promotion('DISCOVERY', 'PROTOTYPE', evidence, { rules }));
    const facts = { ...input.facts, head: { ...input.facts.head, subject: tree } };
    const { rows, check } = judgeGates({ ...input, facts });
    expect(rowOf(rows, 'subject').state).toBe(state);
    if (state !== 'met') expect(check?.outcome).toEqual({ status: 'completed', conclusion: 'failure' });
  });
});

describe('criteria that ask for the time', () => {
  const cases = [
    {
      expression: 'daysSince(evidence.collectedAt) <= 10',
      state: 'met',
      wakeAt: '2026-11-26T00:00:00.',
    },
    { expression: 'daysSince(evidence.collectedAt) >= 7', state: 'not-met', wakeAt: '2026-11-22T00:00:00.' },
    { expression: 'project.daysInStage >= 3', state: 'not-met', wakeAt: '2026-11-21T08:00:00.' },
    { expression: 'evidence.customerInterviews >= 5', state: 'met', wakeAt: null },
    {
      expression: 'daysSince(evidence.collectedAt) >= 400',
      state: 'not-met',
      wakeAt: '2026-12-21T14:03:00.',
    },
  ] as const;

  test.each(cases)('$expression is $state and wakes at $wakeAt', ({ expression, state, wakeAt }) => {
    const evidence = 'customerInterviews: 7\ncollectedAt: 2026-11-15\n';
    const facts = { since: { project: '2026-11-18T08:00:00Z' } };
    const decision = judged({ criteria: [criterion('time', expression)] }, evidence, facts);
    expect(rowOf(decision.rows, 'time').state).toBe(state);
    if (wakeAt === null) expect(decision.wakeAt).toBeNull();
    else expect(decision.wakeAt?.slice(0, 20)).toBe(wakeAt);
  });

  test('asked again at the time it named, the answer is another one, and a second before it is not', () => {
    const evidence = 'customerInterviews: 7\ncollectedAt: 2026-11-15\n';
    const over = { criteria: [criterion('time', 'daysSince(evidence.collectedAt) <= 10')] };
    const { wakeAt } = judged(over, evidence);
    const at = Date.parse(wakeAt ?? '');
    const stateAt = (ms: number) =>
      rowOf(judged(over, evidence, {}, new Date(ms).toISOString()).rows, 'time').state;
    expect([stateAt(at - 1_000), stateAt(at)]).toEqual(['met', 'not-met']);
  });
});
