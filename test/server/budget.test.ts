// The budget of unauthenticated bytes: who gives way, and that nothing is ever counted twice.

import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createBudget, type Held } from '../../src/server/budget.ts';

const never = () => {
  throw new Error('must not be evicted');
};

test('one body alone is always let through, however small the budget', () => {
  const budget = createBudget(10);
  expect(budget.open(never).take(25)).toBe(true);
  expect(budget.peak).toBe(25);
});

test('the largest body still being read gives way to a smaller one', () => {
  const budget = createBudget(100);
  const evicted: string[] = [];
  budget.open(() => evicted.push('large')).take(70);
  budget.open(() => evicted.push('small')).take(20);
  expect(budget.open(never).take(15)).toBe(true);
  expect(evicted).toEqual(['large']);
  expect(budget.inFlight).toBe(35);
});

test('a body that would itself be the largest is the one refused', () => {
  const budget = createBudget(100);
  budget.open(never).take(60);
  const greedy = budget.open(never);
  greedy.take(30);
  expect(greedy.take(40)).toBe(false);
  expect(budget.inFlight).toBe(90);
});

test('a complete body can no longer be evicted', () => {
  const budget = createBudget(100);
  const complete = budget.open(never);
  complete.take(90);
  complete.seal();
  expect(budget.open(never).take(20)).toBe(false);
});

test('releasing twice gives back once', () => {
  const budget = createBudget(100);
  const held = budget.open(never);
  held.take(40);
  budget.open(never).take(10);
  held.release();
  held.release();
  expect(budget.inFlight).toBe(10);
});

test('whatever happens, what is in flight is the sum of what is held, and within the budget when shared', () => {
  const step = fc.record({
    body: fc.nat(5),
    bytes: fc.integer({ min: 1, max: 60 }),
    next: fc.constantFrom('', 'seal', 'release'),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const budget = createBudget(100);
      const open = new Map<number, { held: Held; bytes: number }>();
      for (const { body, bytes, next } of steps) {
        const one = open.get(body) ?? { held: budget.open(() => open.delete(body)), bytes: 0 };
        open.set(body, one);
        if (one.held.take(bytes)) one.bytes += bytes;
        if (next === 'seal') one.held.seal();
        if (next === 'release') {
          one.held.release();
          open.delete(body);
        }
        const sum = [...open.values()].reduce((total, { bytes }) => total + bytes, 0);
        expect(budget.inFlight).toBe(sum);
        const sharing = [...open.values()].filter(({ bytes }) => bytes > 0).length;
        if (sharing > 1) expect(budget.inFlight).toBeLessThanOrEqual(100);
      }
    }),
  );
});
