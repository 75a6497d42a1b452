// Globs as people write them, and as nobody should.

import { describe, expect, test } from '@jest/globals';
import { matchesGlob, matchesName } from '../../src/core/glob.ts';

describe('a glob of paths', () => {
  test.each([
    ['services/pay/**', 'services/pay/a.ts', true],
    ['services/pay/**', 'services/pay/deep/er/a.ts', true],
    ['services/pay/**', 'services/payments/a.ts', false],
    ['services/pay/', 'services/pay/a.ts', true],
    ['services/pay', 'services/pay/a.ts', false],
    ['services/*', 'services/a.ts', true],
    ['services/*', 'services/a/b.ts', false],
    ['**/*.sql', 'a.sql', true],
    ['**/*.sql', 'db/x/a.sql', true],
    ['**/*.sql', 'db/x/a.sql.md', false],
    ['a/**/b/**/c', 'a/b/b/x/c', true],
    ['a/**/b/**/c', 'a/x/c', false],
    ['*', '.env', true],
    ['a?c', 'abc', true],
    ['a?c', 'a/c', false],
    ['a.c', 'abc', false],
    ['[ab]', 'a', false],
    ['**', 'any/thing', true],
  ])('%s and %s: %s', (glob, path, expected) => {
    expect(matchesGlob(glob, path)).toBe(expected);
  });

  test('with many stars costs no more than its length times the text', () => {
    const started = performance.now();
    expect(matchesGlob(`${'*a'.repeat(90)}b`, 'a'.repeat(4_000))).toBe(false);
    expect(matchesGlob(`${'**/a/'.repeat(60)}b`, 'a/'.repeat(2_000))).toBe(false);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

test('a name of a repository is the same in any letters', () => {
  expect(matchesName('Shop-*', 'shop-API')).toBe(true);
  expect(matchesName('shop-*', 'workshop-api')).toBe(false);
});
