import { describe, expect, test } from '@jest/globals';
import type { Item, PodFacts, Transition } from '../../../src/core/wip/model.ts';
import { standings, viewOf } from '../../../src/core/wip/view.ts';
import { anItem, aPod, held, holders, LIMIT_5, line, NOW, queued } from '../support/facts.ts';

/** The pod after `transitions`, as a decision about `fresh` sees it. */
function view(pod: PodFacts, transitions: readonly Transition[], fresh: Item | null, now: string) {
  const settled = { podChanges: [], transitions, obstacles: new Map(), wantsWholeLine: false };
  const subject = fresh && { item: fresh, wish: { kind: 'stays' } as const, activity: false, merged: false };
  const attempt = { now, orders: [], subject, lost: null, admits: true, moves: true };
  return viewOf(pod, settled, attempt, { mode: 'enforce', wip: LIMIT_5 });
}

const key = (number: number) => ({
  repositoryId: anItem(number).repositoryId,
  pullNumber: anItem(number).pullNumber,
});
const leaves = (number: number): Transition => ({
  kind: 'release',
  podId: 7,
  item: key(number),
  reason: 'closed',
});
const grant = (number: number, slot: number): Transition => ({
  kind: 'grant',
  podId: 7,
  item: key(number),
  slot,
  requestedAt: NOW,
  priority: 0,
});
const joins = (number: number, requestedAt = NOW): Transition => ({
  kind: 'enqueue',
  podId: 7,
  item: key(number),
  requestedAt,
  priority: 0,
});

/** Two of forty waiters are loaded; pull request 30 stands 25th. */
const long = aPod({
  held: holders(1, 2, 3, 4, 5),
  queue: line(6, 7),
  queueLength: 40,
  own: { lock: queued(30), position: 25 },
});

describe('a pod after its transitions', () => {
  test('has whoever was admitted among the holders, by slot, since now', () => {
    const after = view(aPod({ held: [held(1), held(3)], queue: line(6) }), [grant(6, 2)], null, NOW);
    expect(after.holders.map(({ item, slot }) => [slot, item.pullNumber])).toEqual([
      [1, 1],
      [2, 6],
      [3, 3],
    ]);
    expect(standings(after)(anItem(6))).toMatchObject({ kind: 'held', slot: 2, since: NOW });
    expect(after).toMatchObject({ line: [], lineLength: 0 });
  });

  test('counts a waiter that left from beyond the loaded rows', () => {
    expect(view(long, [leaves(30)], anItem(30), NOW)).toMatchObject({ lineLength: 39, far: null });
  });

  test('moves a waiter beyond the loaded rows up by those who left before it', () => {
    const after = view(long, [leaves(6)], anItem(30), NOW);
    expect(after).toMatchObject({ lineLength: 39, far: { position: 24 } });
  });

  test('puts a newcomer behind a line that is only partly loaded', () => {
    const after = view({ ...long, own: null }, [joins(50)], anItem(50), NOW);
    expect(after).toMatchObject({ lineLength: 41, far: { position: 41 } });
    expect(standings(after)(anItem(50))).toMatchObject({ kind: 'queued', position: 41 });
  });

  test('puts a late delivery where its request belongs', () => {
    const after = view({ ...long, own: null }, [joins(50, '2026-11-20T10:06:30Z')], anItem(50), NOW);
    expect(after.line.map((waiter) => waiter.item.pullNumber)).toEqual([6, 50, 7]);
    expect(after).toMatchObject({ lineLength: 41, far: null });
  });

  test("shows the subject's words as GitHub shows them now", () => {
    const fresh = anItem(2, { title: 'A better title' });
    expect(view(long, [], fresh, NOW).holders[1]?.item.title).toBe('A better title');
  });
});
