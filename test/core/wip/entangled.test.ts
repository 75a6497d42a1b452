// Pods that share items: what one decision may say and do when it sees only a part of them. Each of these went wrong once.

import { describe, expect, test } from '@jest/globals';
import { decide, survey } from '../../../src/core/decide.ts';
import { userId } from '../../../src/core/ids.ts';
import type { PodFacts, Transition } from '../../../src/core/wip/model.ts';
import type { Freeze, Order } from '../../../src/core/wip/orders.ts';
import {
  aPod,
  aPull,
  held,
  holders,
  LIMIT_5,
  line,
  NOW,
  queued,
  theFacts,
  withOwn,
  withRules,
} from '../support/facts.ts';

const DAY = 86_400_000;
const ago = (days: number): string => new Date(Date.parse(NOW) - days * DAY).toISOString();
const told = (transitions: readonly Transition[]) =>
  transitions.map((change) => {
    const of = `${change.podId}: ${change.kind} ${change.item.pullNumber}`;
    return change.kind === 'grant' ? `${of} → ${change.slot}` : of;
  });

const one = (over: Partial<PodFacts> = {}) =>
  aPod({ id: 1, key: 'pod/a', wip: { ...LIMIT_5, limit: 1 }, ...over });
const two = (over: Partial<PodFacts> = {}) =>
  aPod({ id: 2, key: 'pod/b', wip: { ...LIMIT_5, limit: 1 }, ...over });
const expedite: Order = { kind: 'expedite', actor: { id: userId(5), login: 'mae' }, reason: 'down' };

describe('an item that stands in a pod that is not locked', () => {
  const elsewhere = { ...held(1, 20), inPods: [1, 99] };

  test('gets no check from here, because half of it is unknown', () => {
    const pods = [one({ held: [elsewhere] })];
    expect(survey(theFacts({ pull: null, repository: null, configuration: null, pods })).checks).toEqual([]);
  });

  test('is looked at by itself when something of it changed', () => {
    const idle = { ...elsewhere, activeAt: ago(6.5) };
    const decision = survey(
      theFacts({ pull: null, repository: null, configuration: null, pods: [one({ held: [idle] })] }),
    );
    expect(decision).toMatchObject({ checks: [], refreshPods: [1] });
  });
});

describe('a pod that is locked only because it shares an item', () => {
  test('expires nothing and lets go of no draft: whoever waits there could not be judged', () => {
    const locks = [{ ...held(1), activeAt: ago(30), warnedAt: ago(3) }, held(2, 2, { draft: true })];
    expect(
      survey(theFacts({ pull: null, pods: [aPod({ primary: false, held: locks })] })).transitions,
    ).toEqual([]);
  });
});

describe('a pull request that grows into another pod', () => {
  const subject = withOwn(one({ held: [{ ...held(1, 10), inPods: [1] }] }), 10);
  const full = two({ held: [held(1, 30)] });

  test('gives its slot back until it can hold all, and keeps its age', () => {
    const decision = decide(
      theFacts({
        pods: [{ ...subject, queue: [queued(6, { podIds: [1], inPods: [1] })], queueLength: 1 }, full],
      }),
    );
    expect(told(decision.transitions)).toEqual(['1: requeue 10', '1: grant 6 → 1', '2: enqueue 10']);
    expect(decision.transitions[0]).toMatchObject({ reason: 'widened', requestedAt: '2026-11-19T09:00:00Z' });
  });

  test('takes both at once where there is room', () => {
    expect(told(decide(theFacts({ pods: [subject, two()] })).transitions)).toEqual(['2: grant 10 → 1']);
  });

  test('waits also in a pod that would refuse a newcomer, so that every pod tells the same of it', () => {
    const blocks = withRules(full, { onLimit: 'block' });
    const decision = decide(theFacts({ pods: [subject, blocks] }));
    expect(told(decision.transitions)).toEqual(['1: requeue 10', '2: enqueue 10']);
    expect(decision.checks.find((check) => check.pullNumber === 10)?.outcome).toEqual({ status: 'queued' });
  });
});

describe('a pull request that moves to another pod while it waits', () => {
  const left = withOwn(
    one({ asked: false, held: [held(1, 30)], queue: [queued(10, { podIds: [1], inPods: [1] })] }),
    10,
  );

  test('is admitted there at once', () => {
    expect(told(decide(theFacts({ pods: [left, two()] })).transitions)).toEqual([
      '1: release 10',
      '2: grant 10 → 1',
    ]);
  });

  test('takes nothing of the pod it leaves', () => {
    const roomy = withRules(left, { limit: 5 });
    expect(told(decide(theFacts({ pods: [roomy, two()] })).transitions)).toEqual([
      '1: release 10',
      '2: grant 10 → 1',
    ]);
  });
});

