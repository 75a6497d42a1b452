// `clos doctor` against a GitHub that is set up wrongly, one thing at a time. One system; each test has an account of its own.

import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Finding } from '../../src/core/doctor/rule.ts';
import { readEnv } from '../../src/env.ts';
import { spawnClos } from '../support/child.ts';
import { closHere } from '../support/clos-here.ts';
import { envFor, type System, startSystem } from '../support/system.ts';
import { config, formTeam } from '../support/team.ts';

let system: System;
let teams = 0;

beforeAll(async () => {
  system = await startSystem({ github: { permissions: { ...NEEDED, statuses: 'read' } } });
});

afterEach(async () => {
  system.github.misbehave.clear();
  system.github.world.hook = { secret: true, insecureSsl: false };
  await system.settle();
  system.github.assertHonest();
});

afterAll(() => system.stop());

const NEEDED = {
  actions: 'read',
  checks: 'write',
  contents: 'read',
  issues: 'write',
  members: 'read',
  merge_queues: 'read',
  metadata: 'read',
  pull_requests: 'write',
} as const;

/** A fresh account whose repository requires our check, with one open pull request. */
async function team(options: { appId?: number | null; mode?: string } = {}): Promise<string> {
  teams += 1;
  const name = `sick${teams}/shop`;
  const { github } = system;
  await formTeam(system, config(2, { mode: options.mode ?? 'enforce' }), name);
  const { appId = github.app.id } = options;
  github.setRuleset(name, 'main', { checks: [{ context: 'clos/wip', appId }] });
  github.openPull(name);
  await system.settle();
  return name;
}

interface Told {
  readonly code: number | null;
  readonly output: string;
}

/** As an operator starts it: a process of its own. */
async function clos(...args: string[]): Promise<Told> {
  const env = envFor(system.github, system.databaseUrl);
  expect(readEnv(env).credentials).not.toBeNull();
  return spawnClos('clos.ts', env, args).ended;
}

/** For what is told and not how it is started. */
const here = (...args: string[]): Promise<Told> =>
  closHere(envFor(system.github, system.databaseUrl), ...args);

async function findings(name: string, run = here): Promise<{ code: number | null; found: Finding[] }> {
  const { code, output } = await run('doctor', name, '--json');
  return { code, found: (JSON.parse(output) as { findings: Finding[] }).findings };
}

const codes = (found: readonly Finding[]): string[] => found.map((one) => one.code);

test('a repository that is set up well has no findings, and the command ends with 0', async () => {
  const name = await team();
  const { code, output } = await clos('doctor', name);
  expect(output).toContain('Looked at the app, 1 account and 1 repository.');
  expect(output).toContain('No problems found');
  expect(output).not.toContain('\u001b[');
  expect(code).toBe(0);
});

test("T-18 another app's check under our name is found, and written to the audit log once", async () => {
  const name = await team();
  system.github.reportForeignCheck(name, 1, { name: 'clos/wip', conclusion: 'success' });
  for (let i = 0; i < 2; i += 1) {
    const { code, found } = await findings(name, clos);
    expect(codes(found)).toEqual(['foreign-check']);
    expect(found[0]?.what).toContain('github-actions');
    expect(code).toBe(1);
  }
  const audited = await system.query<{ actor: string }>(
    `SELECT actor FROM audit_events WHERE action = 'check.foreign'`,
  );
  expect(audited).toEqual([{ actor: 'github-actions' }]);
});

test('T-19 a commit status under our name is found', async () => {
  const name = await team();
  system.github.setStatus(name, 1, { context: 'clos/gate', state: 'success' });
  expect(codes((await findings(name)).found)).toEqual(['foreign-status']);
});

test('T-20 a check required from any source, by a ruleset or by branch protection, is found', async () => {
  const byRuleset = await team({ appId: null });
  expect(codes((await findings(byRuleset)).found)).toEqual(['required-check-unbound']);
  const { github } = system;
  const byProtection = await team();
  github.setRuleset(byProtection, 'main', {});
  expect(codes((await findings(byProtection)).found)).toEqual(['required-check-missing']);
  github.requireChecks(byProtection, 'main', [{ context: 'clos/wip', appId: -1 }]);
  expect(codes((await findings(byProtection)).found)).toEqual(['required-check-unbound']);
  github.requireChecks(byProtection, 'main', [{ context: 'clos/wip', appId: github.app.id }]);
  expect(codes((await findings(byProtection)).found)).toEqual([]);
});

