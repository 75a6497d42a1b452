// The main job, told as a team lives it: a signed delivery takes a slot, and the pull request's check says so.

import { afterEach, describe, expect, test } from '@jest/globals';
import { type System, startSystem } from '../support/system.ts';
import { check, checks, config, formTeam, locks, openPulls, REPOSITORY } from '../support/team.ts';

let system: System;

afterEach(async () => {
  system.github.assertHonest();
  await system.stop();
});

describe('a team with two slots that enforces its limit', () => {
  test('the first two pull requests hold the slots and the others wait in line', async () => {
    system = await startSystem();
    await formTeam(system);
    await openPulls(system, 4);
    expect(checks(system.github, [1, 2, 3, 4])).toEqual([
      'success: Holds slot 1 of 2',
      'success: Holds slot 2 of 2',
      'queued: Waiting: position 1 of 2, limit 2',
      'queued: Waiting: position 2 of 2, limit 2',
    ]);
  });

  test('a waiting pull request cannot be merged, and names its holders with links', async () => {
    system = await startSystem();
    await formTeam(system);
    system.github.requireChecks(REPOSITORY, 'main', [{ context: 'clos/wip', appId: system.github.app.id }]);
    await openPulls(system, 3);
    expect(() => system.github.mergePull(REPOSITORY, 3)).toThrow();
    const [run] = system.github.visibleChecks(REPOSITORY, 3);
    expect(run?.output?.text ?? '').toContain('What to do next');
    for (const number of [1, 2]) {
      expect(`${run?.output?.summary}${run?.output?.text}`).toContain(
        system.github.pull(REPOSITORY, number).number.toString(),
      );
    }
    expect(`${run?.output?.summary}${run?.output?.text}`).toMatch(/\/acme\/shop\/pull\/1\b/);
  });

  test.each(['merge', 'close', 'draft'] as const)(
    'T-67 a %s frees the slot and the next turns green by itself',
    async (how) => {
      system = await startSystem();
      await formTeam(system);
      await openPulls(system, 4);
      const { github } = system;
      if (how === 'merge') github.mergePull(REPOSITORY, 1);
      if (how === 'close') github.closePull(REPOSITORY, 1);
      if (how === 'draft') github.convertToDraft(REPOSITORY, 1);
      await system.settle();
      expect(checks(github, [2, 3, 4])).toEqual([
        'success: Holds slot 2 of 2',
        'success: Holds slot 1 of 2',
        'queued: Waiting: position 1 of 1, limit 2',
      ]);
    },
  );

  test('T-67 back from draft, or reopened, a pull request goes to the end of the line', async () => {
    system = await startSystem();
    await formTeam(system);
    await openPulls(system, 3);
    const { github } = system;
    github.advance(60_000);
    github.convertToDraft(REPOSITORY, 1);
    await system.settle();
    expect(check(github, 1)).toBe('queued: Draft: takes a slot when ready');
    github.closePull(REPOSITORY, 2);
    await system.settle();
    github.openPull(REPOSITORY, { author: 'dev4' });
    await system.settle();
    github.advance(60_000);
    github.readyForReview(REPOSITORY, 1);
    await system.settle();
    github.advance(60_000);
    github.reopenPull(REPOSITORY, 2);
    await system.settle();
    expect(await locks(system)).toEqual({ 1: 'queued', 2: 'queued', 3: 'held', 4: 'held' });
    expect(checks(github, [1, 2])).toEqual([
      'queued: Waiting: position 1 of 2, limit 2',
      'queued: Waiting: position 2 of 2, limit 2',
    ]);
  });

  test('T-24 a push leaves the new commit without a verdict until it is judged, and the slot is kept', async () => {
    system = await startSystem();
    await formTeam(system);
    await openPulls(system, 1);
    const { github } = system;
    const before = github.pull(REPOSITORY, 1).head.sha;
    github.misbehave.hold();
    github.push(REPOSITORY, 1);
    expect(check(github, 1)).toBeNull();
    github.misbehave.release();
    await system.settle();
    expect(check(github, 1)).toBe('success: Holds slot 1 of 2');
    expect(github.checkRuns(REPOSITORY, before)).toHaveLength(1);
    expect(github.checkRuns(REPOSITORY, { pull: 1 })).toHaveLength(1);
  });

  test('re-run is honoured, also on a pull request from a fork', async () => {
    system = await startSystem();
    await formTeam(system);
    const { github } = system;
    github.openPull(REPOSITORY, { fork: 'stranger' });
    await system.settle();
    const writes = github.requestCounts().writes;
    github.rerequestCheck(REPOSITORY, 1, 'clos/wip');
    await system.settle();
    expect(github.requestCounts().writes).toBe(writes + 1);
    expect(check(github, 1)).toBe('success: Holds slot 1 of 2');
    github.rerequestSuite(REPOSITORY, 1);
    await system.settle();
    expect(github.requestCounts().writes).toBe(writes + 2);
    expect(github.checkRuns(REPOSITORY, { pull: 1 })).toHaveLength(1);
  });

  test('two pull requests from one commit share one check, and the stricter answer is shown', async () => {
    system = await startSystem();
    await formTeam(system, config(1));
    const { github } = system;
    github.commitFile(REPOSITORY, { branch: 'release', path: 'x', content: 'x' });
    github.openPull(REPOSITORY, { branch: 'shared' });
    await system.settle();
    github.openPull(REPOSITORY, { branch: 'shared', base: 'release' });
    await system.settle();
    expect(github.pull(REPOSITORY, 1).head.sha).toBe(github.pull(REPOSITORY, 2).head.sha);
    expect(github.checkRuns(REPOSITORY, { pull: 1 })).toHaveLength(1);
    expect(check(github, 1)).toBe('queued: Waiting: position 1 of 1, limit 1');
    expect(github.visibleChecks(REPOSITORY, 1)[0]?.output?.summary).toContain(
      'The strictest answer is shown',
    );
  });
});

