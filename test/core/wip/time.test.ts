// What time and people's orders change: expiry, its announcement, freezes, the way to the back of the line.

import { describe, expect, test } from '@jest/globals';
import { decide, survey } from '../../../src/core/decide.ts';
import { userId } from '../../../src/core/ids.ts';
import type { HeldLock, Transition } from '../../../src/core/wip/model.ts';
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
} from '../support/facts.ts';

const DAY = 86_400_000;
const ago = (ms: number): string => new Date(Date.parse(NOW) - ms).toISOString();
const actor = { id: userId(5), login: 'mae' };
const idle = (slot: number, days: number, warnedDays: number | null = null): HeldLock => ({
  ...held(slot),
  activeAt: ago(days * DAY),
  warnedAt: warnedDays === null ? null : ago(warnedDays * DAY),
});

const told = (transitions: readonly Transition[]) =>
  transitions.map((change) => {
    const of = `${change.kind} ${change.item.pullNumber}`;
    return change.kind === 'requeue' ? `${of} ${change.reason}` : of;
  });

const swept = (locks: readonly HeldLock[], over: Parameters<typeof aPod>[0] = {}) =>
  told(
    survey(
      theFacts({ pull: null, repository: null, configuration: null, pods: [aPod({ held: locks, ...over })] }),
    ).transitions,
  );

describe('the time to live', () => {
  test.each([
    ['with activity six days ago nothing is due yet, a day before it is announced', [idle(1, 5.9)], []],
    ['a day before the end it is announced', [idle(1, 6.1)], ['warn 1']],
    [
      'announced a day ago and idle for seven: it goes to the back of the line',
      [idle(1, 7.1, 1.1)],
      ['requeue 1 expired', 'grant 1'],
    ],
    ['announced an hour ago, it keeps its slot however long it was idle', [idle(1, 30, 0.04)], []],
    ['never announced, it is announced first, however long it was idle', [idle(1, 30)], ['warn 1']],
  ])('%s', (_, locks, expected) => expect(swept(locks)).toEqual(expected));

  test('hands the slot to the next in line', () => {
    expect(swept([idle(1, 8, 2)], { queue: line(6), wip: { ...LIMIT_5, limit: 1 } })).toEqual([
      'requeue 1 expired',
      'grant 6',
    ]);
  });

  test('T-65 a clock that jumps a month ahead expires nothing in the first sweep, and a tenth in each later one', () => {
    const many = Array.from({ length: 40 }, (_, index) => idle(index + 1, 30));
    const rules = { wip: { ...LIMIT_5, limit: 40 } };
    expect(new Set(swept(many, rules).map((line) => line.split(' ')[0]))).toEqual(new Set(['warn']));
    const warned = many.map((lock) => ({ ...lock, warnedAt: ago(2 * DAY) }));
    expect(
      swept(warned, { ...rules, queue: line(50, 51, 52, 53, 54, 55, 56) }).filter((one) =>
        one.startsWith('requeue'),
      ),
    ).toHaveLength(4);
  });

  test('does not run while the line is stopped', () => {
    const freeze: Freeze = { reason: 'r', by: 'mae', since: NOW, until: null };
    expect(swept([idle(1, 30, 3)], { freeze })).toEqual([]);
  });

  test('begins again with activity of a person, and the announcement is taken back', () => {
    const pod = withOwn(aPod({ held: [idle(1, 6.5, 0.5)] }), 1);
    const decision = decide(theFacts({ pull: aPull(1), activity: true, pods: [pod] }));
    expect(told(decision.transitions)).toEqual(['touch 1']);
    expect(decision.checks[0]?.title).toBe('Holds slot 1 of 5');
  });

  test('an announcement is in the title, with what keeps the slot', () => {
    const [check] = survey(theFacts({ pods: [aPod({ held: [idle(1, 6.5)] })] })).checks;
    expect(check?.title).toBe('Holds slot 1; without activity it expires 2026-11-21 14:03 UTC');
    expect(check?.outcome).toEqual({ status: 'completed', conclusion: 'success' });
    expect(check?.next[0]).toContain('Push a commit');
  });

  test('T-25 asked again after it expired, it waits like everybody, by the rules of now', () => {
    const pod = withOwn(
      aPod({ held: holders(1, 2, 3, 4, 5), queue: [queued(10, { requestedAt: NOW })] }),
      10,
    );
    expect(decide(theFacts({ pods: [pod] })).checks[0]).toMatchObject({ outcome: { status: 'queued' } });
  });
});

