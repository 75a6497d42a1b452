// The verdict on a merge group, from where its members stand.

import { expect, test } from '@jest/globals';
import type { PullNumber, RepositoryId, Sha } from '../../../src/core/ids.ts';
import { decideGroup } from '../../../src/core/queue/decide.ts';
import type { Member, MemberStanding } from '../../../src/core/queue/model.ts';
import { renderCheck } from '../../../src/core/render/check.ts';

const group = {
  repositoryId: 1 as RepositoryId,
  headSha: 'a'.repeat(40) as Sha,
  headRef: `refs/heads/gh-readonly-queue/main/pr-1-${'b'.repeat(40)}`,
  baseSha: 'b'.repeat(40) as Sha,
};

const passes: MemberStanding = { kind: 'passes', because: 'Holds slot 1 of 2' };
const fails: MemberStanding = { kind: 'fails', because: 'Waiting: position 1 of 1, limit 2' };
const observed: MemberStanding = { kind: 'observed' };
const unknown: MemberStanding = { kind: 'unknown' };

const members = (standings: readonly MemberStanding[]): Member[] =>
  standings.map((standing, i) => ({
    number: (i + 1) as PullNumber,
    pull:
      standing.kind === 'unknown'
        ? null
        : { title: `Title ${i + 1}`, url: `https://github.com/o/r/pull/${i + 1}` },
    standing,
  }));

const decide = (standings: readonly MemberStanding[]) => {
  const all = members(standings);
  return decideGroup(group, { kind: 'members', numbers: all.map(({ number }) => number) }, all);
};

const context = { now: '2026-01-01T00:00:00Z', lastEvent: null, traceId: null };

test.each([
  [[passes], 'success'],
  [[passes, observed], 'success'],
  [[passes, fails], 'failure'],
  [[unknown], 'failure'],
  [[observed, unknown], 'failure'],
  [[], 'failure'],
] as const)('T-33 of %j it is a %s, and never neutral', (standings, conclusion) => {
  expect(decide(standings)?.outcome).toEqual({ status: 'completed', conclusion });
});

test('pods that only observe say nothing', () => {
  expect(decide([observed, observed])).toBeNull();
});

test('T-33 an unknown member is named by its number', () => {
  const check = decide([passes, unknown]);
  expect(check?.title).toBe('No slot: #2');
  expect(check && renderCheck(check, context).summary).toContain('no such pull request was found');
});

test('a hundred members that fail fit, each with its reason', () => {
  const check = decide(Array.from({ length: 100 }, () => fails));
  const shown = check && renderCheck(check, context);
  expect(shown?.title).toBe('No slot: #1, #2, #3 and 97 more');
  expect(shown?.summary).toContain('[#100](https://github.com/o/r/pull/100)');
});

test('equal standings have equal essence, so that nothing is written twice', () => {
  expect(decide([passes, fails])?.essence).toBe(decide([passes, fails])?.essence);
  expect(decide([passes, fails])?.essence).not.toBe(decide([passes, passes])?.essence);
});
