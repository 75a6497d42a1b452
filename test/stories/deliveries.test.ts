// Deliveries that come twice, late, in the wrong order, or not at all. In the end the state is GitHub's state.

import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { recordedDeliveries } from '../github/examples.ts';
import type { Delivery } from '../github/webhooks/delivery.ts';
import { send } from '../support/signed.ts';
import { type System, startSystem } from '../support/system.ts';
import { check, checks, config, formTeam } from '../support/team.ts';

let system: System;
let teams = 0;

beforeAll(async () => {
  system = await startSystem();
});

afterEach(async () => {
  system.github.misbehave.clear();
  await system.settle();
  system.github.assertHonest();
});

afterAll(() => system.stop());

/** A fresh organisation with one repository, so that the tests of this file share a process. */
async function team(limit = 2): Promise<string> {
  teams += 1;
  const name = `team${teams}/shop`;
  await formTeam(system, config(limit), name);
  return name;
}

const post = (event: string, payload: unknown, guid?: string) =>
  send(system.github.webhookUrl ?? '', system.github.app.webhookSecret, event, payload, guid);

const last = (event: string): Delivery => {
  const found = system.github.deliveries.findLast((one) => one.event === event);
  if (!found) throw new Error(`no ${event} was delivered`);
  return found;
};

const statuses = (guid: string) =>
  system.query<{ status: string; reason: string | null }>(
    'SELECT status, reason FROM deliveries WHERE guid = $1',
    [guid],
  );

test('T-43 an old genuine delivery replayed a hundred times changes nothing', async () => {
  const name = await team();
  const { github } = system;
  github.openPull(name);
  await system.settle();
  const opened = last('pull_request');
  github.advance(5_000);
  github.closePull(name, 1);
  await system.settle();
  const before = await system.query('SELECT count(*)::int FROM wip_locks');
  const { writes } = github.requestCounts();
  for (let i = 0; i < 50; i += 1) {
    expect((await post('pull_request', opened.body, opened.guid)).body).toEqual({ status: 'duplicate' });
    expect((await post('pull_request', opened.body)).status).toBe(202);
  }
  await system.settle();
  expect(await system.query('SELECT count(*)::int FROM wip_locks')).toEqual(before);
  expect(github.requestCounts().writes).toBe(writes);
});

test('T-44 one delivery id with two different bodies is refused', async () => {
  const guid = randomUUID();
  const payload = { zen: 'one', hook_id: 1 };
  expect((await post('ping', payload, guid)).status).toBe(202);
  const second = await post('ping', { ...payload, zen: 'two' }, guid);
  expect(second.status).toBe(409);
  expect(second.body).toMatchObject({ error: { code: 'guid-conflict' } });
});

test('T-45 the same event under a new delivery id takes no second slot and writes nothing', async () => {
  const name = await team();
  const { github } = system;
  github.misbehave.webhooks({ duplicateNewGuid: 1 });
  github.openPull(name);
  await system.settle();
  expect(check(github, 1, name)).toBe('success: Holds slot 1 of 2');
  expect(github.checkRuns(name, { pull: 1 })).toHaveLength(1);
});

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));
}

test('T-46 opened, pushed, closed and reopened in all 24 orders end as GitHub stands', async () => {
  const { github } = system;
  const name = await team(100);
  const orders = permutations([0, 1, 2, 3]);
  const before = github.deliveries.length;
  github.misbehave.hold();
  for (const _ of orders) {
    const { number } = github.openPull(name);
    github.advance(1_000);
    github.push(name, number);
    github.advance(1_000);
    github.closePull(name, number);
    github.advance(1_000);
    github.reopenPull(name, number);
    github.advance(1_000);
  }
  const held = github.misbehave.held.filter((one) => one.event === 'pull_request');
  github.misbehave.release(() =>
    [0, 1, 2, 3].flatMap((step) =>
      orders.map((order, pull) => held[pull * 4 + (order[step] ?? 0)]).filter((one) => one !== undefined),
    ),
  );
  await system.settle();
  expect(held).toHaveLength(96);
  expect(github.deliveries.length).toBeGreaterThan(before);
  const green = checks(
    github,
    orders.map((_, i) => i + 1),
    name,
  ).filter((said) => said?.startsWith('success'));
  expect(green).toHaveLength(24);
});