describe('a slot handed back', () => {
  const release: Order = { kind: 'release', actor, reason: null };

  test('goes to the next in line, and the item to the back', () => {
    const pod = withOwn(aPod({ held: holders(1, 2, 3, 4, 5), queue: line(6) }), 3);
    const decision = decide(theFacts({ pull: aPull(3), orders: [release], pods: [pod] }));
    expect(told(decision.transitions)).toEqual(['requeue 3 handed-back', 'grant 6']);
    expect(decision.checks.find((check) => check.pullNumber === 3)?.title).toBe(
      'Waiting: position 1 of 1, limit 5',
    );
    expect(decision.audit[0]).toMatchObject({ actor: 'mae', action: 'wip.release', subject: 'pull/100/3' });
  });

  test('may hold one again only after the delay', () => {
    const pod = withOwn(aPod({ held: [held(3)], wip: { ...LIMIT_5, reacquireDelay: 3_600 } }), 3);
    const decision = decide(theFacts({ pull: aPull(3), orders: [release], pods: [pod] }));
    expect(told(decision.transitions)).toEqual(['requeue 3 handed-back']);
    expect(decision.checks[0]?.title).toBe('Waiting: position 1 of 1, not before 2026-11-20 15:03 UTC');
    const rested = aPod({ queue: [queued(3, { notBefore: '2026-11-20T14:00:00Z' })] });
    expect(told(survey(theFacts({ pods: [rested] })).transitions)).toEqual(['grant 3']);
  });
});

describe('expedite', () => {
  const expedite: Order = { kind: 'expedite', actor, reason: 'payments are down' };

  test('goes first, and the audit log has the actor and the reason', () => {
    const pod = withOwn(aPod({ held: holders(1, 2, 3, 4), queue: line(6, 10) }), 10);
    const decision = decide(theFacts({ orders: [expedite], pods: [pod] }));
    expect(told(decision.transitions)).toEqual(['expedite 10', 'grant 10']);
    expect(decision.audit[0]).toMatchObject({
      actor: 'mae',
      action: 'wip.expedite',
      after: { because: 'payments are down' },
    });
  });

  test('of one that asks at this moment', () => {
    const pod = aPod({ held: holders(1, 2, 3, 4), queue: line(6) });
    expect(told(decide(theFacts({ orders: [expedite], pods: [pod] })).transitions)).toEqual(['grant 10']);
  });
});