describe('a commit that two pull requests share', () => {
  test('is not green for the one that waits when the other is closed and opened again', async () => {
    system = await startSystem();
    await formTeam(system, config(1));
    const { github } = system;
    github.commitFile(REPOSITORY, { branch: 'release', path: 'x', content: 'x' });
    github.openPull(REPOSITORY, { branch: 'shared' });
    await system.settle();
    github.openPull(REPOSITORY, { branch: 'shared', base: 'release' });
    await system.settle();
    for (const step of ['closePull', 'reopenPull'] as const) {
      github.advance(2_000);
      github[step](REPOSITORY, 2);
      await system.settle();
      expect(check(github, 1)?.startsWith('success')).toBe(step === 'closePull');
    }
    expect(check(github, 2)).toBe('queued: Waiting: position 1 of 1, limit 1');
  });
});

describe('configuration', () => {
  test('without any, a repository has five slots and only warns', async () => {
    system = await startSystem();
    await formTeam(system, null);
    await openPulls(system, 6);
    expect(check(system.github, 5)).toBe('success: Holds slot 5 of 5');
    expect(check(system.github, 6)).toMatch(/^success: Would wait/);
  });

  test('observe records and posts nothing', async () => {
    system = await startSystem();
    await formTeam(system, config(1, { mode: 'observe' }));
    await openPulls(system, 2);
    expect(checks(system.github, [1, 2])).toEqual([null, null]);
    expect(await locks(system)).toEqual({ 1: 'held', 2: 'queued' });
  });

  test('a pod that stops judging takes back the checks it showed, so that nothing stays yellow', async () => {
    system = await startSystem();
    await formTeam(system, config(1));
    await openPulls(system, 2);
    const { github } = system;
    github.commitFile(REPOSITORY, { path: '.clos/config.yml', content: config(1, { mode: 'observe' }) });
    await system.settle();
    expect(checks(github, [1, 2])).toEqual(Array(2).fill('success: Not judged: the pod only observes'));
  });

  test('block refuses over the limit, until it is asked again with a slot free', async () => {
    system = await startSystem();
    await formTeam(system, config(1, { onLimit: 'block' }));
    await openPulls(system, 2);
    expect(check(system.github, 2)).toMatch(/^failure: /);
    system.github.closePull(REPOSITORY, 1);
    await system.settle();
    system.github.rerequestCheck(REPOSITORY, 2, 'clos/wip');
    await system.settle();
    expect(check(system.github, 2)).toBe('success: Holds slot 1 of 1');
  });

  test('a raised limit admits at once, a lowered one evicts nobody', async () => {
    system = await startSystem();
    await formTeam(system, config(1));
    await openPulls(system, 3);
    const { github } = system;
    github.commitFile(REPOSITORY, { path: '.clos/config.yml', content: config(3) });
    await system.settle();
    expect(checks(github, [1, 2, 3]).every((said) => said?.startsWith('success'))).toBe(true);
    github.commitFile(REPOSITORY, { path: '.clos/config.yml', content: config(1) });
    await system.settle();
    expect(await locks(system)).toEqual({ 1: 'held', 2: 'held', 3: 'held' });
    github.openPull(REPOSITORY);
    await system.settle();
    expect(check(github, 4)).toBe('queued: Waiting: position 1 of 1, limit 1');
  });

  test('a pull request that raises the limit for itself is judged by the base branch', async () => {
    system = await startSystem();
    await formTeam(system, config(1));
    await openPulls(system, 1);
    system.github.openPull(REPOSITORY, { files: { '.clos/config.yml': config(100) } });
    await system.settle();
    expect(check(system.github, 2)).toBe('queued: Waiting: position 1 of 1, limit 1');
  });

  test('a file broken from the start turns the check red and says the line and the mend', async () => {
    system = await startSystem();
    await formTeam(system, 'version: 1\nmode: enforced\n');
    await openPulls(system, 1);
    const [run] = system.github.visibleChecks(REPOSITORY, 1);
    expect(run?.conclusion).toBe('failure');
    expect(`${run?.output?.summary}${run?.output?.text}`).toContain('.clos/config.yml:2:7');
  });

  test('a file broken later leaves the last good one in force, and the check says so', async () => {
    system = await startSystem();
    await formTeam(system, config(1));
    await openPulls(system, 1);
    const { github } = system;
    github.commitFile(REPOSITORY, { path: '.clos/config.yml', content: 'version: 1\nwip:\n  limit: many\n' });
    await system.settle();
    github.openPull(REPOSITORY);
    await system.settle();
    expect(check(github, 2)).toBe('queued: Waiting: position 1 of 1, limit 1');
    const [run] = github.visibleChecks(REPOSITORY, 2);
    expect(`${run?.output?.summary}${run?.output?.text}`).toContain('.clos/config.yml:3:10');
  });
});