test('T-47 a delivery four and a half hours late takes no slot for a closed pull request', async () => {
  const name = await team();
  const { github } = system;
  github.misbehave.hold();
  github.openPull(name);
  github.advance(4.5 * 3_600_000);
  github.closePull(name, 1);
  const [closed] = github.misbehave.held.filter((one) => one.action === 'closed');
  const held = [...github.misbehave.held];
  github.misbehave.release((all) => all.filter((one) => one === closed));
  await system.settle();
  for (const one of held.filter((late) => late !== closed && late.event === 'pull_request'))
    await post(one.event, one.body, one.guid);
  await system.settle();
  expect(
    await system.query(
      'SELECT 1 FROM wip_locks l JOIN repositories r USING (repository_id) WHERE r.owner = $1 AND l.status <> $2',
      [name.split('/')[0], 'released'],
    ),
  ).toEqual([]);
});

test.each([
  ['T-48 a tenth', 0.1],
  ['T-48 half', 0.5],
  ['T-48 every one', 1],
])('%s of the deliveries lost for good: one sweep heals all from the API alone', async (_, lose) => {
  const name = await team();
  const { github } = system;
  github.misbehave.webhooks({ lose });
  for (let i = 0; i < 4; i += 1) github.openPull(name);
  github.closePull(name, 1);
  github.push(name, 2);
  github.convertToDraft(name, 3);
  await system.settle();
  await system.sweep();
  expect(check(github, 2, name)).toMatch(/^success: Holds slot/);
  expect(check(github, 3, name)).toBe('queued: Draft: takes a slot when ready');
  expect(check(github, 4, name)).toMatch(/^success: Holds slot/);
  const { writes } = github.requestCounts();
  await system.sweep();
  expect(github.requestCounts().writes).toBe(writes);
});

test('T-48 a delivery that failed on its way is asked for again, once it is known to be lost', async () => {
  const name = await team();
  const { github } = system;
  github.misbehave.webhooks({ drop: 1 });
  github.openPull(name);
  await system.settle();
  expect(check(github, 1, name)).toBeNull();
  const dropped = last('pull_request');
  await system.sweep();
  expect(check(github, 1, name)).toBe('success: Holds slot 1 of 2');
  expect(await statuses(dropped.guid)).toEqual([{ status: 'done', reason: null }]);
});

test('T-49 an event too large to be sent at all is healed by the sweep', async () => {
  const name = await team();
  const { github } = system;
  github.openPull(name, { body: 'x'.repeat(26 * 1024 * 1024) });
  await system.settle();
  expect(check(github, 1, name)).toBeNull();
  github.pull(name, 1).body = '';
  await system.sweep();
  expect(check(github, 1, name)).toBe('success: Holds slot 1 of 2');
});

test('a repository that joins an installation is looked at, and none of the others', async () => {
  const name = await team();
  const { github } = system;
  const [owner = ''] = name.split('/');
  const before = github.requests.length;
  github.createRepository({ owner, name: 'new', files: { '.clos/config.yml': config(1) } });
  await system.settle();
  const paths = github.requests.slice(before).map(({ path }) => path);
  expect(paths.filter((path) => path.includes(`/${owner}/new/`))).not.toEqual([]);
  expect(paths.filter((path) => path.includes(`/${name}/`))).toEqual([]);
  github.openPull(`${owner}/new`);
  await system.settle();
  expect(check(github, 1, `${owner}/new`)).toBe('success: Holds slot 1 of 1');
});

test('T-51 a storm of redeliveries collapses per pull request and writes each check once', async () => {
  const name = await team(3);
  const { github } = system;
  github.misbehave.hold();
  const numbers = [1, 2, 3];
  for (const number of numbers) github.openPull(name, { title: `Storm ${number}` });
  for (let i = 0; i < 40; i += 1)
    for (const number of numbers) github.editPull(name, number, { title: `Storm ${number}, ${i}` });
  github.advance(2_000);
  for (const number of numbers) github.editPull(name, number, { title: `Storm ${number} is over` });
  const { writes } = github.requestCounts();
  github.misbehave.release((all) => all.toReversed());
  await system.settle();
  expect(checks(github, numbers, name).every((said) => said?.startsWith('success'))).toBe(true);
  expect(github.requestCounts().writes - writes).toBe(3);
});

