// Stage gates as a team lives with them. One system; each test has an organisation of its own.

import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { shiftedClock } from '../support/clock.ts';
import {
  evidence,
  formProject,
  GATE,
  gate,
  gateRun,
  gateText,
  history,
  project,
} from '../support/project.ts';
import { type System, startSystem } from '../support/system.ts';
import { reactions } from '../support/talk.ts';

let system: System;
let teams = 0;

beforeAll(async () => {
  // A hundred pull requests at once are more than GitHub takes in a minute; how they wait then is told elsewhere.
  system = await startSystem({ hooks: { writesPerMinute: 10_000 } });
});

afterEach(async () => {
  system.github.misbehave.clear();
  await system.settle();
  system.github.assertHonest();
});

afterAll(() => system.stop());

const PROJECT = '.clos/project.yml';
const EVIDENCE = '.clos/evidence.yml';
const GATES = '.clos/gates.yml';

/** A repository of an organisation that no other test knows. */
async function team(files: Readonly<Record<string, string>> = {}): Promise<string> {
  teams += 1;
  const name = `gates${teams}/shop`;
  await formProject(system, name, files);
  return name;
}

/** A pull request that asks for PROTOTYPE; `interviews` null: with the evidence as it is. */
async function promotion(name: string, interviews: number | null, more: object = {}): Promise<number> {
  const { number } = system.github.openPull(name, {
    author: 'ada',
    files: {
      [PROJECT]: project('PROTOTYPE'),
      ...(interviews === null ? {} : { [EVIDENCE]: evidence(interviews) }),
    },
    ...more,
  });
  await system.settle();
  return number;
}

const said = (name: string, number: number) => gate(system.github, name, number);

const APPROVED_GATE = [
  'version: 1',
  'gates:',
  '  DISCOVERY:',
  '    criteria:',
  '      - {id: interviews, title: Interviews, expression: "evidence.customerInterviews >= 5", reason: Too few}',
  '    approvals: [{count: 1}]',
  '',
].join('\n');

describe('a promotion', () => {
  test('is refused with what is missing, mended by a push, approved, merged, and recorded once', async () => {
    const name = await team({ [GATES]: APPROVED_GATE });
    const { github } = system;
    github.requireChecks(name, 'main', [{ context: GATE, appId: github.app.id }]);
    const number = await promotion(name, 3);
    expect(said(name, number)).toBe('failure');
    expect(gateText(github, name, number)).toMatch(/Interviews[\s\S]*3/);
    expect(() => github.mergePull(name, number)).toThrow();
    github.push(name, number, { files: { [EVIDENCE]: evidence(6) } });
    await system.settle();
    expect(said(name, number)).not.toBe('success');
    github.setCollaborator(name, 'ben', 'write');
    github.review(name, number, { author: 'ben' });
    await system.settle();
    expect(said(name, number)).toBe('success');
    github.mergePull(name, number);
    await system.settle();
    expect(await history(system, name)).toEqual([
      { slug: 'project', from: null, to: 'DISCOVERY', pull: null, verdict: null },
      { slug: 'project', from: 'DISCOVERY', to: 'PROTOTYPE', pull: number, verdict: 'met' },
    ]);
    await system.sweep();
    expect(await history(system, name)).toHaveLength(2);
  });

  test('has remarks on the lines that are not enough, and one comment that is edited', async () => {
    const name = await team();
    const { github } = system;
    const number = await promotion(name, 3);
    expect(
      gateRun(github, name, number)?.annotations.map((one) => `${one.path}:${one.start_line}`),
    ).toContain(`${EVIDENCE}:1`);
    const comments = () => [...github.pull(name, number).comments.values()].filter(({ byApp }) => byApp);
    expect(comments()).toHaveLength(1);
    const [first] = comments();
    const before = first?.body;
    github.push(name, number, { files: { [EVIDENCE]: evidence(5) } });
    await system.settle();
    expect(said(name, number)).toBe('success');
    expect(comments()).toHaveLength(1);
    expect(comments()[0]?.body).not.toBe(before);
    github.push(name, number, { files: { [PROJECT]: project('DISCOVERY') } });
    await system.settle();
    expect(comments()[0]?.body).toContain('asks for no promotion any more');
  });

  test('nobody asks for gets a green check that lists what the next stage needs, and no comment', async () => {
    const name = await team();
    const { github } = system;
    const { number } = github.openPull(name);
    await system.settle();
    expect(said(name, number)).toBe('success');
    expect(gateText(github, name, number)).toMatch(/PROTOTYPE/);
    expect([...github.pull(name, number).comments.values()]).toEqual([]);
  });

  test('asked by the label alone is judged, and no longer when it is taken off', async () => {
    const name = await team();
    const { github } = system;
    const { number } = github.openPull(name);
    github.addLabel(name, number, 'stage-gate');
    await system.settle();
    expect(said(name, number)).toBe('failure');
    github.removeLabel(name, number, 'stage-gate');
    await system.settle();
    expect(said(name, number)).toBe('success');
  });

  test('T-22 is never answered neutral or skipped, and where no project is nothing is said', async () => {
    const name = await team({ [PROJECT]: 'version: 1\nname: Shop\nstage: DISCOVRY\n' });
    const { github } = system;
    const { number } = github.openPull(name);
    await system.settle();
    expect(said(name, number)).toBe('failure');
    github.createRepository({ owner: name.split('/')[0]!, name: 'plain' });
    await system.settle();
    const plain = `${name.split('/')[0]}/plain`;
    github.openPull(plain);
    await system.settle();
    expect(gateRun(github, plain, 1)).toBeNull();
  });
});

