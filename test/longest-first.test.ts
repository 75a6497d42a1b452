// The order of the test files (support/longest-first.ts) names files that there are.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import LongestFirst, { LONGEST } from './support/longest-first.ts';

const path = (name: string) => join(import.meta.dirname, name);

test('every file that is taken first is there', () => {
  expect(LONGEST.filter((name) => !existsSync(path(name)))).toEqual([]);
});

test('the longest come first in their order, then the others by size', () => {
  const [first = '', second = ''] = LONGEST;
  const given = ['env.test.ts', second, 'longest-first.test.ts', first].map((name) => ({ path: path(name) }));
  const taken = new LongestFirst().sort(given).map((one) => one.path);
  expect(taken).toEqual([first, second, 'env.test.ts', 'longest-first.test.ts'].map(path));
});