describe('expedited', () => {
  const freeze: Freeze = { reason: 'r', by: 'mae', since: NOW, until: null };

  test('through a freeze, its check is green in the same breath', () => {
    const pod = withOwn(aPod({ freeze, held: holders(1), queue: line(10) }), 10);
    const decision = decide(theFacts({ orders: [expedite], pods: [pod] }));
    expect(decision.checks.find((check) => check.pullNumber === 10)).toMatchObject({
      title: 'Holds slot 2 of 5, expedited',
    });
  });

  test('without a row so far, it is green too, and the log has actor and reason', () => {
    const pod = withRules(aPod({ freeze, held: holders(1) }), { onLimit: 'block' });
    const decision = decide(theFacts({ orders: [expedite], pods: [pod] }));
    expect(decision.checks[0]?.outcome).toMatchObject({ conclusion: 'success' });
    expect(decision.audit[0]).toMatchObject({
      actor: 'mae',
      action: 'wip.expedite',
      after: { because: 'down' },
    });
  });

  test('waits first in line rather than being refused', () => {
    const pod = withRules(aPod({ held: holders(1, 2, 3, 4, 5) }), { onLimit: 'block' });
    expect(told(decide(theFacts({ orders: [expedite], pods: [pod] })).transitions)).toEqual([
      '7: enqueue 10',
    ]);
  });

  test('T-21 merged during the freeze it may pass, it bypassed nothing', () => {
    const holder = { ...held(1, 10), priority: 1 };
    const pod = withOwn(aPod({ freeze, held: [holder] }), 10);
    const merged = theFacts({ pull: aPull(10, { state: 'closed', merged: true }), pods: [pod] });
    expect(decide(merged).audit.map(({ action }) => action)).toEqual(['wip.release']);
  });
});

test('T-21 merged although a pod refused it: in the log, once', () => {
  const pod = withRules(aPod({ held: holders(1, 2, 3, 4, 5) }), { onLimit: 'block' });
  const facts = theFacts({ pull: aPull(10, { state: 'closed', merged: true }), pods: [pod] });
  expect(decide(facts).audit.map(({ action }) => action)).toEqual(['wip.merged-without-slot']);
  expect(decide({ ...facts, wasOpen: false }).audit).toEqual([]);
});

test('where nobody knows a pod’s rules nothing of it is green', () => {
  const pod = { ...withOwn(aPod({ held: holders(1), queue: line(10) }), 10), rules: null };
  expect(decide(theFacts({ pods: [pod] })).checks[0]?.outcome).toEqual({ status: 'queued' });
});

test('a pod that only warns keeps nobody out of the line of one that enforces', () => {
  const warns = withRules(two({ held: [held(1, 30)] }), { onLimit: 'block' }, 'warn');
  const pods = [one({ held: [held(1, 31)] }), warns];
  expect(told(decide(theFacts({ pods })).transitions)).toEqual(['1: enqueue 10', '2: enqueue 10']);
});

test('the end of a freeze expires nothing: nobody could have merged', () => {
  const over: Freeze = { reason: 'r', by: 'mae', since: ago(10), until: ago(0.001) };
  const pod = aPod({ freeze: over, held: [{ ...held(1), activeAt: ago(30), warnedAt: ago(3) }] });
  const decision = survey(theFacts({ pull: null, pods: [pod] }));
  expect(told(decision.transitions)).toEqual(['7: touch 1']);
});

test('of two delays the longer one counts', () => {
  const waits = (notBefore: string | null) => [queued(8, { podIds: [1, 2], inPods: [1, 2], notBefore })];
  const pods = [one({ queue: waits(null) }), two({ queue: waits('2026-11-21T00:00:00Z') })];
  expect(survey(theFacts({ pull: null, pods })).transitions).toEqual([]);
});

test('an item whose slot expires in one pod waits for all of its pods again', () => {
  const idle = { ...held(1, 8), activeAt: ago(30), warnedAt: ago(3), inPods: [1, 2] };
  const pods = [
    one({ held: [idle] }),
    two({
      primary: false,
      held: [{ ...held(1, 8), inPods: [1, 2] }],
      queue: [queued(6, { podIds: [2], inPods: [2] })],
    }),
  ];
  expect(told(survey(theFacts({ pull: null, pods })).transitions)).toEqual([
    '1: requeue 8',
    '2: requeue 8',
    '2: grant 6 → 1',
  ]);
});

test('who needs several slots and is kept out elsewhere holds up nobody here', () => {
  const heavy = queued(6, { podIds: [1, 2], inPods: [1, 2] });
  const wip = { ...LIMIT_5, limit: 2, weights: { xl: 2 } };
  const xl = { ...heavy, item: { ...heavy.item, labels: ['xl'] } };
  const here = aPod({
    id: 1,
    key: 'pod/a',
    wip,
    held: [held(1, 30)],
    queue: [xl, queued(7, { podIds: [1], inPods: [1] })],
  });
  const there = two({
    held: [held(1, 31)],
    queue: [xl],
    freeze: { reason: 'r', by: 'm', since: NOW, until: null },
  });
  expect(told(survey(theFacts({ pull: null, pods: [here, there] })).transitions)).toEqual(['1: grant 7 → 2']);
});
