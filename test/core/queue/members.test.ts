// Who is in a merge group, from the names of the queue's branches alone.

import { describe, expect, test } from '@jest/globals';
import type { RepositoryId, Sha } from '../../../src/core/ids.ts';
import { membersOf, parseQueueRef } from '../../../src/core/queue/members.ts';
import type { MergeGroup, QueueRef } from '../../../src/core/queue/model.ts';

const sha = (n: number): Sha => n.toString(16).padStart(40, '0') as Sha;
const TIP = sha(0xbeef);

/** A queue as GitHub builds it: pull request `i` has the head `sha(i)`, built on the one before it. */
const queue = (size: number, base = 'main'): QueueRef[] =>
  Array.from({ length: size }, (_, i) => ({
    ref: `refs/heads/gh-readonly-queue/${base}/pr-${i + 1}-${i === 0 ? TIP : sha(i)}`,
    headSha: sha(i + 1),
  }));

/** The group of the last entry. `baseSha` null: its parent, as GitHub describes it. */
function groupOf(refs: readonly QueueRef[], baseSha: Sha | null = null): MergeGroup {
  const last = refs.at(-1) as QueueRef;
  const parent = parseQueueRef(last.ref)?.parent as Sha;
  return {
    repositoryId: 1 as RepositoryId,
    headRef: last.ref,
    headSha: last.headSha,
    baseSha: baseSha ?? parent,
  };
}

describe('a branch of the queue', () => {
  test.each(['main', 'release/1.x', 'a/b/c', 'pr-1-x', 'gh-readonly-queue/main', 'feature/pr-7-deadbeef'])(
    'on %s names base, pull request and parent',
    (base) => {
      const ref = `refs/heads/gh-readonly-queue/${base}/pr-12-${TIP}`;
      expect(parseQueueRef(ref)).toEqual({ base, number: 12, parent: TIP });
    },
  );

  test.each([
    'refs/heads/main',
    `refs/heads/gh-readonly-queue/pr-1-${TIP}`,
    `refs/heads/gh-readonly-queue/main/pr-0-${TIP}`,
    `refs/heads/gh-readonly-queue/main/pr-1-${TIP}x`,
    'refs/heads/gh-readonly-queue/main/pr-1-abc',
    `refs/tags/gh-readonly-queue/main/pr-1-${TIP}`,
    `refs/heads/gh-readonly-queue/main/pr-99999999999-${TIP}`,
  ])('is not %s', (ref) => {
    expect(parseQueueRef(ref)).toBeNull();
  });
});

describe('the members of a group', () => {
  test.each([1, 2, 5, 100])('T-33 of %i are all found, first in line first', (size) => {
    const refs = queue(size);
    const numbers = Array.from({ length: size }, (_, i) => i + 1);
    for (const base of [null, TIP]) {
      expect(membersOf(groupOf(refs, base), refs)).toEqual({ kind: 'members', numbers });
      expect(membersOf(groupOf(refs, base), refs.toReversed())).toEqual({ kind: 'members', numbers });
    }
  });

  test('end where an entry below has landed already', () => {
    const refs = queue(5);
    expect(membersOf(groupOf(refs), refs.slice(3))).toEqual({ kind: 'members', numbers: [4, 5] });
    expect(membersOf(groupOf(refs), [])).toEqual({ kind: 'members', numbers: [5] });
  });

  test('are looked for in the queue of the same base only', () => {
    const release = queue(3, 'release/1.x');
    const nested = queue(4, 'release');
    const numbers = [1, 2, 3];
    expect(membersOf(groupOf(release), [...nested, ...release])).toEqual({ kind: 'members', numbers });
  });

  test('of an entry not listed yet are found below it', () => {
    const refs = queue(3);
    expect(membersOf(groupOf(refs), refs.slice(0, 2))).toEqual({ kind: 'members', numbers: [1, 2, 3] });
  });
});

describe('T-33 a chain that cannot be followed names where it broke', () => {
  test('an entry between the head and the base is missing', () => {
    const refs = queue(5);
    const gap = refs.toSpliced(2, 1);
    expect(membersOf(groupOf(refs, TIP), gap)).toEqual({
      kind: 'unknown',
      problem: 'broken-chain',
      at: sha(3),
      numbers: [5, 4],
    });
  });

  test('the head is no branch of a queue', () => {
    const group = { ...groupOf(queue(1)), headRef: 'refs/heads/main' };
    expect(membersOf(group, [])).toMatchObject({
      kind: 'unknown',
      problem: 'strange-name',
      at: 'refs/heads/main',
    });
  });

  test('two entries are built on each other', () => {
    const refs = [
      { ref: `refs/heads/gh-readonly-queue/main/pr-1-${sha(2)}`, headSha: sha(1) },
      { ref: `refs/heads/gh-readonly-queue/main/pr-2-${sha(1)}`, headSha: sha(2) },
    ];
    expect(membersOf(groupOf(refs, TIP), refs)).toMatchObject({ kind: 'unknown', problem: 'circle' });
  });

  test('a queue without end', () => {
    const refs = queue(1_200);
    expect(membersOf(groupOf(refs), refs)).toMatchObject({ kind: 'unknown', problem: 'too-long' });
  });
});
