import { describe, expect, test } from '@jest/globals';
import { repositoryId } from '../../../src/core/ids.ts';
import { type Attempt, askedAt, type Wish } from '../../../src/core/wip/attempt.ts';
import { byPlace } from '../../../src/core/wip/items.ts';
import type { PodFacts, Transition } from '../../../src/core/wip/model.ts';
import { settle } from '../../../src/core/wip/rules.ts';
import {
  anItem,
  aPod,
  held,
  holders,
  LIMIT_5,
  line,
  NOW,
  queued,
  withOwn,
  withRules,
} from '../support/facts.ts';

const ASKED = '2026-11-20T14:00:00Z';
const asks: Wish = { kind: 'asks', requestedAt: ASKED };
const leaves: Wish = { kind: 'leaves', reason: 'merged' };
const nobody: Attempt = {
  now: NOW,
  orders: [],
  subject: null,
  lost: null,
  admits: true,
  moves: true,
};
const about = (number: number, wish: Wish): Attempt => ({
  ...nobody,
  subject: { item: anItem(number), wish, activity: false, merged: false },
});

/** `grant 10 → 3`, `enqueue 10`, `release 4 merged`. */
const told = (transitions: readonly Transition[]) =>
  transitions.map((change) => {
    const of = `${change.kind} ${change.item.pullNumber}`;
    if (change.kind === 'grant') return `${of} → ${change.slot}`;
    return change.kind === 'release' ? `${of} ${change.reason}` : of;
  });

const full = aPod({ held: holders(1, 2, 3, 4, 5) });
const fullWithLine = aPod({ held: holders(1, 2, 3, 4, 5), queue: line(6, 7, 8) });
const limit = (pod: PodFacts, of: number): PodFacts => withRules(pod, { limit: of });
const block = (pod: PodFacts): PodFacts => withRules(pod, { onLimit: 'block' });

const table: readonly (readonly [string, PodFacts, Attempt, readonly string[]])[] = [
  ['the first takes slot 1', aPod(), about(10, asks), ['grant 10 → 1']],
  [
    'the lowest free slot is taken',
    aPod({ held: [held(1), held(3), held(4)] }),
    about(10, asks),
    ['grant 10 → 2'],
  ],
  ['a full pod queues', full, about(10, asks), ['enqueue 10']],
  ['a full pod that blocks keeps no row', block(full), about(10, asks), []],
  [
    'a pod that blocks still admits whoever was in line before',
    block(fullWithLine),
    about(2, leaves),
    ['release 2 merged', 'grant 6 → 2'],
  ],
  ['whoever holds a slot keeps it', withOwn(full, 3), about(3, asks), []],
  ['whoever waits keeps its place', withOwn(fullWithLine, 7), about(7, asks), []],
  [
    'a waiter beyond the loaded rows gets no second row',
    aPod({
      held: holders(1, 2, 3, 4, 5),
      queue: line(6, 7),
      queueLength: 40,
      own: { lock: queued(30), position: 25 },
    }),
    about(30, asks),
    [],
  ],
  [
    'a waiter beyond the loaded rows can leave',
    aPod({
      held: holders(1, 2, 3, 4, 5),
      queue: line(6, 7),
      queueLength: 40,
      own: { lock: queued(30), position: 25 },
    }),
    about(30, leaves),
    ['release 30 merged'],
  ],
  [
    'a merge admits the next at once',
    withOwn(fullWithLine, 4),
    about(4, leaves),
    ['release 4 merged', 'grant 6 → 4'],
  ],
  ['whoever leaves the line moves nobody into a slot', fullWithLine, about(7, leaves), ['release 7 merged']],
  ['leaving without a row changes nothing', fullWithLine, about(10, leaves), []],
  [
    'a newcomer does not overtake the line when a slot is free',
    aPod({ held: holders(1, 2, 3, 4), queue: line(6) }),
    about(10, asks),
    ['grant 6 → 5', 'enqueue 10'],
  ],
  [
    'a late delivery goes before whoever asked after it',
    aPod({ held: holders(1, 2, 3, 4), queue: line(6) }),
    about(10, { kind: 'asks', requestedAt: '2026-11-20T09:00:00Z' }),
    ['grant 10 → 5'],
  ],
  ['a raised limit admits at once', limit(fullWithLine, 7), nobody, ['grant 6 → 6', 'grant 7 → 7']],
  ['a lowered limit evicts nobody', limit(fullWithLine, 3), nobody, []],
  [
    'above a lowered limit a free slot is not given away',
    limit(fullWithLine, 3),
    about(5, leaves),
    ['release 5 merged'],
  ],
  [
    'expedited goes first',
    aPod({ held: holders(1, 2, 3, 4), queue: [queued(9, { priority: 1 }), queued(6)] }),
    nobody,
    ['grant 9 → 5'],
  ],
  [
    'a limit of 0 admits nobody',
    aPod({ wip: { ...LIMIT_5, limit: 0 }, queue: line(6) }),
    about(10, asks),
    ['enqueue 10'],
  ],
  [
    'without known rules places are kept and nobody is admitted',
    aPod({ queue: line(6) }),
    { ...about(10, asks), admits: false },
    ['enqueue 10'],
  ],
  ['whoever stays keeps its slot', withOwn(full, 3), about(3, { kind: 'stays' }), []],
  [
    'a lost repository lets go of everything, and others follow',
    aPod({
      held: [held(1), held(2, 2, { repositoryId: repositoryId(200) })],
      queue: line(6),
      wip: { ...LIMIT_5, limit: 2 },
    }),
    { ...nobody, lost: { repositoryId: repositoryId(200), reason: 'repository-removed' } },
    ['release 2 repository-removed', 'grant 6 → 2'],
  ],
  [
    'rows that became drafts lose their slots when drafts are excluded',
    aPod({ held: [held(1, 1, { draft: true }), held(2)], queue: line(6), wip: { ...LIMIT_5, limit: 2 } }),
    nobody,
    ['release 1 draft', 'grant 6 → 1'],
  ],
  [
    'rows that were not loaded are not overtaken',
    aPod({ held: holders(1, 2, 3), queue: [], queueLength: 4 }),
    about(10, asks),
    ['enqueue 10'],
  ],
];

