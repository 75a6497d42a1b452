// Limits of types, authors and weights, and pods that have to agree: who gets a slot, who waits, and why.

import { describe, expect, test } from '@jest/globals';
import { userId } from '../../../src/core/ids.ts';
import { DEFAULT_POLICY, type WipPolicy } from '../../../src/core/policy.ts';
import type { Attempt } from '../../../src/core/wip/attempt.ts';
import { itemKey } from '../../../src/core/wip/items.ts';
import type { HeldLock, Item, PodFacts } from '../../../src/core/wip/model.ts';
import { settle } from '../../../src/core/wip/rules.ts';
import { typeOf, weightOf } from '../../../src/core/wip/traits.ts';
import { anItem, aPod, held, holders, LIMIT_5, line, NOW, queued, withOwn } from '../support/facts.ts';

const attempt = (over: Partial<Attempt> = {}): Attempt => ({
  now: NOW,
  orders: [],
  subject: null,
  lost: null,
  admits: true,
  moves: true,
  ...over,
});

const asks = (number: number, item: Partial<Item> = {}): Attempt =>
  attempt({
    subject: {
      item: anItem(number, item),
      wish: { kind: 'asks', requestedAt: '2026-11-20T14:00:00Z' },
      activity: false,
      merged: false,
    },
  });

const wip = (over: Partial<WipPolicy>): WipPolicy => ({ ...LIMIT_5, ...over });
const waiting = (number: number, item: Partial<Item>, podIds: readonly number[] = [7]) =>
  queued(number, { item: anItem(number, item), podIds });
const holding = (slot: number, item: Partial<Item>): HeldLock => held(slot, slot, item);

const told = (pods: readonly PodFacts[], about: Attempt): string[] =>
  settle(pods, about).transitions.map((change) => {
    const of = `${change.podId}: ${change.kind} ${change.item.pullNumber}`;
    return change.kind === 'grant' ? `${of} → ${change.slot}` : of;
  });

const obstacle = (pods: readonly PodFacts[], about: Attempt, number: number, podId = 7) =>
  settle(pods, about)
    .obstacles.get(itemKey(anItem(number)))
    ?.get(podId);

describe('the type of an item', () => {
  test.each([
    ['a label says it before the title does', { title: 'feat: x', labels: ['Bug'] }, 'BUG'],
    ['a conventional-commit title', { title: 'feat(ui)!: search' }, 'FEATURE'],
    ['fix is a bug', { title: 'fix: clock' }, 'BUG'],
    ['a spike investigates', { title: 'spike: which queue' }, 'INVESTIGATION'],
    ['deploy', { title: 'Deploy: eu-west' }, 'DEPLOYMENT'],
    ['nothing tells it', { title: 'Tidy the shed' }, null],
    ['a word before a colon is not yet a type', { title: 'constructor: no' }, null],
  ])('%s', (_, item, type) => {
    expect(typeOf({ labels: [], ...item }, DEFAULT_POLICY.wip)).toBe(type);
  });
});

describe('the weight of an item', () => {
  const heavy = wip({ weights: { 'size/xl': 3, 'size/l': 2 } });

  test.each([
    ['without a label it is one', [], 1],
    ['case does not matter', ['Size/XL'], 3],
    ['the heaviest counts', ['size/l', 'size/xl'], 3],
    ['a label by the name of an object property is no weight', ['constructor'], 1],
  ])('%s', (_, labels, weight) => expect(weightOf({ labels }, heavy)).toBe(weight));

  test('is never more than there are slots, so that it fits an empty pod', () => {
    expect(weightOf({ labels: ['size/xl'] }, { ...heavy, limit: 2 })).toBe(2);
  });
});

describe('a limit per type', () => {
  const bugs = wip({ perType: { BUG: 1 } });
  const bug = { title: 'fix: it' };

  test('makes the second of its type wait although slots are free, and says so', () => {
    const pods = [aPod({ wip: bugs, held: [holding(1, bug)] })];
    expect(told(pods, asks(10, bug))).toEqual(['7: enqueue 10']);
    expect(obstacle(pods, asks(10, bug), 10)).toEqual({ kind: 'type', type: 'BUG', limit: 1 });
  });

  test('holds up nobody of another type', () => {
    const pods = [aPod({ wip: bugs, held: [holding(1, bug)], queue: [waiting(6, bug)] })];
    expect(told(pods, asks(10, { title: 'feat: more' }))).toEqual(['7: grant 10 → 2']);
  });

  test('lets the next of its type in when one leaves', () => {
    const pods = [
      withOwn(aPod({ wip: bugs, held: [holding(1, bug), holding(2, {})], queue: [waiting(6, bug)] }), 1),
    ];
    const merged = attempt({
      subject: {
        item: anItem(1, bug),
        wish: { kind: 'leaves', reason: 'merged' },
        activity: false,
        merged: false,
      },
    });
    expect(told(pods, merged)).toEqual(['7: release 1', '7: grant 6 → 1']);
  });
});

