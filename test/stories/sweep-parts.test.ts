// A repository that lacks something (pull requests switched off, no commit, no permission to read code) is looked after in everything
// else, keeps no slot from others, and the doctor says what it lacks.

import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { closHere } from '../support/clos-here.ts';
import { entries, openIdea } from '../support/idea.ts';
import { envFor, type System, startSystem } from '../support/system.ts';
import { check } from '../support/team.ts';

let system: System;
let teams = 0;

beforeAll(async () => {
  system = await startSystem();
});

afterEach(() => system.github.assertHonest());

afterAll(() => system.stop());

const ORG = 'version: 1\nmode: enforce\npods:\n  - {slug: pay, repositories: ["*"], wip: {limit: 1}}\n';

/** Two repositories that share one slot; `shop` holds it and `till` waits. */
async function pair(): Promise<{ owner: string; shop: string; till: string; installation: number }> {
  teams += 1;
  const owner = `parts${teams}`;
  const { github } = system;
  github.createOrganization(owner);
  github.createRepository({ owner, name: '.github', files: { '.clos/org.yml': ORG } });
  for (const name of ['shop', 'till']) github.createRepository({ owner, name });
  const installation = github.install({ owner });
  await system.settle();
  for (const name of ['shop', 'till']) {
    github.openPull(`${owner}/${name}`);
    await system.settle();
  }
  return { owner, shop: `${owner}/shop`, till: `${owner}/till`, installation };
}

async function unheard(act: () => unknown): Promise<void> {
  system.github.misbehave.webhooks({ lose: 1 });
  act();
  await system.github.settle();
  system.github.misbehave.clear();
  system.github.advance(2_000);
}

const codes = async (name: string): Promise<string[]> => {
  const { output } = await closHere(envFor(system.github, system.databaseUrl), 'doctor', name, '--json');
  return (JSON.parse(output) as { findings: { code: string }[] }).findings.map(({ code }) => code);
};

/** Sweeps of this repository that wait to be tried again although trying cannot help. */
const retried = () =>
  system.query(`SELECT key FROM graphile_worker._private_jobs WHERE key LIKE 'sweep%' AND attempts > 0`);

test('C3 T-154 where pull requests are switched off the slot passes on, ideas are found, and all comes back with them', async () => {
  const { shop, till } = await pair();
  const { github } = system;
  let idea = 0;
  await unheard(() => {
    github.switchPullsOff(shop);
    idea = openIdea(github, {}, shop);
  });
  await system.sweep();
  await system.sweep();
  expect(check(github, 1, till)).toBe('success: Holds slot 1 of 1');
  expect(await entries(system, shop, idea)).toMatchObject([{ action: 'submitted' }]);
  expect(await codes(shop)).toContain('pull-requests-off');
  expect(await retried()).toEqual([]);
  github.switchPullsOn(shop);
  await system.sweep();
  expect(check(github, 1, shop)).toBe('queued: Waiting: position 1 of 1, limit 1');
});

test('C3 T-154 without the permission to read code a close that nobody heard of still frees the slot', async () => {
  const { shop, installation } = await pair();
  const { github } = system;
  await unheard(() => {
    delete github.world.installations.get(installation)?.permissions.contents;
    // Tokens that were given out before keep what they may do.
    github.world.tokens.clear();
    github.closePull(shop, 1);
  });
  await system.sweep();
  await system.sweep();
  const held = await system.query(
    `SELECT pull_number FROM wip_locks JOIN repositories r USING (installation_id, repository_id)
     WHERE r.owner || '/' || r.name = $1 AND wip_locks.status <> 'released'`,
    [shop],
  );
  expect(held).toEqual([]);
  expect(await codes(shop)).toContain('contents-refused');
  expect(await retried()).toEqual([]);
});

test('C3 T-154 in a repository without commits an idea that nobody heard of is found', async () => {
  const { owner } = await pair();
  const name = `${owner}/new`;
  const { github } = system;
  github.createRepository({ owner, name: 'new', empty: true });
  await system.settle();
  let idea = 0;
  await unheard(() => {
    idea = openIdea(github, {}, name);
  });
  await system.sweep();
  expect(await entries(system, name, idea)).toMatchObject([{ action: 'submitted' }]);
  expect(await codes(name)).toContain('repository-empty');
  expect(await retried()).toEqual([]);
});
