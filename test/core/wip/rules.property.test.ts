import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decide } from '../../../src/core/decide.ts';
import type { WipPolicy } from '../../../src/core/policy.ts';
import { byPlace } from '../../../src/core/wip/items.ts';
import { LIMIT_5 } from '../support/facts.ts';
import { PodModel } from '../support/pod-model.ts';

/** One step of a pod's life. */
type Step =
  | { readonly do: 'open' | 'merge' | 'close' | 'draft' | 'ready' | 'push'; readonly number: number }
  | { readonly do: 'configure'; readonly over: Partial<WipPolicy> };

const numbers = fc.integer({ min: 1, max: 14 });
const onNumber = fc.record({
  do: fc.constantFrom('open', 'open', 'ready', 'push', 'draft', 'close', 'merge' as const),
  number: numbers,
});
const configure = fc.record({
  do: fc.constant('configure' as const),
  over: fc.oneof(
    fc.record({ limit: fc.integer({ min: 0, max: 5 }) }),
    fc.record({ onLimit: fc.constantFrom('queue', 'block' as const) }),
    fc.record({ drafts: fc.constantFrom('include', 'exclude' as const) }),
  ),
});
const life = fc.array(fc.oneof({ weight: 6, arbitrary: onNumber }, { weight: 1, arbitrary: configure }), {
  maxLength: 60,
  size: 'max',
}) as fc.Arbitrary<readonly Step[]>;

function take(model: PodModel, step: Step) {
  switch (step.do) {
    case 'configure':
      return model.configure(step.over);
    case 'open':
      return model.change(step.number, { state: 'open', merged: false }, true);
    case 'merge':
      return model.change(step.number, { state: 'closed', merged: true });
    case 'close':
      return model.change(step.number, { state: 'closed', merged: false });
    case 'draft':
      return model.change(step.number, { draft: true });
    case 'ready':
      return model.change(step.number, { draft: false }, true);
    case 'push':
      return model.change(step.number, {});
  }
}

/** Runs a life and calls `check` after every step, with what stood before it. */
function live(
  steps: readonly Step[],
  check: (model: PodModel, before: PodModel['held'], line: PodModel['waiting']) => void,
) {
  const model = new PodModel({ ...LIMIT_5, limit: 3 });
  for (const step of steps) {
    const { held, waiting } = model;
    take(model, step);
    check(model, held, waiting);
  }
  return model;
}

describe('whatever happens to a pod', () => {
  test('never more holders than slots, beyond those a lowered limit found', () => {
    fc.assert(
      fc.property(life, (steps) => {
        live(steps, (model, before) => {
          expect(model.held.length).toBeLessThanOrEqual(Math.max(model.wip.limit, before.length));
        });
      }),
    );
  });

  test('no slot number twice, and none above the limit is given away', () => {
    fc.assert(
      fc.property(life, (steps) => {
        live(steps, (model, before) => {
          const slots = model.held.map((lock) => lock.slot);
          expect(new Set(slots).size).toBe(slots.length);
          const granted = model.held.filter((lock) => !before.some((old) => old.fence === lock.fence));
          for (const { slot } of granted) expect(slot).toBeLessThanOrEqual(model.wip.limit);
        });
      }),
    );
  });

  test('nobody waits while a slot is free', () => {
    fc.assert(
      fc.property(life, (steps) => {
        live(steps, (model) => {
          if (model.waiting.length > 0) expect(model.held.length).toBeGreaterThanOrEqual(model.wip.limit);
        });
      }),
    );
  });

  test('whoever is admitted asked before everybody who still waits', () => {
    fc.assert(
      fc.property(life, (steps) => {
        live(steps, (model, before, line) => {
          const admitted = model.held.filter((lock) => !before.some((old) => old.fence === lock.fence));
          for (const lock of admitted) {
            const place = { ...lock, priority: 0 };
            for (const waiter of model.waiting) expect(byPlace(place, waiter)).toBeLessThan(0);
          }
          // Nobody who stayed in line changed places with another who stayed.
          const still = (rows: typeof line) => rows.map((row) => row.item.pullNumber);
          const stayed = still(line).filter((number) => model.rows.get(number)?.status === 'queued');
          const after = still(model.waiting).filter((number) => stayed.includes(number));
          expect(after).toEqual(stayed);
        });
      }),
    );
  });

  test('a lowered limit evicts nobody', () => {
    fc.assert(
      fc.property(life, fc.integer({ min: 0, max: 3 }), (steps, limit) => {
        const model = live(steps, () => {});
        model.configure({ drafts: model.wip.drafts });
        const held = model.held.map((lock) => lock.fence);
        model.configure({ limit: Math.min(limit, model.wip.limit) });
        expect(model.held.map((lock) => lock.fence)).toEqual(held);
      }),
    );
  });

  test('the same facts give the same decision, and a second look changes nothing', () => {
    fc.assert(
      fc.property(life, numbers, (steps, number) => {
        const model = live(steps, () => {});
        model.change(number, {});
        const facts = model.facts(model.pulls.get(number) ?? null, model.now);
        expect(decide(facts)).toEqual(decide(structuredClone(facts)));
        expect(decide(facts).transitions).toEqual([]);
      }),
    );
  });
});

