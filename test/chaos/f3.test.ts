// F3, short: every failpoint is hit once by a real kill, and the control without an outbox is left stuck and doubled.

import { beforeAll, describe, expect, test } from '@jest/globals';
import { FAILPOINTS, type FailpointName } from '../../src/ports/failpoint.ts';
import { type CrashResult, crashes, crashWithoutOutbox, summary } from './f3.ts';
import { range } from './outcome.ts';

const MINUTES = 60_000;
const SEED = 100;
const REPRODUCE = `npm run chaos -- F3 --seed ${SEED} --seeds ${FAILPOINTS.length} --short`;

describe('F3 a process killed anywhere leaves nothing stuck and nothing doubled', () => {
  let results: CrashResult[];
  let left: Record<'write-then-commit' | 'commit-then-write', readonly string[]>;

  beforeAll(async () => {
    results = await crashes({ cluster: null, seeds: range(SEED, FAILPOINTS.length), lanes: 2, short: true });
    const [doubled, stuck] = await Promise.all([
      crashWithoutOutbox(null, 'write-then-commit'),
      crashWithoutOutbox(null, 'commit-then-write'),
    ]);
    left = { 'write-then-commit': doubled, 'commit-then-write': stuck };
  }, 5 * MINUTES);

  const wrong = (...names: readonly FailpointName[]) =>
    summary(results.filter(({ arm }) => names.includes(arm.failpoint))).problems.filter(
      (text) => !text.startsWith('failpoint'),
    );

  test(`every named failpoint was hit by a kill (reproduce: ${REPRODUCE})`, () => {
    const hit = results.filter((result) => result.hit).map(({ arm }) => arm.failpoint);
    expect(hit.sort()).toEqual([...FAILPOINTS].sort());
  });

  test('T-23 killed while it reads and decides, the next process concludes every check', () => {
    expect(wrong('deliveries-read', 'facts-loaded', 'pods-locked', 'decided', 'before-commit')).toEqual([]);
  });

  test('T-61 killed between the commit and the call to GitHub, the check is sent later and shows once', () => {
    expect(wrong('after-commit', 'before-attempt', 'before-write')).toEqual([]);
  });

  test('T-62 killed after the call to GitHub and before it is marked sent, the repeat does no harm', () => {
    expect(wrong('after-write', 'after-delivered')).toEqual([]);
  });

  test('the control that writes before it commits is left with a double check', () => {
    expect(left['write-then-commit'].join('\n')).toMatch(/has \d check runs of ours/);
  });

  test('the control that commits before it writes is left with a check that never comes', () => {
    expect(left['commit-then-write'].join('\n')).toMatch(/shows 0 checks on its head/);
  });
});