describe('a limit per author', () => {
  const ada = { authorId: userId(1), authorLogin: 'ada' };

  test('T-69 fifty empty pull requests of one author take one author’s share', () => {
    const pod = aPod({
      wip: wip({ perAuthor: 2 }),
      queue: line(1, 2, 3).map((lock) => ({ ...lock, item: { ...lock.item, ...ada } })),
    });
    expect(told([pod], asks(10))).toEqual(['7: grant 1 → 1', '7: grant 2 → 2', '7: grant 10 → 3']);
  });

  test('T-11 follows the account, whatever it calls itself', () => {
    const renamed = { authorId: userId(1), authorLogin: 'ada-2' };
    const pod = aPod({ wip: wip({ perAuthor: 1 }), held: [holding(1, ada)] });
    expect(told([pod], asks(10, renamed))).toEqual(['7: enqueue 10']);
    expect(told([pod], asks(10, { authorId: userId(2), authorLogin: 'ada' }))).toEqual(['7: grant 10 → 2']);
  });
});

describe('weights', () => {
  const rules = wip({ limit: 4, weights: { xl: 3 } });
  const xl = { labels: ['XL'] };

  test('count several slots', () => {
    const pods = [aPod({ wip: rules, held: [holding(1, xl)], queue: line(6, 7) })];
    expect(told(pods, attempt())).toEqual(['7: grant 6 → 2']);
  });

  test('what does not fit by weight keeps those behind it waiting: the heavy are not starved', () => {
    const pods = [
      aPod({ wip: rules, held: [holding(1, {}), holding(2, {})], queue: [waiting(6, xl), queued(7)] }),
    ];
    expect(told(pods, attempt())).toEqual([]);
    expect(obstacle(pods, attempt(), 6)).toEqual({ kind: 'full', weight: 3 });
    expect(obstacle(pods, attempt(), 7)).toEqual({ kind: 'behind-heavy' });
  });
});

describe('several pods', () => {
  const a = aPod({ id: 1, key: 'pod/a', held: holders(1, 2, 3, 4, 5) });
  const b = aPod({ id: 2, key: 'pod/b' });

  test('admit an item all or none', () => {
    expect(told([a, b], asks(10))).toEqual(['1: enqueue 10', '2: enqueue 10']);
    expect(obstacle([a, b], asks(10), 10, 2)).toEqual({ kind: 'elsewhere' });
    expect(told([aPod({ id: 1, key: 'pod/a' }), b], asks(10))).toEqual([
      '1: grant 10 → 1',
      '2: grant 10 → 1',
    ]);
  });

  test('admit a waiter of both the moment both have room', () => {
    const both = waiting(6, {}, [1, 2]);
    const full = withOwn({ ...a, queue: [both], queueLength: 1 }, 3);
    const merged = attempt({
      subject: {
        item: anItem(3),
        wish: { kind: 'leaves', reason: 'merged' },
        activity: false,
        merged: false,
      },
    });
    const other = { ...b, asked: false, queue: [both], queueLength: 1 };
    expect(told([full, other], merged)).toEqual(['1: release 3', '1: grant 6 → 3', '2: grant 6 → 1']);
  });

  test('a waiter of both holds up nobody who needs only one', () => {
    const both = waiting(6, {}, [1, 2]);
    const other = { ...b, queue: [both], queueLength: 1 };
    expect(told([{ ...a, asked: false, queue: [both], queueLength: 1 }, other], asks(10))).toEqual([
      '2: grant 10 → 1',
    ]);
  });

  test('a pod that was not locked is never guessed at', () => {
    const stranger = waiting(6, {}, [2, 99]);
    expect(told([{ ...b, queue: [stranger], queueLength: 1 }], attempt())).toEqual([]);
  });

  test('a pod it left lets go of it', () => {
    const old = withOwn({ ...a, asked: false }, 3);
    expect(told([old, b], asks(3))).toEqual(['1: release 3', '2: grant 3 → 1']);
    expect(told([old, b], { ...asks(3), moves: false })).toEqual(['2: grant 3 → 1']);
  });
});

describe('a line that is only partly loaded', () => {
  const bugs = wip({ perType: { BUG: 0 } });
  const stuck = line(1, 2).map((lock) => ({ ...lock, item: { ...lock.item, title: 'fix: x' } }));

  test('is asked for whole when its head fits nowhere and room is left', () => {
    const pod = aPod({ wip: bugs, queue: stuck, queueLength: 50 });
    expect(settle([pod], asks(10))).toMatchObject({ wantsWholeLine: true });
    expect(told([pod], asks(10))).toEqual(['7: enqueue 10']);
  });

  test('is not asked for when the pod is full', () => {
    const pod = aPod({ held: holders(1, 2, 3, 4, 5), queue: stuck, queueLength: 50 });
    expect(settle([pod], asks(10))).toMatchObject({ wantsWholeLine: false });
  });
});
