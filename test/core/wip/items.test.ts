// The order of a line: instants are compared as what they say, however they are written.

import { expect, test } from '@jest/globals';
import { byPlace } from '../../../src/core/wip/items.ts';
import { anItem } from '../support/facts.ts';

const at = (requestedAt: string, number = 1) => ({ item: anItem(number), priority: 0, requestedAt });

test.each([
  ['2026-01-01T00:00:00Z', '2026-01-01T00:00:01Z', -1],
  ['2026-01-01T00:00:01.000Z', '2026-01-01T00:00:00.999Z', 1],
  // As strings these three would be the other way round.
  ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00.001Z', -1],
  ['2026-01-01T01:00:00+01:00', '2026-01-01T00:30:00+00:00', -1],
  ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00.000Z', 0],
])('%s stands before or behind %s', (one, other, expected) => {
  expect(Math.sign(byPlace(at(one), at(other)))).toBe(expected);
  expect(Math.sign(byPlace(at(other), at(one)))).toBe(expected === 0 ? 0 : -expected);
});

test('the number decides between equal instants, and whoever may go first goes first', () => {
  expect(byPlace(at('2026-01-01T00:00:00Z', 1), at('2026-01-01T00:00:00.000Z', 2))).toBeLessThan(0);
  const first = { ...at('2026-01-02T00:00:00Z'), priority: 1 };
  expect(byPlace(first, at('2026-01-01T00:00:00Z'))).toBeLessThan(0);
});