describe('what a pull request cannot do for itself', () => {
  test('T-1 weaken its own gate: the rules are those of the default branch', async () => {
    const name = await team();
    const { number } = system.github.openPull(name, {
      files: {
        [PROJECT]: project('PROTOTYPE'),
        [GATES]: 'version: 1\ngates:\n  DISCOVERY: {criteria: []}\n',
      },
    });
    await system.settle();
    expect(said(name, number)).toBe('failure');
  });

  test('T-2 get green on a weaker branch that is judged, too, and keep it when it is retargeted', async () => {
    const name = await team({ [GATES]: 'version: 1\nbranches: [weak]\n' });
    const { github } = system;
    github.commitFiles(name, { [PROJECT]: project('PROTOTYPE') }, { branch: 'weak' });
    await system.settle();
    const { number } = github.openPull(name, { base: 'weak', files: { 'a.md': 'x' } });
    await system.settle();
    expect(said(name, number)).toBe('success');
    github.editPull(name, number, { base: 'main' });
    await system.settle();
    expect(said(name, number)).toBe('failure');
  });

  test('T-6 from a fork: a promotion needs the word of somebody who may write', async () => {
    const name = await team();
    const { github } = system;
    const number = await promotion(name, 9, { fork: 'stranger', author: 'stranger' });
    expect(said(name, number)).not.toBe('success');
    github.review(name, number, { author: 'passer-by' });
    await system.settle();
    expect(said(name, number)).not.toBe('success');
    github.setCollaborator(name, 'ben', 'write');
    github.review(name, number, { author: 'ben' });
    await system.settle();
    expect(said(name, number)).toBe('success');
  });

  test('T-8 T-74 approve itself, or keep an approval when the evidence changes', async () => {
    const name = await team({ [GATES]: APPROVED_GATE });
    const { github } = system;
    github.setCollaborator(name, 'ada', 'maintain');
    github.setCollaborator(name, 'ben', 'write');
    const number = await promotion(name, 6);
    const own = github.comment(name, number, { author: 'ada', body: '/clos approve' });
    await system.settle();
    expect([reactions(own), said(name, number) === 'success']).toEqual(['-1', false]);
    const other = github.comment(name, number, { author: 'ben', body: '/clos approve' });
    await system.settle();
    expect([reactions(other), said(name, number)]).toEqual(['+1', 'success']);
    github.push(name, number, { files: { 'src/more.ts': '1' } });
    await system.settle();
    expect(said(name, number)).toBe('success');
    github.setCollaborator(name, 'ben', 'read');
    github.push(name, number, { files: { 'src/more.ts': '2' } });
    await system.settle();
    expect(said(name, number)).not.toBe('success');
    expect(gateText(github, name, number)).toMatch(
      /ben.* approved, but nobody of that name may write here now/,
    );
    github.setCollaborator(name, 'ben', 'write');
    github.push(name, number, { files: { 'src/more.ts': '3' } });
    await system.settle();
    expect(said(name, number)).toBe('success');
    github.push(name, number, { files: { [EVIDENCE]: evidence(7) } });
    await system.settle();
    expect(said(name, number)).not.toBe('success');
  });
});

