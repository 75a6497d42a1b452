// Configuration as an organisation lives with it: one file for all, one per repository, and pull requests that change them.

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type System, startSystem } from '../support/system.ts';
import { check, config, openPulls, REPOSITORY } from '../support/team.ts';
import { until } from '../support/until.ts';

let system: System;

beforeEach(async () => {
  system = await startSystem();
});

afterEach(async () => {
  system.github.assertHonest();
  await system.stop();
});

const OWN = '.clos/config.yml';
const ORG = '.clos/org.yml';
const HOME = 'acme/.github';

/** An organisation with its file, and repositories each with theirs. */
async function organization(
  org: string | null,
  repositories: Readonly<Record<string, string | null>>,
): Promise<number> {
  const { github } = system;
  github.createOrganization('acme');
  if (org !== null) github.createRepository({ owner: 'acme', name: '.github', files: { [ORG]: org } });
  for (const [name, file] of Object.entries(repositories))
    github.createRepository({ owner: 'acme', name, ...(file === null ? {} : { files: { [OWN]: file } }) });
  const id = github.install({ owner: 'acme' });
  await system.settle();
  return id;
}

interface InForce {
  readonly source: string;
  readonly policy: {
    readonly mode: string;
    readonly wip: Record<string, unknown>;
    readonly pods: unknown[];
  } | null;
  readonly problems: readonly { readonly code: string; readonly file: string; readonly line: number }[];
}

async function inForce(name = 'shop'): Promise<InForce> {
  const [row] = await system.query<InForce>(
    'SELECT config_source AS source, config_policy AS policy, config_problems AS problems FROM repositories WHERE name = $1',
    [name],
  );
  if (!row) throw new Error(`no repository ${name}`);
  return row;
}

/** How `clos/config` reads on a commit: `failure: …`, with its remarks. */
async function proposal(at: string | { pull: number }, name = REPOSITORY) {
  const runs = system.github.checkRuns(name, at).filter((run) => run.name === 'clos/config');
  const run = runs.at(-1);
  if (!run) return null;
  return {
    says: `${run.conclusion}: ${run.output.title}`,
    text: `${run.output.summary}\n${run.output.text}`,
    remarks: run.annotations.map((one) => `${one.path}:${one.start_line}:${one.start_column} ${one.title}`),
    runs: runs.length,
  };
}

const LIMIT_1 = 'version: 1\nmode: enforce\nwip: {limit: 1}\n';

