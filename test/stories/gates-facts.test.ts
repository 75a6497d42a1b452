// What gates ask of the world: other apps' checks, teams, addresses, and several projects in one repository.

import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Answered } from '../../src/core/gates/model.ts';
import { evidence, formProject, gate, gateText, project } from '../support/project.ts';
import { type System, startSystem } from '../support/system.ts';

/** Who answers, by address. */
const answering = new Map<string, Answered>();
const asked: string[] = [];

let system: System;
let teams = 0;

beforeAll(async () => {
  const answers = async (address: string): Promise<Answered> => {
    asked.push(address);
    return answering.get(address) ?? { kind: 'silent', because: 'it answered 404' };
  };
  system = await startSystem({ hooks: { web: { answers } } });
});

afterEach(async () => {
  await system.settle();
  system.github.assertHonest();
});

afterAll(() => system.stop());

const PROJECT = '.clos/project.yml';

async function team(files: Readonly<Record<string, string>>): Promise<string> {
  teams += 1;
  const name = `facts${teams}/shop`;
  await formProject(system, name, files);
  return name;
}

async function promotion(name: string, stage = 'PROTOTYPE', more: Record<string, string> = {}) {
  const { number } = system.github.openPull(name, {
    author: 'ada',
    files: { [PROJECT]: project(stage), ...more },
  });
  await system.settle();
  return number;
}

const said = (name: string, number: number) => gate(system.github, name, number);

const gates = (...lines: readonly string[]): Record<string, string> => ({
  '.clos/gates.yml': ['version: 1', ...lines, ''].join('\n'),
});

const TESTED = gates(
  'checks:',
  '  tests: {name: unit tests, app: github-actions}',
  'gates:',
  '  DISCOVERY:',
  '    criteria:',
  '      - {id: tested, title: Tests pass, expression: checks.tests.passed, reason: The tests did not pass}',
);

test('T-18 a check counts when its own app finished it, and by nobody else’s word', async () => {
  const name = await team(TESTED);
  const { github } = system;
  const number = await promotion(name);
  expect(said(name, number)).not.toBe('success');
  github.reportForeignCheck(name, number, { name: 'unit tests', conclusion: 'success', app: 'impostor' });
  await system.settle();
  expect(said(name, number)).not.toBe('success');
  github.reportForeignCheck(name, number, { name: 'unit tests', conclusion: 'failure' });
  await system.settle();
  expect(said(name, number)).toBe('failure');
  github.reportForeignCheck(name, number, { name: 'unit tests', conclusion: 'success' });
  await system.settle();
  expect(said(name, number)).toBe('success');
  github.push(name, number, { files: { 'src/unseen.ts': '1' } });
  await system.settle();
  expect(said(name, number)).not.toBe('success');
});

test('an approval counts by live membership of the team, and is void when it was dismissed', async () => {
  const name = await team(
    gates('gates:', '  DISCOVERY:', '    criteria: []', '    approvals: [{count: 1, teams: [design]}]'),
  );
  const { github } = system;
  const [owner = ''] = name.split('/');
  github.createTeam(owner, 'design');
  for (const login of ['ben', 'dora']) github.setCollaborator(name, login, 'write');
  const number = await promotion(name);
  const first = github.review(name, number, { author: 'dora' });
  await system.settle();
  expect(said(name, number)).not.toBe('success');
  github.addToTeam(owner, 'design', 'dora');
  github.comment(name, number, { author: 'ada', body: '/clos recheck' });
  await system.settle();
  expect(said(name, number)).toBe('success');
  github.dismissReview(name, number, first.id);
  await system.settle();
  expect(said(name, number)).not.toBe('success');
});

test('an address in evidence has to answer, and is asked only when a promotion is', async () => {
  const address = 'https://prototype.example.com/';
  const name = await team({
    [PROJECT]: project('PROTOTYPE'),
    '.clos/evidence.yml': `prototypeUrl: ${address}\nuserTesting: 3\n`,
  });
  system.github.openPull(name);
  await system.settle();
  expect(asked).toEqual([]);
  const number = await promotion(name, 'MINIMUM_REMARKABLE');
  expect(asked).toEqual([address]);
  expect(gateText(system.github, name, number)).toContain('it answered 404');
  answering.set(address, { kind: 'answered' });
  system.github.comment(name, number, { author: 'ada', body: '/clos recheck' });
  await system.settle();
  expect(said(name, number)).toBe('success');
});

test('several projects in one pull request are judged each, in one check', async () => {
  const shop = (stage: string) => `version: 1\nname: Shop\nstage: ${stage}\npaths: [shop/]\n`;
  const pay = (stage: string) => `version: 1\nname: Pay\nstage: ${stage}\npaths: [pay/]\n`;
  const name = await team({
    '.clos/projects/shop.yml': shop('DISCOVERY'),
    '.clos/projects/pay.yml': pay('DISCOVERY'),
    '.clos/evidence/shop.yml': evidence(9),
    '.clos/evidence/pay.yml': evidence(1),
  });
  const { github } = system;
  const both = github.openPull(name, {
    files: { '.clos/projects/shop.yml': shop('PROTOTYPE'), '.clos/projects/pay.yml': pay('PROTOTYPE') },
  }).number;
  const one = github.openPull(name, { files: { '.clos/projects/shop.yml': shop('PROTOTYPE') } }).number;
  await system.settle();
  expect([said(name, both), said(name, one)]).toEqual(['failure', 'success']);
  expect(gateText(github, name, both)).toMatch(/Shop[\s\S]*Pay|Pay[\s\S]*Shop/);
});

test('the organisation’s gates hold, and what it locked a repository cannot change', async () => {
  const { github } = system;
  github.createOrganization('facts-org');
  github.createRepository({
    owner: 'facts-org',
    name: '.github',
    files: {
      '.clos/gates.yml':
        'version: 1\nlocked: [gates]\ngates:\n  DISCOVERY:\n    criteria:\n      - {id: talks, title: Talks, expression: evidence.customerInterviews >= 9, reason: Too few}\n',
    },
  });
  const name = 'facts-org/shop';
  github.createRepository({
    owner: 'facts-org',
    name: 'shop',
    files: {
      [PROJECT]: project('DISCOVERY'),
      '.clos/evidence.yml': evidence(6),
      '.clos/gates.yml': 'version: 1\ngates:\n  DISCOVERY: {criteria: []}\n',
    },
  });
  github.install({ owner: 'facts-org' });
  await system.settle();
  const number = await promotion(name);
  expect(said(name, number)).toBe('failure');
  github.commitFile('facts-org/.github', {
    path: '.clos/gates.yml',
    content: 'version: 1\n',
  });
  await system.settle();
  expect(said(name, number)).toBe('success');
});
