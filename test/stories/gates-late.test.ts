// What comes late, twice, or from nobody: gates neither open by it nor forget what happened.

import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { evidence, formProject, gate, history, project } from '../support/project.ts';
import { type System, startSystem } from '../support/system.ts';
import { reactions } from '../support/talk.ts';

let system: System;
/** The failpoint at which the process dies next, once. */
let dies: string | null = null;
beforeAll(async () => {
  const failpoint = async (name: string): Promise<void> => {
    if (name !== dies) return;
    dies = null;
    throw new Error('died here');
  };
  system = await startSystem({ hooks: { failpoint } });
});

afterEach(async () => {
  system.github.misbehave.clear();
  await system.settle();
  system.github.assertHonest();
});

afterAll(() => system.stop());

const PROJECT = '.clos/project.yml';
const EVIDENCE = '.clos/evidence.yml';
const APPROVED = {
  '.clos/gates.yml': 'version: 1\ngates:\n  DISCOVERY:\n    criteria: []\n    approvals: [{count: 1}]\n',
};

const said = (name: string, number: number) => gate(system.github, name, number);

async function promotion(name: string, interviews: number): Promise<number> {
  const { number } = system.github.openPull(name, {
    author: 'ada',
    files: { [PROJECT]: project('PROTOTYPE'), [EVIDENCE]: evidence(interviews) },
  });
  await system.settle();
  return number;
}

/** Does something that GitHub tells us about only when the sweep asks for it again. */
async function unheard<T>(work: () => T): Promise<T> {
  const { github } = system;
  github.misbehave.webhooks({ drop: 1 });
  const done = work();
  await system.settle();
  github.misbehave.clear();
  return done;
}

test('T-74 an approval that reaches us late is not one of what was pushed meanwhile', async () => {
  const name = 'late1/shop';
  const { github } = system;
  await formProject(system, name, APPROVED);
  github.setCollaborator(name, 'ben', 'write');
  const number = await promotion(name, 9);
  github.advance(2_000);
  const late = await unheard(() => github.comment(name, number, { author: 'ben', body: '/clos approve' }));
  github.advance(5_000);
  github.push(name, number, { files: { [EVIDENCE]: evidence(1) } });
  await system.settle();
  await system.sweep();
  expect([reactions(late), said(name, number)]).toEqual(['confused', 'queued']);
  github.advance(2_000);
  const again = github.comment(name, number, { author: 'ben', body: '/clos approve' });
  await system.settle();
  expect([reactions(again), said(name, number)]).toEqual(['+1', 'success']);
});

test('T-8 a bot that may write approves nothing, whoever made it do so', async () => {
  const name = 'late2/shop';
  const { github } = system;
  await formProject(system, name, APPROVED);
  github.setCollaborator(name, 'github-actions[bot]', 'write');
  const number = await promotion(name, 9);
  github.review(name, number, { author: 'github-actions[bot]' });
  await system.settle();
  expect(said(name, number)).toBe('queued');
});

test('a waiver whose process died is given once, with one entry in the audit log', async () => {
  const name = 'late3/shop';
  const { github } = system;
  await formProject(system, name);
  github.setCollaborator(name, 'mia', 'maintain');
  const number = await promotion(name, 3);
  dies = 'facts-loaded';
  github.comment(name, number, {
    author: 'mia',
    body: '/clos waive customer-interviews until 3d because the summer break empties our panel',
  });
  await system.settle();
  expect([dies, said(name, number)]).toEqual([null, 'success']);
  const audit = await system.query<{ action: string }>(
    `SELECT action FROM audit_events a JOIN installations i USING (installation_id)
     WHERE i.account_login = 'late3' AND action LIKE 'gate.%'`,
  );
  expect(audit).toEqual([{ action: 'gate.waive' }]);
});

test('T-48 a merge that is told late does not move a project back that went on meanwhile', async () => {
  const name = 'late4/shop';
  const { github } = system;
  await formProject(system, name);
  const number = await promotion(name, 9);
  await unheard(() => github.mergePull(name, number));
  github.commitFiles(name, { [PROJECT]: project('MINIMUM_REMARKABLE') });
  await system.settle();
  await system.sweep();
  expect((await history(system, name)).map(({ from, to }) => [from, to])).toEqual([
    [null, 'DISCOVERY'],
    ['DISCOVERY', 'MINIMUM_REMARKABLE'],
  ]);
});

test('T-24 a commit is not judged by the files of another that was pushed over it', async () => {
  const name = 'late6/shop';
  const { github } = system;
  await formProject(system, name);
  github.misbehave.hold();
  const { number } = github.openPull(name, { author: 'ada', files: { [PROJECT]: project('PROTOTYPE') } });
  const first = github.pull(name, number).head.sha;
  github.push(name, number, { files: { [PROJECT]: project('DISCOVERY'), 'src/a.ts': '1' } });
  // We hear of the first commit only, and GitHub lists the files of the second.
  github.misbehave.release((held) => held.filter(({ event }) => event === 'pull_request').slice(0, 1));
  await system.settle();
  const answers = () =>
    github
      .checkRuns(name, first)
      .filter((run) => run.name === 'clos/stage-gate' && run.conclusion === 'success');
  expect(answers()).toEqual([]);
  await system.sweep();
  expect([answers(), said(name, number)]).toEqual([[], 'success']);
});