describe('what time and people change', () => {
  test('a waiver lets one criterion pass until it ends, and is red again by itself', async () => {
    const name = await team();
    const { github } = system;
    const clock = shiftedClock(system);
    github.setCollaborator(name, 'mia', 'maintain');
    const number = await promotion(name, 3);
    const asked = github.comment(name, number, {
      author: 'mia',
      body: '/clos waive customer-interviews until 3d because the summer break empties our panel',
    });
    await system.settle();
    expect([reactions(asked), said(name, number)]).toEqual(['+1', 'success']);
    expect(gateText(github, name, number)).toContain('the summer break empties our panel');
    try {
      await clock.set(73);
      await system.sweep();
      expect(said(name, number)).toBe('failure');
    } finally {
      await clock.set(0);
    }
  });

  test('who lost the right to write is seen within ten minutes, though GitHub tells nobody', async () => {
    const name = await team({ [GATES]: APPROVED_GATE });
    const { github } = system;
    const clock = shiftedClock(system);
    github.setCollaborator(name, 'ben', 'write');
    const number = await promotion(name, 6);
    github.comment(name, number, { author: 'ben', body: '/clos approve' });
    await system.settle();
    expect(said(name, number)).toBe('success');
    github.setCollaborator(name, 'ben', 'read');
    try {
      await clock.set(0.17);
      await system.sweep();
      expect(said(name, number)).not.toBe('success');
    } finally {
      await clock.set(0);
    }
  });

  test('a soak is over without anybody touching the pull request', async () => {
    const name = await team({ [GATES]: 'version: 1\ngates:\n  DISCOVERY: {criteria: [], soak: 2d}\n' });
    const clock = shiftedClock(system);
    const number = await promotion(name, null);
    expect(said(name, number)).not.toBe('success');
    try {
      await clock.set(49);
      await system.sweep();
      expect(said(name, number)).toBe('success');
    } finally {
      await clock.set(0);
    }
  });

  test('T-3 rules that change reach a hundred open pull requests', async () => {
    const name = await team();
    const { github } = system;
    for (let i = 0; i < 100; i += 1) github.openPull(name);
    await system.settle();
    github.commitFiles(name, {
      [GATES]:
        'version: 1\nrequires:\n  - {paths: ["changes/**"], stage: GROWTH, reason: Only when it grows}\n',
    });
    await system.settle();
    const rows = await system.query<{ conclusion: string; count: number }>(
      `SELECT body->>'conclusion' AS conclusion, count(*)::int FROM checks c JOIN repositories r USING (installation_id, repository_id)
       WHERE c.name = $1 AND r.owner || '/' || r.name = $2 GROUP BY 1`,
      [GATE, name],
    );
    expect(rows).toEqual([{ conclusion: 'failure', count: 100 }]);
  });

  test('T-4 rules that break keep the last good ones, and the check says so', async () => {
    const name = await team({ [GATES]: APPROVED_GATE });
    const { github } = system;
    github.commitFiles(name, { [GATES]: 'version: 1\nstages: none\n' });
    await system.settle();
    const number = await promotion(name, 3);
    expect(said(name, number)).toBe('failure');
    expect(gateText(github, name, number)).toMatch(/last good[\s\S]*\.clos\/gates\.yml:2/);
  });
});