describe("the organisation's file", () => {
  test('holds in every repository that sets nothing itself', async () => {
    await organization(LIMIT_1, { shop: null, api: 'version: 1\nwip: {limit: 3}\n' });
    expect((await inForce('shop')).policy).toMatchObject({ mode: 'enforce', wip: { limit: 1 } });
    expect((await inForce('api')).policy).toMatchObject({ mode: 'enforce', wip: { limit: 3 } });
    await openPulls(system, 2);
    expect(check(system.github, 2)).toBe('queued: Waiting: position 1 of 1, limit 1');
  });

  test('T-3 changed on its default branch, reaches the open pull requests of every repository', async () => {
    await organization(LIMIT_1, { shop: null, api: null });
    await openPulls(system, 2);
    await openPulls(system, 2, 'acme/api');
    system.github.commitFile(HOME, { path: ORG, content: LIMIT_1.replace('1}', '2}') });
    await system.settle();
    expect(check(system.github, 2)).toBe('success: Holds slot 2 of 2');
    expect(check(system.github, 2, 'acme/api')).toBe('success: Holds slot 2 of 2');
  });

  test('T-3 changed, has a hundred open pull requests judged again within a minute', async () => {
    const { github } = system;
    await organization(LIMIT_1, { shop: null });
    for (let i = 0; i < 100; i += 1) github.openPull(REPOSITORY);
    await system.settle();
    github.commitFile(HOME, { path: ORG, content: LIMIT_1.replace('1}', '200}') });
    // As decided: GitHub is told at the pace it allows, and so within the next minute; what opened them may have used the pace up.
    const judged = async () => {
      const [row] = await system.query<{ green: number }>(
        `SELECT count(*)::int AS green FROM checks WHERE name = 'clos/wip' AND body->>'conclusion' = 'success'`,
      );
      return row?.green === 100;
    };
    await until('all hundred are green', judged, 60);
  });

  test('T-4 broken, keeps the last good one everywhere, and the check says so', async () => {
    await organization(LIMIT_1, { shop: null });
    system.github.commitFile(HOME, { path: ORG, content: 'version: 1\nwip: {limit: none}\n' });
    await system.settle();
    expect(await inForce()).toMatchObject({
      source: 'last-good',
      policy: { wip: { limit: 1 } },
      problems: [{ file: ORG, line: 2 }],
    });
    await openPulls(system, 1);
    const [run] = system.github.visibleChecks(REPOSITORY, 1);
    expect(`${run?.output.summary}${run?.output.text}`).toContain('.clos/org.yml:2:');
    system.github.commitFile(HOME, { path: ORG, content: 'version: 1\nwip: {limit: 4}\n' });
    await system.settle();
    expect(await inForce()).toMatchObject({
      source: 'repository',
      policy: { wip: { limit: 4 } },
      problems: [],
    });
  });

  test('T-4 broken from the start binds nobody: repositories go by their own files', async () => {
    await organization('version: 7\n', { shop: LIMIT_1, api: null });
    expect(await inForce('shop')).toMatchObject({ source: 'repository', policy: { mode: 'enforce' } });
    expect(await inForce('api')).toMatchObject({ source: 'default' });
  });

  test('deleted, lets go of everybody', async () => {
    await organization(LIMIT_1, { shop: null });
    system.github.commitFile(HOME, { path: ORG, content: null });
    await system.settle();
    expect(await inForce()).toMatchObject({ source: 'default', policy: { mode: 'warn', wip: { limit: 5 } } });
  });

  test('gives its pods their rules, and repositories by name and path to them', async () => {
    const org = `${LIMIT_1}pods:\n  - {slug: web, repositories: ['sh*'], wip: {limit: 2}}\n  - {slug: pay, paths: {mono: ['pay/**']}}\n`;
    await organization(org, { shop: null, mono: null, api: null });
    expect((await inForce('shop')).policy?.pods).toEqual([{ key: 'pod/web', name: 'web', paths: null }]);
    expect((await inForce('mono')).policy?.pods).toEqual([
      { key: 'pod/pay', name: 'pay', paths: ['pay/**'] },
    ]);
    expect((await inForce('api')).policy?.pods).toEqual([]);
    const rules = await system.query(
      `SELECT key, rules->'wip'->'limit' AS limit FROM pods WHERE key LIKE 'pod/%' ORDER BY key`,
    );
    expect(rules).toEqual([
      { key: 'pod/pay', limit: 1 },
      { key: 'pod/web', limit: 2 },
    ]);
  });

  test('mended by the sweep when the push was lost', async () => {
    await organization(LIMIT_1, { shop: null });
    system.github.misbehave.hold();
    system.github.commitFile(HOME, { path: ORG, content: 'version: 1\nwip: {limit: 8}\n' });
    await system.sweep();
    expect((await inForce()).policy).toMatchObject({ wip: { limit: 8 } });
    system.github.misbehave.release();
    await system.settle();
  });
});

describe('files that extend others', () => {
  const SHARED = { '.clos/strict.yml': 'version: 1\nmode: enforce\nwip: {limit: 2}\n' };

  test('T-3 a change of the extended file reaches those who extend it', async () => {
    const { github } = system;
    github.createOrganization('acme');
    github.createRepository({ owner: 'acme', name: 'rules', files: SHARED });
    await organization(null, { shop: 'version: 1\nextends: acme/rules/.clos/strict.yml\n' });
    expect((await inForce()).policy).toMatchObject({ mode: 'enforce', wip: { limit: 2 } });
    github.commitFile('acme/rules', { path: '.clos/strict.yml', content: 'version: 1\nwip: {limit: 7}\n' });
    await system.settle();
    expect((await inForce()).policy).toMatchObject({ mode: 'warn', wip: { limit: 7 } });
  });

  test('T-5 a public repository of somebody else is not read, though a token could', async () => {
    const { github } = system;
    github.createRepository({ owner: 'evil', name: 'rules', files: SHARED });
    await organization(null, { shop: 'version: 1\nextends: evil/rules/.clos/strict.yml\n' });
    const { source, problems } = await inForce();
    expect({ source, problems }).toMatchObject({
      source: 'none',
      problems: [{ code: 'config.extends-foreign' }],
    });
  });
});