describe('a frozen pod', () => {
  const freeze: Freeze = { reason: 'release of 4.0', by: 'mae', since: NOW, until: '2026-11-22T09:00:00Z' };
  const order: Order = { kind: 'freeze', actor, reason: 'release of 4.0', until: '2026-11-22T09:00:00Z' };

  test('admits nobody and greens nobody, except whom is expedited', () => {
    const pod = aPod({ freeze, held: [held(1), { ...held(2), priority: 1 }], queue: line(6) });
    const { checks, transitions } = survey(theFacts({ pods: [pod] }));
    expect(transitions).toEqual([]);
    expect(checks.map(({ pullNumber, outcome }) => [pullNumber, outcome.status])).toEqual([
      [1, 'queued'],
      [2, 'completed'],
      [6, 'queued'],
    ]);
    expect(checks[0]?.title).toBe('Stopped: the pod is frozen until 2026-11-22 09:00 UTC');
  });

  test('says who stopped it and why, as text nobody can format', () => {
    const hostile = { ...freeze, reason: '<b>@everyone</b>' };
    const [check] = survey(theFacts({ pods: [aPod({ freeze: hostile, held: [held(1)] })] })).checks;
    expect(check?.verdict.because).toContainEqual({ untrusted: '<b>@everyone</b>' });
  });

  test('is frozen by an order, everybody is told, and the log has it', () => {
    const pod = withOwn(aPod({ held: holders(1) }), 1);
    const decision = decide(theFacts({ pull: aPull(1), orders: [order], pods: [pod] }));
    expect(decision).toMatchObject({ podChanges: [{ kind: 'freeze', podId: 7 }], refreshPods: [7] });
    expect(decision.audit).toMatchObject([{ actor: 'mae', action: 'wip.freeze', subject: 'pod/7' }]);
    expect(decision.checks[0]?.outcome).toEqual({ status: 'queued' });
  });

  test('goes on when it is lifted, and the line with it', () => {
    const pod = withOwn(aPod({ freeze, held: holders(1), queue: line(6) }), 1);
    const lift: Order = { kind: 'unfreeze', actor, reason: null };
    const decision = decide(theFacts({ pull: aPull(1), orders: [lift], pods: [pod] }));
    expect(decision.podChanges).toEqual([{ kind: 'unfreeze', podId: 7 }]);
    expect(told(decision.transitions)).toEqual(['touch 1', 'grant 6']);
  });

  test('goes on by itself at its end', () => {
    const over = { ...freeze, until: '2026-11-20T14:02:59Z' };
    const decision = survey(theFacts({ pods: [aPod({ freeze: over, queue: line(6) })] }));
    expect(decision.podChanges).toEqual([{ kind: 'unfreeze', podId: 7 }]);
    expect(decision.checks[0]?.title).toBe('Holds slot 1 of 5');
  });
});

describe('exemptions', () => {
  const bot = {
    ...LIMIT_5,
    exempt: { authors: [{ login: 'dependabot[bot]', id: userId(9) }], labels: ['hotfix'] },
  };
  const full = aPod({ wip: bot, held: holders(1, 2, 3, 4, 5) });

  test('an exempt author needs no slot, by id', () => {
    const pull = aPull(10, { authorId: userId(9) });
    const [check] = decide(theFacts({ pull, pods: [full] })).checks;
    expect(check).toMatchObject({
      outcome: { conclusion: 'success' },
      title: 'Exempt: needs no slot, because of its author',
    });
  });

  test('T-11 a login that changed hands exempts nobody', () => {
    const pull = aPull(10, { authorId: userId(10), authorLogin: 'dependabot[bot]' });
    expect(decide(theFacts({ pull, pods: [full] })).checks[0]?.outcome).toEqual({ status: 'queued' });
  });

  test('T-30 a label alone grants nothing; set by somebody entitled it does, and gives its slot back', () => {
    const pull = aPull(3, { labels: ['Hotfix'] });
    const pods = [withOwn(full, 3)];
    expect(
      decide(theFacts({ pull: aPull(10, { labels: ['Hotfix'] }), pods: [full] })).checks[0]?.outcome,
    ).toEqual({ status: 'queued' });
    const decision = decide(theFacts({ pull, pods, entitlements: [{ label: 'hotfix', actor }] }));
    expect(told(decision.transitions)).toEqual(['release 3']);
    expect(decision.checks[0]).toMatchObject({ title: 'Exempt: needs no slot, because of its label' });
  });
});

describe('merged while it should not have been', () => {
  test('T-21 a merge from the line is in the log', () => {
    const pod = withOwn(aPod({ held: holders(1, 2, 3, 4, 5), queue: line(10) }), 10);
    const merged = theFacts({ pull: aPull(10, { state: 'closed', merged: true }), pods: [pod] });
    expect(decide(merged).audit.map(({ action }) => action)).toEqual([
      'wip.release',
      'wip.merged-without-slot',
    ]);
  });
});
