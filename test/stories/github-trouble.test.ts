// A GitHub that limits, fails, or does what it was told and then loses the answer.

import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { laterHere } from '../support/later.ts';
import { type System, startSystem } from '../support/system.ts';
import { check, checks, config, formTeam } from '../support/team.ts';
import { until } from '../support/until.ts';

let system: System;
let teams = 0;

beforeAll(async () => {
  system = await startSystem();
});

afterEach(() => {
  jest.useRealTimers();
  system.github.assertHonest();
});

afterAll(() => system.stop());

/** A token that GitHub refuses within five seconds of giving it out may not have reached all of GitHub: Octokit asks again until then. */
const YOUNG_SECONDS = 6;

async function team(limit = 2): Promise<string> {
  teams += 1;
  const name = `trouble${teams}/shop`;
  await formTeam(system, config(limit), name);
  return name;
}

test('T-55 a token that expired is renewed once and the check is written', async () => {
  const name = await team();
  const { github } = system;
  github.openPull(name);
  await system.settle();
  for (const [secret, token] of github.world.tokens)
    github.world.tokens.set(secret, { ...token, expiresAt: 0 });
  laterHere(YOUNG_SECONDS);
  github.resetRequests();
  github.openPull(name);
  await system.settle();
  expect(check(github, 2, name)).toBe('success: Holds slot 2 of 2');
  expect(github.requestCounts().auth).toBe(1);
});

test('T-56 the new token format, 520 characters long, is used as it comes', async () => {
  const name = await team();
  const { github } = system;
  github.openPull(name);
  await system.settle();
  const tokens = [...github.world.tokens.keys()];
  expect(tokens.at(-1)).toMatch(/^ghs_/);
  expect(tokens.at(-1)?.length).toBeGreaterThanOrEqual(500);
  expect(check(github, 1, name)).toBe('success: Holds slot 1 of 2');
});

test('T-57 while GitHub asks for silence nothing is sent, and then everything that waited', async () => {
  const name = await team();
  const { github } = system;
  github.misbehave.throttle(2);
  github.openPull(name);
  await until('the limit was met', () => github.requests.some((one) => one.status === 429));
  github.openPull(name);
  github.openPull(name);
  await until(
    'all three say where they stand',
    () => checks(github, [1, 2, 3], name).every((said) => said !== null),
    30,
  );
  const blocked = await system.query(
    'SELECT blocked_until FROM installations WHERE blocked_until IS NOT NULL',
  );
  expect(blocked).toHaveLength(1);
  // Calls made during the silence are violations, which assertHonest reports.
  github.assertHonest();
  await system.query('UPDATE installations SET blocked_until = NULL');
});

test.each([
  ['the connection is cut', {}],
  ['the answer is 502', { status: 502 }],
])('T-58 a check created before %s is found again and never doubled', async (_, fault) => {
  const name = await team();
  const { github } = system;
  github.misbehave.failNext('checks/create', { ...fault, apply: true, times: 1 });
  github.openPull(name);
  await until('the lost check was written again', async () => {
    await system.settle();
    return (
      check(github, 1, name) !== null &&
      (await system.query('SELECT 1 FROM check_runs WHERE delivered_hash IS NULL')).length === 0
    );
  });
  expect(github.checkRuns(name, { pull: 1 })).toHaveLength(1);
  expect(check(github, 1, name)).toBe('success: Holds slot 1 of 2');
});

test('T-58 an answer of 5xx that did nothing is tried again until it holds', async () => {
  const name = await team();
  const { github } = system;
  github.misbehave.failNext('checks/create', { status: 503, times: 3 });
  github.openPull(name);
  await until('the check stands', () => check(github, 1, name) !== null, 30);
  expect(github.checkRuns(name, { pull: 1 })).toHaveLength(1);
});

test('T-54 permissions cut in the middle stop the write, and it is made when they are back', async () => {
  const name = await team();
  const { github } = system;
  const [row] = await system.query<{ id: string }>(
    'SELECT installation_id AS id FROM repositories WHERE owner = $1',
    [name.split('/')[0]],
  );
  const grant = (permissions: Parameters<typeof github.acceptPermissions>[1]) => {
    github.acceptPermissions(Number(row?.id), permissions);
    // GitHub revokes the tokens that say otherwise.
    github.world.tokens.clear();
    laterHere(YOUNG_SECONDS);
  };
  grant({ checks: 'read' });
  await system.settle();
  github.openPull(name);
  await until('the write was refused', () => github.requests.some((one) => one.status === 403));
  expect(check(github, 1, name)).toBeNull();
  grant(github.world.permissions);
  await system.sweep();
  await until('the check stands', () => check(github, 1, name) !== null, 30);
});

test('T-129 a noisy tenant with hundreds of deliveries does not keep quiet ones waiting', async () => {
  const noisy = await team(1_000);
  const quiet = await team();
  const { github } = system;
  github.misbehave.hold();
  for (let i = 0; i < 120; i += 1) github.openPull(noisy);
  github.openPull(quiet);
  const order: string[] = [];
  github.resetRequests();
  github.misbehave.release();
  await system.settle();
  for (const one of github.requests) if (one.operation === 'checks/create') order.push(one.path);
  const place = order.findIndex((path) => path.startsWith(`/repos/${quiet}/`));
  expect(order.length).toBe(121);
  // Sent last of 121; served before half of what the noisy tenant had sent before it.
  expect(place).toBeLessThan(60);
});
