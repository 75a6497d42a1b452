// Pods of an organisation: one limit over several repositories, and pull requests that stand in two pods at once.

import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { type System, startSystem } from '../support/system.ts';
import { check, locks } from '../support/team.ts';

let system: System;

beforeAll(async () => {
  system = await startSystem();
});

afterAll(() => system.stop());

afterEach(() => system.github.assertHonest());

let organizations = 0;

const ORG = `version: 1
mode: enforce
pods:
  - slug: payments
    repositories: [pay, ledger]
    paths:
      mono: ['services/pay/**']
    wip: { limit: 2 }
  - slug: web
    paths:
      mono: ['services/web/**']
    wip: { limit: 1 }
`;

async function organization(): Promise<(name: string) => string> {
  organizations += 1;
  const owner = `acme${organizations}`;
  const { github } = system;
  github.createOrganization(owner);
  github.createRepository({ owner, name: '.github', files: { '.clos/org.yml': ORG } });
  for (const name of ['pay', 'ledger', 'mono', 'alone']) github.createRepository({ owner, name });
  github.install({ owner });
  await system.settle();
  return (name) => `${owner}/${name}`;
}

const touching = (...paths: readonly string[]) => ({
  files: Object.fromEntries(paths.map((path) => [path, 'changed\n'])),
});

test('one limit spans the repositories of a pod, and who waits is told of holders elsewhere', async () => {
  const at = await organization();
  const { github } = system;
  for (const name of ['pay', 'ledger', 'pay']) {
    github.openPull(at(name));
    await system.settle();
  }
  expect(check(github, 1, at('pay'))).toBe('success: Holds slot 1 of 2');
  expect(check(github, 1, at('ledger'))).toBe('success: Holds slot 2 of 2');
  expect(check(github, 2, at('pay'))).toBe('queued: Waiting: position 1 of 1, limit 2');
  const [run] = github.visibleChecks(at('pay'), 2).filter(({ name }) => name === 'clos/wip');
  expect(run?.output?.text).toContain(`${at('ledger')}#1`);
  github.mergePull(at('ledger'), 1);
  await system.settle();
  expect(check(github, 2, at('pay'))).toBe('success: Holds slot 2 of 2');
});

test('T-70 a pull request in two pods is admitted to both at once, when both have room, and to neither before', async () => {
  const at = await organization();
  const { github } = system;
  github.openPull(at('mono'), touching('services/web/a.ts'));
  await system.settle();
  github.openPull(at('mono'), touching('services/web/b.ts', 'services/pay/b.ts'));
  await system.settle();
  expect(check(github, 2, at('mono'))).toBe('queued: Waiting: position 1 of 1, limit 1');
  // It waits for web, so it keeps no slot of payments from others.
  github.openPull(at('pay'));
  github.openPull(at('ledger'));
  await system.settle();
  expect(check(github, 1, at('ledger'))).toMatch(/^success: Holds slot \d of 2$/);
  github.closePull(at('mono'), 1);
  await system.settle();
  expect(check(github, 2, at('mono'))).toBe('queued: Waiting: position 1 of 1, limit 2');
  github.closePull(at('pay'), 1);
  await system.settle();
  expect(check(github, 2, at('mono'))).toMatch(/^success: Holds slot [12] of [12]$/);
});

test('a push into the paths of another pod moves a pull request there', async () => {
  const at = await organization();
  const { github } = system;
  github.openPull(at('mono'), touching('services/web/a.ts'));
  await system.settle();
  github.openPull(at('mono'), touching('services/web/b.ts'));
  await system.settle();
  expect(check(github, 2, at('mono'))).toMatch(/^queued/);
  // The first one's branch no longer touches web at all, and so web's only slot is free.
  github.forcePush(at('mono'), 1, touching('services/pay/a.ts'));
  await system.settle();
  expect(check(github, 1, at('mono'))).toBe('success: Holds slot 1 of 2');
  expect(check(github, 2, at('mono'))).toBe('success: Holds slot 1 of 1');
});

test('a repository of no pod is its own', async () => {
  const at = await organization();
  system.github.openPull(at('alone'));
  await system.settle();
  expect(check(system.github, 1, at('alone'))).toBe('success: Holds slot 1 of 5');
  expect(await locks(system)).toMatchObject({ 1: 'held' });
});
