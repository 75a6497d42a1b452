// Checks grow old at GitHub without a word to us: an unfinished one becomes stale, a finished one is deleted. Each open head is looked at
// about once a day, at no cost while nothing happened.

import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { type ShiftedClock, shiftedClock } from '../support/clock.ts';
import { type System, startSystem } from '../support/system.ts';
import { checks, config, formTeam, openPulls } from '../support/team.ts';

let system: System;
let clock: ShiftedClock;
let teams = 0;

beforeAll(async () => {
  system = await startSystem();
  clock = shiftedClock(system);
});

afterEach(() => system.github.assertHonest());

afterAll(() => system.stop());

async function team(): Promise<string> {
  teams += 1;
  const name = `aging${teams}/shop`;
  await clock.set(0);
  await formTeam(system, `${config(1)}  ttl: never\n`, name);
  await openPulls(system, 2, name);
  return name;
}

const BOTH = ['success: Holds slot 1 of 1', 'queued: Waiting: position 1 of 1, limit 1'];

const said = (name: string) => checks(system.github, [1, 2], name);

const looks = (name: string) =>
  system.github.requests.filter(
    ({ method, path }) => method === 'GET' && path.includes(`/${name}/`) && path.includes('/check-runs?'),
  );

async function dayLater(): Promise<void> {
  await clock.advance(25);
  // One head at each sweep where there are so few.
  await system.sweep();
  await system.sweep();
}

test('A5 T-135 a waiting check that became stale is written again', async () => {
  const name = await team();
  system.github.staleChecks(name, 2);
  expect(said(name)[1]).toMatch(/^stale/);
  await dayLater();
  expect(said(name)).toEqual(BOTH);
});

test('A5 T-135 a green check that GitHub deleted is written again', async () => {
  const name = await team();
  system.github.deleteOldChecks(name, 1);
  expect(said(name)[0]).toBeNull();
  await dayLater();
  expect(said(name)).toEqual(BOTH);
});

test('A5 T-135 an unfinished check is written anew before it is ten days old, and a finished one stays', async () => {
  const name = await team();
  const ids = () => [1, 2].map((number) => system.github.visibleChecks(name, number)[0]?.id);
  const before = ids();
  await clock.advance(9 * 24);
  await dayLater();
  expect(said(name)).toEqual(BOTH);
  expect(ids()[0]).toBe(before[0]);
  expect(ids()[1]).not.toBe(before[1]);
});

test('A5 T-135 each open head costs one look a day, and an unchanged one no rate limit', async () => {
  const name = await team();
  system.github.resetRequests();
  await system.sweep();
  expect(looks(name)).toEqual([]);
  await dayLater();
  await system.sweep();
  expect(looks(name)).toHaveLength(2);
  system.github.resetRequests();
  await dayLater();
  await system.sweep();
  expect(looks(name).map(({ status }) => status)).toEqual([304, 304]);
});
