// What a gate's verdict stood on: another base branch, the moment it ends, and what changed before the merge queue was answered.

import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { evidence, formProject, GATE, gate, gateText, history, project } from '../support/project.ts';
import { type System, startSystem } from '../support/system.ts';
import { until } from '../support/until.ts';

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

const PROJECT = '.clos/project.yml';
const EVIDENCE = '.clos/evidence.yml';
const GATES = '.clos/gates.yml';

/** `main` requires the gate; the branch `weak` has the project where the promotion wants it. */
async function team(files: Readonly<Record<string, string>> = {}): Promise<string> {
  teams += 1;
  const name = `basis${teams}/shop`;
  const { github } = system;
  await formProject(system, name, files);
  github.requireChecks(name, 'main', [{ context: GATE, appId: github.app.id }]);
  github.commitFiles(name, { [PROJECT]: project('PROTOTYPE') }, { branch: 'weak' });
  await system.settle();
  return name;
}

async function opened(name: string, base: string, interviews = 2): Promise<number> {
  const files = { [PROJECT]: project('PROTOTYPE'), [EVIDENCE]: evidence(interviews) };
  const { number } = system.github.openPull(name, { author: 'ada', base, files });
  await system.settle();
  return number;
}

const said = (name: string, number: number) => gate(system.github, name, number);

const actions = async (name: string, number: number): Promise<string[]> => {
  const { id } = system.github.repository(name);
  const rows = await system.query<{ action: string }>(
    `SELECT action FROM audit_events WHERE subject = 'pull/${id}/${number}' AND action LIKE 'gate.merged%' ORDER BY event_id`,
  );
  return rows.map(({ action }) => action);
};

describe('T-131 A1 another base branch', () => {
  test('of a branch that is not judged is never green for the default branch, asked for and merged in one breath', async () => {
    const name = await team();
    const { github } = system;
    const number = await opened(name, 'weak');
    expect(said(name, number)).toBeNull();
    github.misbehave.hold();
    github.editPull(name, number, { base: 'main' });
    expect(() => github.mergePull(name, number)).toThrow();
    github.misbehave.release();
    await system.settle();
    expect(said(name, number)).toBe('failure');
    expect(await history(system, name)).toEqual([expect.objectContaining({ to: 'DISCOVERY' })]);
  });

  test('takes the green away where one stands, says so, and gives it back with the judged branch', async () => {
    const name = await team();
    const { github } = system;
    const number = await opened(name, 'main', 6);
    expect(said(name, number)).toBe('success');
    github.editPull(name, number, { base: 'weak' });
    await system.settle();
    expect(said(name, number)).toBe('failure');
    expect(gateText(github, name, number)).toContain('Not judged on this base branch');
    github.editPull(name, number, { base: 'main' });
    await system.settle();
    expect(said(name, number)).toBe('success');
  });

  test('leaves a stacked pull request in peace: nothing is said on it, however often it is pushed to', async () => {
    const name = await team();
    const { github } = system;
    const number = await opened(name, 'main', 6);
    github.editPull(name, number, { base: 'weak' });
    await system.settle();
    github.push(name, number);
    await system.settle();
    expect(said(name, number)).toBeNull();
  });

  test('that the rules name is judged by the rules of the default branch', async () => {
    const name = await team({ [GATES]: 'version: 1\nbranches: [release/*]\n' });
    const { github } = system;
    github.commitFiles(name, { 'notes.md': 'x' }, { branch: 'release/1' });
    await system.settle();
    const number = await opened(name, 'release/1');
    expect(said(name, number)).toBe('failure');
  });

  test('a retarget between two judged branches is judged anew, and a merge before that is written down as unjudged', async () => {
    const name = await team({ [GATES]: 'version: 1\nbranches: [weak]\n' });
    const { github } = system;
    // Nothing is asked of it there: the project stands at PROTOTYPE on that branch.
    const number = await opened(name, 'weak');
    expect(said(name, number)).toBe('success');
    github.misbehave.hold();
    github.editPull(name, number, { base: 'main' });
    github.mergePull(name, number);
    github.misbehave.release();
    await system.settle();
    expect(await actions(name, number)).toEqual(['gate.merged-unjudged']);
    const steps = await history(system, name);
    expect(steps.at(-1)).toMatchObject({ to: 'PROTOTYPE', verdict: null });
  });

  test('a green that waits to be delivered is not sent once the base is another one', async () => {
    const name = await team({ [GATES]: 'version: 1\nbranches: [weak]\n' });
    const { github } = system;
    const number = await opened(name, 'main');
    expect(said(name, number)).toBe('failure');
    github.misbehave.failNext('checks/create', { status: 502, times: 1 });
    github.push(name, number, { files: { [EVIDENCE]: evidence(6) } });
    github.editPull(name, number, { base: 'weak' });
    github.push(name, number, { files: { [EVIDENCE]: evidence(1) } });
    await system.settle();
    expect(said(name, number)).toBe('success');
    github.editPull(name, number, { base: 'main' });
    await system.settle();
    expect(said(name, number)).toBe('failure');
  });
});

