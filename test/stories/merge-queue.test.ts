// The merge queue: `clos/wip` is answered on the group's head, for all of its members. One system; each test has a team of its own.

import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { MergeGroup } from '../github/state/model.ts';
import { type System, startSystem } from '../support/system.ts';
import { config, formTeam } from '../support/team.ts';

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

/** A fresh organisation whose repository requires `clos/wip`, with `count` open pull requests. */
async function team(limit: number, count: number, base?: string): Promise<string> {
  teams += 1;
  const name = `queue${teams}/shop`;
  const { github } = system;
  await formTeam(system, config(limit), name);
  if (base) github.commitFile(name, { branch: base, path: 'base', content: 'x' });
  github.requireChecks(name, base ?? 'main', [{ context: 'clos/wip', appId: github.app.id }]);
  for (let i = 0; i < count; i += 1) {
    github.openPull(name, { author: `dev${i}`, ...(base ? { base } : {}) });
    // Who comes first matters only where not everybody fits.
    if (count > limit) await system.settle();
  }
  await system.settle();
  return name;
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

/** How the one visible check on the group's head reads. */
function answer(name: string, group: MergeGroup): string | null {
  const runs = system.github.checkRuns(name, group.headSha);
  expect(runs.length).toBeLessThanOrEqual(1);
  const [run] = runs;
  return run ? `${run.conclusion ?? run.status}: ${run.output.title}` : null;
}

const text = (name: string, group: MergeGroup): string => {
  const [run] = system.github.checkRuns(name, group.headSha);
  return `${run?.output.summary}\n${run?.output.text}`;
};

test.each([
  [1, 'success: The pull request may land'],
  [5, 'success: All 5 pull requests may land'],
  [100, 'success: All 100 pull requests may land'],
])('T-33 a group of %i whose members all hold a slot is green and lands', async (size, said) => {
  const name = await team(100, size);
  const group = system.github.enqueue(name, numbers(size));
  await system.settle();
  expect(answer(name, group)).toBe(said);
  system.github.landGroup(group);
  await system.settle();
  expect(await states(name, group)).toEqual(['ended']);
});

/** Teams that do the same in the same second have commits of the same name. */
const states = async (name: string, group: MergeGroup): Promise<string[]> => {
  const rows = await system.query<{ state: string }>(
    `SELECT g.state FROM merge_groups g JOIN repositories r USING (installation_id, repository_id)
     WHERE g.head_sha = $1 AND r.owner || '/' || r.name = $2`,
    [group.headSha, name],
  );
  return rows.map((row) => row.state);
};

test('T-33 on a base whose name has slashes', async () => {
  const name = await team(5, 2, 'release/1.x');
  const group = system.github.enqueue(name, [1, 2]);
  await system.settle();
  expect(answer(name, group)).toBe('success: All 2 pull requests may land');
});

test('T-33 a member without a slot turns the group red and is named with link and reason', async () => {
  const name = await team(2, 3);
  const group = system.github.enqueue(name, [1, 2, 3]);
  await system.settle();
  expect(answer(name, group)).toBe('failure: No slot: #3');
  expect(text(name, group)).toContain(`[#3](https://github.com/${name}/pull/3)`);
  expect(text(name, group)).toContain('Waiting: position 1 of 1, limit 2');
  expect(() => system.github.landGroup(group)).toThrow('failing');
});

test('T-33 a broken chain fails with the step that is missing', async () => {
  const name = await team(5, 3);
  const { github } = system;
  github.misbehave.hold();
  const group = github.enqueue(name, [1, 2, 3]);
  github.repository(name).branches.delete(group.branches[1] ?? '');
  github.misbehave.release();
  await system.settle();
  expect(answer(name, group)).toBe('failure: Cannot tell which pull requests are in this group');
  expect(text(name, group)).toMatch(/Found so far: #\W?3\./);
});

test('a member whose own events were all lost is looked at before the group is refused', async () => {
  const name = await team(5, 1);
  const { github } = system;
  github.misbehave.webhooks({ drop: 1 });
  github.openPull(name);
  github.misbehave.clear();
  const group = github.enqueue(name, [1, 2]);
  await system.settle();
  expect(answer(name, group)).toBe('success: All 2 pull requests may land');
});

test('T-34 a request that never arrived is found by the sweep, and answered once', async () => {
  const name = await team(5, 2);
  const { github } = system;
  github.misbehave.webhooks({ drop: 1 });
  const group = github.enqueue(name, [1, 2]);
  github.misbehave.clear();
  await system.settle();
  expect(answer(name, group)).toBeNull();
  await system.sweep();
  expect(answer(name, group)).toBe('success: All 2 pull requests may land');
  // What was sent again may have put the look at this repository's queue off by a few seconds: the next sweep has it done.
  await system.sweep();
  const [mended] = await system.query<{ groups: number }>(
    `SELECT max((report->>'groups')::int) AS groups FROM sweeps WHERE report ? 'groups'`,
  );
  expect(mended?.groups).toBeGreaterThan(0);
  // Of this team: others may have a line to rewrite by now.
  const writes = () =>
    github.requests.filter(({ method, path }) => method !== 'GET' && path.includes(`/${name}/check-runs`))
      .length;
  const before = writes();
  expect(before).toBeGreaterThan(0);
  await system.sweep();
  expect(writes()).toBe(before);
});

test('T-34 within 30 seconds of a pull request in the queue its group is looked for, should the request be lost', async () => {
  const name = await team(5, 1);
  const { github } = system;
  github.misbehave.hold();
  const group = github.enqueue(name, [1]);
  // Of all deliveries only the one about the pull request comes.
  github.misbehave.release((all) => all.filter(({ event }) => event === 'pull_request'));
  await system.settle();
  expect(answer(name, group)).toBeNull();
  const soon = `FROM graphile_worker._private_jobs WHERE key LIKE 'sweep-repository/%' AND run_at > now()
    AND run_at <= now() + interval '30 seconds'`;
  expect(await system.query(`SELECT key ${soon}`)).toHaveLength(1);
  await system.query(
    `UPDATE graphile_worker._private_jobs SET run_at = now() WHERE id IN (SELECT id ${soon})`,
  );
  await system.settle();
  expect(answer(name, group)).toBe('success: The pull request may land');
});

test('a late request for a group that is over is not answered', async () => {
  const name = await team(5, 1);
  const { github } = system;
  github.misbehave.hold();
  const group = github.enqueue(name, [1]);
  github.dequeue(group);
  github.misbehave.release((held) => held.toReversed());
  await system.settle();
  expect(answer(name, group)).toBeNull();
  expect(await states(name, group)).toEqual(['ended']);
});

test('Re-run on the group looks again, and updates the one check', async () => {
  const name = await team(1, 2);
  const { github } = system;
  const group = github.enqueue(name, [2]);
  await system.settle();
  expect(answer(name, group)).toBe('failure: No slot: #2');
  github.closePull(name, 1);
  await system.settle();
  github.rerequestCheckAt(name, group.headSha, 'clos/wip', { as: 'dev1' });
  await system.settle();
  expect(answer(name, group)).toBe('success: The pull request may land');
});

test('a member that was never judged is no observed one: it is judged first', async () => {
  const name = await team(5, 1);
  const { github } = system;
  await system.query('DELETE FROM checks WHERE repository_id = $1', [github.repository(name).id]);
  const group = github.enqueue(name, [1]);
  await system.settle();
  expect(answer(name, group)).toBe('success: The pull request may land');
});

test('Re-run of the whole suite writes the answer again', async () => {
  const name = await team(5, 1);
  const { github } = system;
  const group = github.enqueue(name, [1]);
  await system.settle();
  const writes = () => github.requests.filter(({ operation }) => operation === 'checks/update').length;
  const before = writes();
  github.rerequestSuiteAt(name, group.headSha, { as: 'dev0' });
  await system.settle();
  expect(writes()).toBe(before + 1);
  expect(answer(name, group)).toBe('success: The pull request may land');
});

test('pods that only observe post nothing on a group either', async () => {
  teams += 1;
  const name = `queue${teams}/shop`;
  await formTeam(system, config(1, { mode: 'observe' }), name);
  system.github.openPull(name);
  await system.settle();
  const group = system.github.enqueue(name, [1]);
  await system.settle();
  expect(answer(name, group)).toBeNull();
});