describe('one pod', () => {
  test.each(table)('%s', (_, pod, attempt, expected) => {
    expect(told(settle([pod], attempt).transitions)).toEqual(expected);
  });

  test('a grant remembers when the slot was asked for', () => {
    expect(settle([aPod()], about(10, asks)).transitions).toEqual([
      {
        kind: 'grant',
        podId: 7,
        item: { repositoryId: 100, pullNumber: 10 },
        slot: 1,
        requestedAt: ASKED,
        priority: 0,
      },
    ]);
  });

  test('equal seconds are ordered by repository, then number', () => {
    const same = { requestedAt: ASKED, priority: 0 };
    const other = { ...same, item: anItem(1, { repositoryId: repositoryId(200) }) };
    const places = [other, { ...same, item: anItem(9) }, { ...same, item: anItem(3) }];
    expect(places.toSorted(byPlace).map(({ item }) => item.pullNumber)).toEqual([3, 9, 1]);
  });

  test("GitHub's whole seconds and the database's fractions are one order", () => {
    const whole = { priority: 0, requestedAt: '2026-11-20T14:00:00Z', item: anItem(9) };
    const fraction = { priority: 0, requestedAt: '2026-11-20T14:00:00.250Z', item: anItem(3) };
    expect([fraction, whole].toSorted(byPlace)).toEqual([whole, fraction]);
  });
});

describe('askedAt', () => {
  const pull = { createdAt: '2026-11-01T08:00:00Z', updatedAt: '2026-11-20T13:00:00Z' };
  const now = '2026-11-20T14:00:00Z';

  test.each([
    ['opened counts from its creation', 'opened', true, pull.createdAt],
    [
      'opened that arrives after another event still counts from its creation',
      'opened',
      false,
      pull.createdAt,
    ],
    ['a push or a sweep that sees it first counts from the creation', null, true, pull.createdAt],
    ['ready for review counts from now on', 'again', false, pull.updatedAt],
    ['ready for review counts from now on, also when it is the first we see', 'again', true, pull.updatedAt],
    ['a known pull request without a lock counts from its last change', null, false, pull.updatedAt],
  ] as const)('%s', (_, asked, firstSeen, expected) => {
    expect(askedAt({ asked, firstSeen, pull, now })).toBe(expected);
  });

  test('no place in the future', () => {
    const ahead = { ...pull, updatedAt: '2026-11-20T15:00:00Z' };
    expect(askedAt({ asked: 'again', firstSeen: false, pull: ahead, now })).toBe(now);
  });
});
