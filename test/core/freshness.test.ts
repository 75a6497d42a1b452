// Which of two looks at a pull request is the later one.

import { describe, expect, test } from '@jest/globals';
import type { PullFacts } from '../../src/core/facts.ts';
import { freshness, newest } from '../../src/core/freshness.ts';
import type { PullNumber, RepositoryId, Sha, UserId } from '../../src/core/ids.ts';

const look = (second: number, more: Partial<PullFacts> = {}): PullFacts => ({
  number: 1 as PullNumber,
  title: 'A change',
  url: 'https://github.com/acme/shop/pull/1',
  authorId: 1 as UserId,
  authorLogin: 'dev',
  state: 'open',
  merged: false,
  draft: false,
  headSha: 'a'.repeat(40) as Sha,
  headRepositoryId: 1 as RepositoryId,
  baseRef: 'main',
  labels: ['a', 'b'],
  createdAt: '2026-11-20T10:00:00Z',
  updatedAt: `2026-11-20T10:00:${String(second).padStart(2, '0')}Z`,
  ...more,
});

describe('freshness', () => {
  test.each([
    ['nothing was stored', null, look(1), 'newer'],
    ['it is later', look(1), look(2), 'newer'],
    ['it is earlier', look(2), look(1), 'older'],
    ['it is the same in the same second', look(1), look(1), 'same'],
    ['labels come in another order', look(1), look(1, { labels: ['b', 'a'] }), 'same'],
    ['it differs in the same second, and nobody can tell', look(1), look(1, { draft: true }), 'ambiguous'],
  ] as const)('when %s', (_, stored, seen, expected) => {
    expect(freshness(stored, seen)).toBe(expected);
  });
});

describe('the newest of several looks', () => {
  test('is the one with the latest second, in whatever order they came', () => {
    expect(newest([look(2), look(3), look(1)])).toEqual(look(3));
  });

  test('is none when two of the latest second contradict each other', () => {
    expect(newest([look(3), look(3, { state: 'closed' }), look(1)])).toBeNull();
  });

  test('is settled when a later one follows a contradiction', () => {
    expect(newest([look(2), look(2, { draft: true }), look(3)])).toEqual(look(3));
  });

  test('is none of none', () => {
    expect(newest([])).toBeNull();
  });
});
