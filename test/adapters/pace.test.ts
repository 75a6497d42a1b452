// What one installation may write and say, by the clock that is given.

import { expect, test } from '@jest/globals';
import { Pace } from '../../src/adapters/github/pace.ts';
import { TransientFault } from '../../src/core/faults.ts';

const COMMENT = '/repos/a/b/issues/1/comments';
const REACTION = '/repos/a/b/issues/comments/1/reactions';
const CHECK = '/repos/a/b/check-runs';
const MINUTE = 60_000;

/** How many of these pass at that time; at most a thousand are tried. */
function passing(pace: Pace, url: string, now: number, method = 'POST'): number {
  for (let count = 0; count < 1_000; count += 1) {
    try {
      pace.enter(method, url, now);
    } catch (error) {
      expect(error).toBeInstanceOf(TransientFault);
      return count;
    }
  }
  return 1_000;
}

test('80 comments and reactions a minute, together', () => {
  const pace = new Pace();
  for (let i = 0; i < 50; i += 1) pace.enter('POST', COMMENT, 0);
  expect(passing(pace, REACTION, 1)).toBe(30);
  expect(passing(pace, COMMENT, MINUTE + 2)).toBe(80);
});

test('500 comments an hour', () => {
  const pace = new Pace();
  const minutes = Array.from({ length: 60 }, (_, minute) => passing(pace, COMMENT, minute * (MINUTE + 1)));
  expect(minutes.reduce((sum, count) => sum + count)).toBe(500);
});

test('checks go on when nothing more may be said', () => {
  const pace = new Pace();
  passing(pace, COMMENT, 0);
  expect(passing(pace, CHECK, 1)).toBe(100);
});

test('changing a comment tells nobody and counts as a write only', () => {
  const pace = new Pace();
  expect(passing(pace, `${COMMENT}/5`, 0, 'PATCH')).toBe(180);
});