test('T-21 pull requests merged while their check was red are counted', async () => {
  const name = await team();
  const [row] = await system.query<{ id: string }>(
    'SELECT installation_id AS id FROM repositories WHERE owner = $1',
    [name.split('/')[0]],
  );
  await system.query(
    `INSERT INTO audit_events (installation_id, actor, action, subject, trace_id)
     VALUES ($1, 'clos', 'wip.merged-without-slot', 'repository/1/pull/1', 'trace')`,
    [row?.id],
  );
  const { code, found } = await findings(name);
  expect(found[0]).toMatchObject({ code: 'merged-without-slot', severity: 'warning' });
  expect(found[0]?.what).toContain('1 pull request was merged');
  expect(code).toBe(0);
});

test('a merge queue whose event the account does not send is found before it stalls', async () => {
  const name = await team();
  const { github } = system;
  github.setRuleset(name, 'main', {
    checks: [{ context: 'clos/wip', appId: github.app.id }],
    mergeQueue: true,
  });
  const [installation] = [...github.world.installations.values()].slice(-1);
  if (!installation) throw new Error('not installed');
  installation.events = installation.events.filter((event) => event !== 'merge_group');
  const { merge_queues: _, ...fewer } = installation.permissions;
  installation.permissions = fewer;
  const { found } = await findings(name);
  expect(codes(found)).toEqual([
    'installation-permission-missing',
    'installation-event-missing',
    'merge-queue-unheard',
  ]);
  expect(found[0]?.what).toBe('The permission Merge queues: read was not accepted.');
});

test('a webhook without secret or certificate is found, and no secret is printed', async () => {
  const name = await team();
  system.github.world.hook = { secret: false, insecureSsl: true };
  const { code, output } = await clos('doctor', name);
  expect(output).toContain('webhook-secret-missing');
  expect(output).toContain('webhook-ssl-off');
  expect(code).toBe(1);
  const { privateKey, webhookSecret } = system.github.app;
  for (const secret of [webhookSecret, privateKey.split('\n')[3] ?? '', '********'])
    expect(output).not.toContain(secret);
});

test('as a check it stands on the default branch, and Re-run looks again', async () => {
  const name = await team({ appId: null });
  const { github } = system;
  expect((await clos('doctor', '--check', name)).code).toBe(1);
  const head = github.repository(name).branches.get('main') ?? '';
  const shown = () =>
    github.checkRuns(name, head).map((run) => `${run.name} ${run.conclusion}: ${run.output.title}`);
  expect(shown()).toEqual(['clos/doctor failure: 1 error, 0 warnings']);
  github.setRuleset(name, 'main', { checks: [{ context: 'clos/wip', appId: github.app.id }] });
  github.rerequestCheckAt(name, head, 'clos/doctor', { as: 'owner' });
  await system.settle();
  expect(shown()).toEqual(['clos/doctor success: No problems found']);
});

test('a pod whose line is stopped is told with its reason, and is nothing wrong', async () => {
  const name = await team();
  const id = system.github.repository(name).id;
  await system.query(`UPDATE pods SET frozen = '{"reason": "incident 7", "until": null}' WHERE key = $1`, [
    `repository/${id}`,
  ]);
  const { code, found } = await findings(name);
  expect(found).toMatchObject([{ code: 'pod-frozen', severity: 'info' }]);
  expect(found[0]?.what).toContain('incident 7');
  expect(code).toBe(0);
});

test('a check required where the pod only observes is found: it is never reported', async () => {
  expect(codes((await findings(await team({ mode: 'observe' }))).found)).toEqual(['required-check-silent']);
});

test.each([['nobody/nothing'], ['not a repository']])('%s cannot be looked at: 2', async (name) => {
  const { code, output } = await clos('doctor', name);
  expect(output).toContain('→');
  expect(code).toBe(2);
});

test("a clock that differs from GitHub's is found", async () => {
  const name = await team();
  system.github.advance(120_000);
  const { code, found } = await findings(name);
  expect(codes(found)).toEqual(['clock-github']);
  expect(found[0]?.what).toMatch(/1(?:19|2[0-2]) s behind GitHub's/);
  expect(code).toBe(1);
});
