// What one installation may ask, write and say, by the clock that is given.

import { describe, expect, test } from '@jest/globals';
import { type Call, Pace } from '../../src/adapters/github/pace.ts';
import { TransientFault } from '../../src/core/faults.ts';

const comment: Call = { method: 'POST', url: '/repos/a/b/issues/1/comments' };
const reaction: Call = { method: 'POST', url: '/repos/a/b/issues/comments/1/reactions' };
const check: Call = { method: 'POST', url: '/repos/a/b/check-runs' };
const green: Call = { ...check, green: true };
const read: Call = { method: 'GET', url: '/repos/a/b/pulls' };
const edit: Call = { method: 'PATCH', url: '/repos/a/b/issues/comments/5' };
const MINUTE = 60_000;

/** How many of these pass at that time; at most a thousand are tried. */
function passing(pace: Pace, call: Call, now: number): number {
  for (let count = 0; count < 1_000; count += 1) {
    try {
      pace.enter(call, now);
    } catch (error) {
      expect(error).toBeInstanceOf(TransientFault);
      return count;
    }
  }
  return 1_000;
}

function waitFor(pace: Pace, call: Call, now: number): number | null {
  try {
    pace.enter(call, now);
    return null;
  } catch (error) {
    return (error as TransientFault).retryAfterSeconds;
  }
}

describe('900 points a minute, of which the last hundred are for checks that turn green', () => {
  test('a write costs five of them', () => {
    const pace = new Pace();
    expect(passing(pace, check, 0)).toBe(160);
    expect(passing(pace, green, 1)).toBe(20);
    expect(passing(pace, check, MINUTE - 1)).toBe(0);
    expect(passing(pace, check, MINUTE + 1)).toBe(160);
  });

  test('a read costs one, a GraphQL query too', () => {
    const pace = new Pace();
    for (let i = 0; i < 150; i += 1) pace.enter(check, 0);
    expect(passing(pace, read, 1)).toBe(50);
    expect(passing(pace, green, 2)).toBe(20);
    const query: Call = { method: 'POST', url: 'https://api.github.com/graphql' };
    expect(passing(pace, query, MINUTE + 3)).toBe(800);
  });

  test('whoever is refused is told when there will be room, and a green check has it sooner', () => {
    const pace = new Pace();
    for (let i = 0; i < 20; i += 1) pace.enter(green, 0);
    passing(pace, check, 20_000);
    expect(waitFor(pace, check, 30_000)).toBe(30);
    passing(pace, green, 30_000);
    expect(waitFor(pace, green, 40_000)).toBe(20);
    expect(waitFor(pace, check, 40_000)).toBe(40);
  });

  test('whoever is refused gets a turn of their own, so that not all come back at once', () => {
    const pace = new Pace();
    for (let i = 0; i < 160; i += 1) pace.enter(check, 0);
    const waits = Array.from({ length: 400 }, () => waitFor(pace, check, 1_000) ?? 0);
    const within = (from: number, to: number) => waits.filter((one) => one >= from && one < to).length;
    expect([within(0, 59), within(59, 60), within(60, 119), within(119, 120), within(120, 180)]).toEqual([
      0, 160, 0, 160, 80,
    ]);
    // Those who come in their turn pass, and who comes next waits behind the others.
    expect(passing(pace, check, MINUTE)).toBe(160);
    expect(waitFor(pace, check, MINUTE)).toBe(120);
    expect(waitFor(pace, green, MINUTE)).toBeNull();
  });

  test('whoever is refused again for the same keeps the turn, so that nobody waits behind promises that no one needs', () => {
    const pace = new Pace();
    for (let i = 0; i < 160; i += 1) pace.enter(check, 0);
    const all = Array.from({ length: 320 }, (_, i): Call => ({ ...check, target: `commit ${i}` }));
    const first = all.map((call) => waitFor(pace, call, 1_000) ?? 0);
    for (let again = 2; again < 8; again += 1)
      expect(all.map((call) => waitFor(pace, call, again * 1_000))).toEqual(
        first.map((wait) => wait - again + 1),
      );
    // Who is there early because there is room gives the turn back.
    const early = new Pace();
    for (let i = 0; i < 160; i += 1) early.enter(check, 0);
    for (const call of all) waitFor(early, call, 1_000);
    for (const call of all.slice(160)) early.enter(call, MINUTE + 1);
    expect(waitFor(early, { ...check, target: 'another' }, MINUTE + 2)).toBe(60);
  });

  test('greens alone may take all of it', () => {
    expect(passing(new Pace(), green, 0)).toBe(180);
  });

  test('asking for a token is not paced', () => {
    const token: Call = { method: 'POST', url: '/app/installations/1/access_tokens' };
    expect(passing(new Pace(), token, 0)).toBe(1_000);
  });
});

describe('content', () => {
  test('80 comments and reactions a minute, together', () => {
    const pace = new Pace();
    for (let i = 0; i < 50; i += 1) pace.enter(comment, 0);
    expect(passing(pace, reaction, 1)).toBe(30);
    expect(passing(pace, comment, MINUTE + 2)).toBe(80);
  });

  test('500 comments an hour', () => {
    const pace = new Pace();
    const minutes = Array.from({ length: 60 }, (_, minute) => passing(pace, comment, minute * (MINUTE + 1)));
    expect(minutes.reduce((sum, count) => sum + count)).toBe(500);
  });

  test('checks go on when nothing more may be said', () => {
    const pace = new Pace();
    passing(pace, comment, 0);
    expect(passing(pace, check, 1)).toBe(80);
    expect(passing(pace, green, 2)).toBe(20);
  });

  test('changing a comment tells nobody and counts as a write only', () => {
    expect(passing(new Pace(), edit, 0)).toBe(160);
  });
});

test('another limit, for a GitHub that has none, is for all of it', () => {
  expect(passing(new Pace(900), green, 0)).toBe(900);
});