test('gates that are taken away leave no check behind that blocks', async () => {
  const name = await team();
  const { github } = system;
  const number = await promotion(name, 3);
  expect(said(name, number)).toBe('failure');
  github.commitFiles(name, { [PROJECT]: null, [EVIDENCE]: null });
  await system.settle();
  expect(said(name, number)).toBe('success');
  expect(gateText(github, name, number)).toContain('no gates here any more');
});

describe('the merge queue and the history', () => {
  test('a group lands only when the gate of every member is open', async () => {
    const name = await team();
    const { github } = system;
    github.openPull(name);
    const second = await promotion(name, 3);
    const group = github.enqueue(name, [1, second]);
    await system.settle();
    const answer = () => github.checkRuns(name, group.headSha).filter((run) => run.name === GATE);
    expect(answer().map(({ conclusion, output }) => `${conclusion}: ${output.title}`)).toEqual([
      `failure: Gate closed: #${second}`,
    ]);
  });

  test('T-21 merged while red is recorded as such', async () => {
    const name = await team();
    const number = await promotion(name, 3);
    system.github.mergePull(name, number);
    await system.settle();
    expect((await history(system, name)).at(-1)).toMatchObject({ to: 'PROTOTYPE', verdict: 'not-met' });
    const audit = await system.query<{ action: string }>(
      `SELECT action FROM audit_events a JOIN installations i USING (installation_id)
       WHERE i.account_login = $1 AND action LIKE 'gate.%'`,
      [name.split('/')[0]],
    );
    expect(audit).toEqual([{ action: 'gate.merged-red' }]);
  });

  test('a push to the default branch, and a force-push back, move the project too', async () => {
    const name = await team();
    const { github } = system;
    github.commitFiles(name, { [PROJECT]: project('PROTOTYPE') });
    await system.settle();
    github.commitFiles(name, { [PROJECT]: project('DISCOVERY') });
    await system.settle();
    github.commitFiles(name, { [PROJECT]: null });
    await system.settle();
    expect((await history(system, name)).map(({ from, to }) => [from, to])).toEqual([
      [null, 'DISCOVERY'],
      ['DISCOVERY', 'PROTOTYPE'],
      ['PROTOTYPE', 'DISCOVERY'],
      ['DISCOVERY', null],
    ]);
  });

  test('T-48 a merge that nobody told us about is recorded by the sweep, with what was judged', async () => {
    const name = await team();
    const { github } = system;
    const number = await promotion(name, 8);
    github.misbehave.webhooks({ drop: 1 });
    github.mergePull(name, number);
    await system.settle();
    github.misbehave.clear();
    await system.sweep();
    expect((await history(system, name)).at(-1)).toEqual({
      slug: 'project',
      from: 'DISCOVERY',
      to: 'PROTOTYPE',
      pull: number,
      verdict: 'met',
    });
    await system.sweep();
    expect(await history(system, name)).toHaveLength(2);
  });
});

test('a warm event costs two reads and two writes at most', async () => {
  const name = await team();
  const { github } = system;
  const { number } = github.openPull(name);
  await system.settle();
  // Two states of one second cannot be told apart without a read.
  github.advance(2_000);
  const before = github.requestCounts();
  github.push(name, number, { files: { 'src/a.ts': '2' } });
  await system.settle();
  const after = github.requestCounts();
  expect(after.reads - before.reads).toBeLessThanOrEqual(2);
  expect(after.writes - before.writes).toBeLessThanOrEqual(2);
  github.advance(2_000);
  github.editPull(name, number, { title: 'Another' });
  await system.settle();
  expect(github.requestCounts().reads - after.reads).toBeLessThanOrEqual(2);
});
