// Which files a pull request changes is asked of one commit and kept for it: a list of another commit that stood there while GitHub
// answered would let what owns a path be passed over.

import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { formProject, gate } from '../support/project.ts';
import { type System, startSystem } from '../support/system.ts';
import { check } from '../support/team.ts';

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

const PAY = { 'pay/a.ts': '1' };
const DOCS = { 'docs/a.md': '1' };
const GATES = 'version: 1\nrequires:\n  - {paths: ["pay/**"], stage: GROWTH, reason: Money moves here}\n';

/** Whichever way it asks: another commit stands there while GitHub looks, and is gone again when the answer arrives. */
function whileAsked(name: string, number: number): void {
  const { github } = system;
  const { sha } = github.pull(name, number).head;
  for (const operation of ['pulls/list-files', 'repos/compare-commits-with-basehead'] as const)
    github.misbehave.around(operation, {
      before: () => void github.forcePush(name, number, { files: DOCS }),
      after: () => github.restoreHead(name, number, sha),
    });
}

/** Opened unheard of, so that what happens while its files are asked for can be set up; the sweep finds it. */
async function opened(name: string): Promise<number> {
  const { github } = system;
  github.misbehave.webhooks({ lose: 1 });
  const { number } = github.openPull(name, { files: PAY });
  await github.settle();
  return number;
}

async function swept(): Promise<void> {
  await system.settle();
  system.github.misbehave.clear();
  await system.sweep();
  await system.sweep();
}

describe.each([
  ['by comparing two commits', false],
  ['by the list of the pull request, where nothing can be compared', true],
])('A2 T-132 asked %s', (_, listed) => {
  const refuse = () => {
    if (listed)
      system.github.misbehave.failNext('repos/compare-commits-with-basehead', { status: 404, times: 9 });
  };

  test('files of another head that stood there meanwhile are not kept for this one: gates', async () => {
    teams += 1;
    const name = `files${teams}/shop`;
    await formProject(system, name, { '.clos/gates.yml': GATES });
    const number = await opened(name);
    whileAsked(name, number);
    refuse();
    await system.sweep();
    await swept();
    expect(gate(system.github, name, number)).toBe('failure');
  });

  test('files of another head that stood there meanwhile are not kept for this one: pods by path', async () => {
    teams += 1;
    const owner = `files${teams}`;
    const name = `${owner}/mono`;
    const { github } = system;
    github.createOrganization(owner);
    const org =
      'version: 1\nmode: enforce\npods:\n  - {slug: pay, paths: {mono: ["pay/**"]}, wip: {limit: 1}}\n';
    github.createRepository({ owner, name: '.github', files: { '.clos/org.yml': org } });
    github.createRepository({ owner, name: 'mono' });
    github.install({ owner });
    await system.settle();
    github.openPull(name, { files: { 'pay/first.ts': '1' } });
    await system.settle();
    const number = await opened(name);
    whileAsked(name, number);
    refuse();
    await system.sweep();
    await swept();
    expect(check(github, number, name)).toBe('queued: Waiting: position 1 of 1, limit 1');
  });
});