test('T-51 more deliveries for one pull request than are taken at once are all taken, and the newest holds', async () => {
  const name = await team();
  const { github } = system;
  github.misbehave.hold();
  github.openPull(name, { title: 'First' });
  for (let i = 0; i < 119; i += 1) {
    github.advance(1_000);
    github.editPull(name, 1, { title: `Edit ${i}` });
  }
  const guids = github.misbehave.held.filter((one) => one.event === 'pull_request').map((one) => one.guid);
  github.misbehave.release();
  await system.settle();
  expect(guids).toHaveLength(120);
  const waiting = await system.query('SELECT guid FROM deliveries WHERE guid = ANY($1) AND status = $2', [
    guids,
    'received',
  ]);
  expect(waiting).toEqual([]);
  const [row] = await system.query<{ title: string }>(
    `SELECT facts->>'title' AS title FROM pulls p JOIN repositories r USING (repository_id) WHERE r.owner = $1`,
    [name.split('/')[0]],
  );
  expect(row?.title).toBe('Edit 118');
});

test('T-129 a pod whose row is locked for long keeps no delivery from being acknowledged', async () => {
  const busy = await team(50);
  const { github } = system;
  github.openPull(busy);
  await system.settle();
  const client = new pg.Client({ connectionString: system.databaseUrl });
  await client.connect();
  try {
    await client.query('BEGIN; SELECT * FROM pods FOR UPDATE');
    // More cycles than the process has connections for jobs.
    for (let i = 0; i < 30; i += 1) github.openPull(busy);
    await github.settle();
    const { status } = await post('ping', { zen: 'still here', hook_id: 1 });
    expect(status).toBe(202);
  } finally {
    await client.query('ROLLBACK');
    await client.end();
  }
  await system.settle();
  // In which order thirty cycles get at a row that was locked is anybody's guess; that each gets its own slot is not.
  const numbers = Array.from({ length: 31 }, (_, index) => index + 1);
  const slots = checks(github, numbers, busy).map(
    (said) => said?.match(/^success: Holds slot (\d+) of 50$/)?.[1],
  );
  expect(slots.map(Number).toSorted((a, b) => a - b)).toEqual(numbers);
});

test('T-52 a poison delivery is quarantined where people see it, and the others flow', async () => {
  const name = await team();
  const { github } = system;
  github.openPull(name);
  await system.settle();
  const payload = JSON.parse(last('pull_request').body) as { pull_request: Record<string, unknown> };
  const guid = randomUUID();
  payload.pull_request.head = 'poison';
  expect((await post('pull_request', payload, guid)).status).toBe(202);
  github.openPull(name);
  await system.settle();
  expect(await statuses(guid)).toMatchObject([
    { status: 'quarantined', reason: expect.stringContaining('pull_request.head') },
  ]);
  expect(check(github, 2, name)).toBe('success: Holds slot 2 of 2');
});

test('T-53 an event GitHub has not invented yet is accepted, filed as ignored, and nothing follows', async () => {
  const guid = randomUUID();
  expect((await post('time_travel', { action: 'departed' }, guid)).status).toBe(202);
  expect(await statuses(guid)).toMatchObject([{ status: 'ignored' }]);
});

test("T-117 a payload that names somebody else's installation is rejected", async () => {
  const name = await team();
  const other = await team();
  const { github } = system;
  github.openPull(name);
  await system.settle();
  const foreign = await system.query<{ id: string }>(
    'SELECT installation_id AS id FROM repositories WHERE owner = $1',
    [other.split('/')[0]],
  );
  const payload = JSON.parse(last('pull_request').body) as { installation: { id: number } };
  payload.installation.id = Number(foreign[0]?.id);
  const guid = randomUUID();
  await post('pull_request', payload, guid);
  await system.settle();
  expect(await statuses(guid)).toMatchObject([{ status: 'rejected' }]);
  expect(
    await system.query(
      'SELECT DISTINCT installation_id FROM pulls p JOIN repositories r USING (installation_id, repository_id) WHERE r.owner = $1 AND installation_id = $2',
      [name.split('/')[0], foreign[0]?.id],
    ),
  ).toEqual([]);
});

test('all 329 recorded example deliveries, signed, are accepted and none breaks the worker', async () => {
  let sent = 0;
  for (const { event, payload } of recordedDeliveries()) {
    const { status } = await post(event, payload);
    expect([event, status]).toEqual([event, 202]);
    sent += 1;
  }
  expect(sent).toBe(329);
  await system.settle();
  expect(await system.query(`SELECT guid, reason FROM deliveries WHERE status = 'received'`)).toEqual([]);
  const name = await team();
  system.github.openPull(name);
  await system.settle();
  expect(check(system.github, 1, name)).toBe('success: Holds slot 1 of 2');
});