describe('exempt authors', () => {
  const authors = async () => (await inForce()).policy?.wip.exempt;

  test('T-11 are accounts: a login that changes hands exempts nobody new, and an unknown one exempts nobody', async () => {
    const { github } = system;
    github.createUser('alice');
    const { id } = github.world.accounts.get('alice')!;
    const file = 'version: 1\nwip: {exempt: {authors: [alice, nobody-here]}}\n';
    const who = [
      { login: 'alice', id },
      { login: 'nobody-here', id: null },
    ];
    await organization(null, { shop: file });
    expect(await authors()).toMatchObject({ authors: who });
    github.world.accounts.set('alice', { ...github.world.accounts.get('alice')!, id: 999_999 });
    github.commitFile(REPOSITORY, { path: OWN, content: `${file}# touched\n` });
    await system.settle();
    expect(await authors()).toMatchObject({ authors: who });
  });
});

describe('a pull request that changes configuration', () => {
  test('T-1 is judged by the base branch, and told what would change after merge', async () => {
    await organization(null, { shop: config(1) });
    await openPulls(system, 1);
    system.github.openPull(REPOSITORY, { files: { [OWN]: config(100) } });
    await system.settle();
    expect(check(system.github, 2)).toBe('queued: Waiting: position 1 of 1, limit 1');
    const told = await proposal({ pull: 2 });
    expect(told?.says).toBe('success: Configuration is valid; takes effect after merge');
    expect(told?.text).toContain('| `wip.limit` | `1` | `100` |');
    expect(told?.remarks).toEqual([]);
  });

  test('broken, gets its lines remarked, in one run, more than fifty in batches', async () => {
    await organization(null, { shop: config(1) });
    const broken = `version: 1\n${Array.from({ length: 70 }, (_, i) => `k${i}: 1\n`).join('')}`;
    system.github.openPull(REPOSITORY, { files: { [OWN]: broken } });
    await system.settle();
    const told = await proposal({ pull: 1 });
    expect(told).toMatchObject({ says: 'failure: Configuration has 70 problems', runs: 1 });
    expect(told?.remarks).toHaveLength(70);
    expect(told?.remarks[0]).toBe(`${OWN}:2:1 config.unknown-key`);
    expect(new Set(told?.remarks).size).toBe(70);
    expect((await inForce()).source).toBe('repository');
  });

  test('has each remark once, though the answer to a batch of them was lost', async () => {
    await organization(null, { shop: config(1) });
    const broken = `version: 1\n${Array.from({ length: 70 }, (_, i) => `k${i}: 1\n`).join('')}`;
    system.github.misbehave.failNext('checks/update', { status: 502, apply: true });
    system.github.openPull(REPOSITORY, { files: { [OWN]: broken } });
    await system.settle();
    const told = await proposal({ pull: 1 });
    expect(told?.runs).toBe(1);
    expect(told?.remarks).toHaveLength(70);
    expect(new Set(told?.remarks).size).toBe(70);
  });

  test('keeps its answer when something else is pushed to the branch', async () => {
    await organization(null, { shop: config(1) });
    system.github.openPull(REPOSITORY, { files: { [OWN]: 'version: 3\n' } });
    await system.settle();
    system.github.push(REPOSITORY, 1, { files: { 'src/a.ts': 'a\n' } });
    await system.settle();
    expect(await proposal({ pull: 1 })).toMatchObject({ says: 'failure: Configuration has 1 problem' });
    system.github.push(REPOSITORY, 1, { files: { [OWN]: config(1) } });
    await system.settle();
    expect(await proposal({ pull: 1 })).toBeNull();
  });

  test('from a fork is looked at as well, once per head', async () => {
    await organization(null, { shop: config(1) });
    system.github.openPull(REPOSITORY, { fork: 'stranger', files: { [OWN]: 'version: 3\n' } });
    await system.settle();
    expect(await proposal({ pull: 1 })).toMatchObject({ says: 'failure: Configuration has 1 problem' });
  });

  test('that sets what the organisation locked is told so, and the organisation stays in force', async () => {
    await organization(`${LIMIT_1}locked: [wip.limit]\n`, { shop: null });
    system.github.openPull(REPOSITORY, {
      files: { [OWN]: 'version: 1\nwip:\n  limit: 50\n  drafts: include\n' },
    });
    await system.settle();
    expect(await proposal({ pull: 1 })).toMatchObject({
      says: 'failure: Configuration has 1 problem',
      remarks: [`${OWN}:3:3 config.locked`],
    });
    system.github.mergePull(REPOSITORY, 1);
    await system.settle();
    expect((await inForce()).policy).toMatchObject({ wip: { limit: 1, drafts: 'include' } });
  });

  test("of the organisation's file is told which pods come and go", async () => {
    await organization(`${LIMIT_1}pods: [{slug: old, repositories: [x]}]\n`, { shop: null });
    system.github.openPull(HOME, { files: { [ORG]: `${LIMIT_1}pods: [{slug: new, repositories: [x]}]\n` } });
    await system.settle();
    const told = await proposal({ pull: 1 }, HOME);
    expect(told?.says).toBe('success: Configuration is valid; takes effect after merge');
    expect(told?.text).toMatch(/`pod\/old`[\s\S]*`pod\/new`/);
  });

  test('T-1 that changes gates is told what they would be after merge, and its lines where they are wrong', async () => {
    await organization(null, { shop: null });
    const gates = '.clos/gates.yml';
    system.github.openPull(REPOSITORY, { files: { [gates]: 'version: 1\nmode: observe\n' } });
    system.github.openPull(REPOSITORY, { files: { [gates]: 'version: 1\ngates: { DISCOVRY: {} }\n' } });
    await system.settle();
    const told = await proposal({ pull: 1 });
    expect(told?.says).toBe('success: Configuration is valid; takes effect after merge');
    expect(told?.text).toContain('| `mode` | `enforce` | `observe` |');
    expect(await proposal({ pull: 2 })).toMatchObject({
      says: 'failure: Configuration has 1 problem',
      remarks: [`${gates}:2:10 config.unknown-stage`],
    });
  });

  test('is told again on request, and one that does not touch .clos/ is told nothing', async () => {
    await organization(null, { shop: config(1) });
    system.github.openPull(REPOSITORY, { files: { [OWN]: config(2) } });
    system.github.openPull(REPOSITORY, { files: { 'src/a.ts': 'a\n' } });
    await system.settle();
    expect(await proposal({ pull: 2 })).toBeNull();
    system.github.rerequestCheck(REPOSITORY, 1, 'clos/config');
    await system.settle();
    expect(await proposal({ pull: 1 })).toMatchObject({ runs: 2 });
  });

  test('T-2 a pull request moved to another base is judged by the default branch all the same', async () => {
    await organization(null, { shop: config(1) });
    system.github.commitFile(REPOSITORY, { branch: 'weak', path: OWN, content: config(99) });
    await openPulls(system, 1);
    system.github.openPull(REPOSITORY, { base: 'weak' });
    await system.settle();
    expect(check(system.github, 2)).toBe('queued: Waiting: position 1 of 1, limit 1');
    system.github.editPull(REPOSITORY, 2, { base: 'main' });
    await system.settle();
    expect(check(system.github, 2)).toBe('queued: Waiting: position 1 of 1, limit 1');
  });
});