describe('T-131 A1 rules that change a moment before a merge', () => {
  test('are read before it is counted, though their own delivery is late', async () => {
    const name = await team();
    const { github } = system;
    const number = await opened(name, 'main', 6);
    expect(said(name, number)).toBe('success');
    github.misbehave.hold();
    const strict = '{id: talks, title: Talks, expression: evidence.customerInterviews >= 9, reason: Too few}';
    github.commitFiles(name, { [GATES]: `version: 1\ngates:\n  DISCOVERY: {criteria: [${strict}]}\n` });
    github.mergePull(name, number);
    const late = [...github.misbehave.held];
    github.misbehave.release((held) => held.filter(({ event }) => event === 'pull_request'));
    await system.settle();
    expect(await actions(name, number)).toEqual(['gate.merged-unjudged']);
    expect((await history(system, name)).at(-1)).toMatchObject({ to: 'PROTOTYPE', verdict: 'unknown' });
    for (const { id } of late.filter(({ event }) => event === 'push')) github.redeliver(id);
    await system.settle();
    expect(await actions(name, number)).toEqual(['gate.merged-unjudged']);
  });
});

describe('T-136 A6 what ends by time', () => {
  const waived = async (span: string): Promise<{ name: string; number: number }> => {
    const name = await team();
    const { github } = system;
    github.setCollaborator(name, 'mia', 'maintain');
    const number = await opened(name, 'main', 2);
    github.comment(name, number, {
      author: 'mia',
      body: `/clos waive customer-interviews until ${span} because of the trade fair`,
    });
    await system.settle();
    return { name, number };
  };

  test('is judged in its moment, without a sweep', async () => {
    const { name, number } = await waived('4s');
    await until('the waiver has ended and the check says so', () => said(name, number) === 'failure', 30);
  });
});

describe('T-138 A8 the merge queue', () => {
  test('is not answered by a green that others took away without a word', async () => {
    const rules = [
      'version: 1',
      'gates:',
      '  DISCOVERY:',
      '    criteria: []',
      '    approvals: [{count: 1, teams: [leads]}]',
      '',
    ].join('\n');
    const name = await team({ [GATES]: rules });
    const { github } = system;
    const owner = name.split('/')[0] ?? '';
    github.createTeam(owner, 'leads', { members: ['lea'] });
    github.setCollaborator(name, 'lea', 'write');
    const number = await opened(name, 'main');
    github.review(name, number, { author: 'lea', state: 'approved' });
    await system.settle();
    expect(said(name, number)).toBe('success');
    // Nobody tells of it.
    github.removeFromTeam(owner, 'leads', 'lea');
    const group = github.enqueue(name, [number]);
    await system.settle();
    const [run] = github.checkRuns(name, group.headSha).filter((one) => one.name === GATE);
    expect(run?.conclusion).toBe('failure');
  });
});