describe('repositories and installations', () => {
  test('T-12 a renamed repository keeps its locks', async () => {
    system = await startSystem();
    await formTeam(system, config(1));
    await openPulls(system, 2);
    const { github } = system;
    github.renameRepository(REPOSITORY, 'store');
    await system.settle();
    github.closePull('acme/store', 1);
    await system.settle();
    expect(check(github, 2, 'acme/store')).toBe('success: Holds slot 1 of 1');
  });

  test('a repository removed from the installation lets go of its slots, and asks again when it comes back', async () => {
    system = await startSystem();
    const id = await formTeam(system, config(1));
    await openPulls(system, 2);
    const { github } = system;
    github.removeRepositories(id, [REPOSITORY]);
    await system.settle();
    expect(await locks(system)).toEqual({});
    github.addRepositories(id, [REPOSITORY]);
    await system.settle();
    expect(await locks(system)).toEqual({ 1: 'held', 2: 'queued' });
  });

  test('T-12 a transferred repository is adopted by the installation that received it', async () => {
    system = await startSystem();
    await formTeam(system, config(1));
    const { github } = system;
    github.createOrganization('umbrella');
    github.install({ owner: 'umbrella' });
    await openPulls(system, 2);
    github.transferRepository(REPOSITORY, 'umbrella');
    await system.settle();
    await system.sweep();
    expect(await system.query(`SELECT installation_id FROM wip_locks WHERE status = 'held'`)).toHaveLength(1);
    github.closePull('umbrella/shop', 1);
    await system.settle();
    expect(check(github, 2, 'umbrella/shop')).toBe('success: Holds slot 1 of 1');
  });

  test('T-54 a suspended installation is left alone, and resumes where GitHub stands', async () => {
    system = await startSystem();
    const id = await formTeam(system, config(1));
    await openPulls(system, 2);
    const { github } = system;
    github.suspend(id);
    await system.settle();
    expect(await locks(system)).toEqual({});
    const { writes } = github.requestCounts();
    github.closePull(REPOSITORY, 1);
    await system.settle();
    expect(github.requestCounts().writes).toBe(writes);
    github.unsuspend(id);
    await system.settle();
    expect(await locks(system)).toEqual({ 2: 'held' });
    expect(check(github, 2)).toBe('success: Holds slot 1 of 1');
  });

  test('T-54 an uninstalled app lets go of everything and writes nothing', async () => {
    system = await startSystem();
    const id = await formTeam(system, config(1));
    await openPulls(system, 2);
    system.github.uninstall(id);
    await system.settle();
    expect(await locks(system)).toEqual({});
    expect(await system.query('SELECT status FROM installations')).toEqual([{ status: 'removed' }]);
  });

  test('at installation the oldest open pull requests hold the slots', async () => {
    system = await startSystem();
    const { github } = system;
    github.createOrganization('acme');
    github.createRepository({ owner: 'acme', name: 'shop', files: { '.clos/config.yml': config(2) } });
    for (let i = 0; i < 4; i += 1) {
      github.openPull(REPOSITORY);
      github.advance(60_000);
    }
    github.install({ owner: 'acme' });
    await system.settle();
    expect(await locks(system)).toEqual({ 1: 'held', 2: 'held', 3: 'queued', 4: 'queued' });
  });
});