describe('T-67 a pull request that is closed, merged, drafted or reopened', () => {
  test('T-67 frees or keeps its slot by policy, exactly once', () => {
    fc.assert(
      fc.property(life, (steps) => {
        // The model refuses a release without a row and a second row, so a double transition throws here.
        const model = live(steps, (now) => {
          for (const { number, state, draft } of now.pulls.values()) {
            if (state === 'closed') expect(now.rows.has(number)).toBe(false);
            if (draft && now.wip.drafts === 'exclude') expect(now.rows.has(number)).toBe(false);
          }
        });
        for (const number of model.pulls.keys()) {
          const kinds = model.history
            .filter((change) => change.item.pullNumber === number)
            .map((change) => change.kind);
          expect(kinds.join(' ')).toMatch(
            /^(?:(?:enqueue|grant|enqueue grant) release ?)*(?:enqueue|grant|enqueue grant)?$/,
          );
        }
      }),
    );
  });

  test('T-67 an open pull request that asked stands in the pod, unless the pod refuses', () => {
    fc.assert(
      fc.property(life, numbers, (steps, number) => {
        const model = live(steps, () => {});
        model.change(number, { state: 'open', merged: false, draft: false }, true);
        const refused = model.wip.onLimit === 'block' && model.held.length >= model.wip.limit;
        expect(model.rows.has(number) || refused).toBe(true);
      }),
    );
  });

  test('T-67 back from draft goes to the back of the line', () => {
    const model = new PodModel({ ...LIMIT_5, limit: 1 });
    for (const number of [1, 2, 3, 4]) model.change(number, {});
    model.change(2, { draft: true });
    model.change(2, { draft: false }, true);
    expect(model.waiting.map((lock) => lock.item.pullNumber)).toEqual([3, 4, 2]);
  });
});

describe('T-68 a thousand waiters', () => {
  test('T-68 are admitted first come, first served, each after exactly as many merges as stood before it', () => {
    const model = new PodModel({ ...LIMIT_5, limit: 3 });
    const count = 1_003;
    for (let number = 1; number <= count; number += 1) model.change(number, {});
    expect(model.waiting).toHaveLength(1_000);
    for (let number = 1; number <= 1_000; number += 1) {
      model.change(number, { state: 'closed', merged: true });
      expect(model.history.at(-1)).toMatchObject({ kind: 'grant', item: { pullNumber: number + 3 } });
    }
    expect(model.waiting).toHaveLength(0);
    expect(model.held.map((lock) => lock.item.pullNumber)).toEqual(
      expect.arrayContaining([1_001, 1_002, 1_003]),
    );
  });

  test('T-68 a late delivery takes the place its request earned, not the front of the line', () => {
    const model = new PodModel({ ...LIMIT_5, limit: 1 });
    for (let number = 1; number <= 40; number += 2) model.change(number, {});
    const between = model.waiting[4]!.requestedAt;
    model.change(6, { createdAt: between, updatedAt: between });
    expect(model.waiting.findIndex((lock) => lock.item.pullNumber === 6)).toBe(4);
  });
});
