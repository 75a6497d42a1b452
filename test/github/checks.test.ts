// The Checks API and what hangs on it: runs and suites, their limits, asking again, and the merge that waits for them.

import { describe, expect, test } from '@jest/globals';
import { refusalOf, tell } from './testing.ts';

const shop = 'acme/shop';
const here = { owner: 'acme', repo: 'shop' };

describe('checks', () => {
  test('a run is created, updated, sent back to the queue and listed, latest of each name first', () =>
    tell({}, async ({ github, asInstallation }) => {
      const head_sha = github.openPull(shop).head.sha;
      const create = (name: string) =>
        asInstallation.request('POST /repos/{owner}/{repo}/check-runs', {
          ...here,
          name,
          head_sha,
          external_id: 'clos:1',
        });
      const first = await create('clos/wip');
      const second = await create('clos/wip');
      const update = (fields: object) =>
        asInstallation.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', {
          ...here,
          check_run_id: second.data.id,
          ...fields,
        });
      const done = await update({
        conclusion: 'success',
        output: { title: 'Go', summary: 'A slot is free.' },
      });
      expect(done.data).toMatchObject({
        status: 'completed',
        conclusion: 'success',
        output: { title: 'Go' },
      });
      const again = await update({ status: 'in_progress' });
      expect(again.data).toMatchObject({ status: 'in_progress', conclusion: null, completed_at: null });
      const list = (filter: 'all' | 'latest') =>
        asInstallation.request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
          ...here,
          ref: head_sha,
          filter,
        });
      expect((await list('latest')).data.check_runs.map(({ id }) => id)).toEqual([second.data.id]);
      expect((await list('all')).data.check_runs.map(({ id }) => id)).toEqual([
        second.data.id,
        first.data.id,
      ]);
      expect(github.visibleChecks(shop, 1).map(({ name, externalId }) => [name, externalId])).toEqual([
        ['clos/wip', 'clos:1'],
      ]);
    }));

  test('what is too long or too much is refused with 422', () =>
    tell({ validate: false }, async ({ github, asInstallation }) => {
      const head_sha = github.openPull(shop).head.sha;
      const create = (fields: object) =>
        asInstallation.request('POST /repos/{owner}/{repo}/check-runs', {
          ...here,
          name: 'x',
          head_sha,
          ...fields,
        });
      const note = { path: 'a', start_line: 1, end_line: 1, annotation_level: 'notice', message: 'm' };
      const action = { label: 'Fix', identifier: 'fix', description: 'Fixes it' };
      const refused: object[] = [
        { output: { title: 't', summary: 'x'.repeat(65_536) } },
        { output: { title: 't', summary: 's', annotations: Array.from({ length: 51 }, () => note) } },
        { actions: [action, action, action, action] },
        { actions: [{ ...action, label: 'x'.repeat(21) }] },
        { head_sha: '0'.repeat(40) },
        { status: 'completed' },
      ];
      for (const fields of refused) expect(await refusalOf(create(fields))).toBe(422);
      expect(github.checkRuns(shop, { pull: 1 })).toHaveLength(0);
      expect((await create({ output: { title: 't', summary: 'x'.repeat(65_535) } })).status).toBe(201);
    }));

  test('a rerequest reopens the suite, leaves the run, and names no pull request of a fork', () =>
    tell({}, async ({ github, received, asInstallation }) => {
      for (const fork of [undefined, 'bob']) {
        const { number, head } = github.openPull(shop, fork === undefined ? {} : { fork });
        await asInstallation.request('POST /repos/{owner}/{repo}/check-runs', {
          ...here,
          name: 'clos/wip',
          head_sha: head.sha,
          conclusion: 'success',
        });
        received.length = 0;
        github.rerequestCheck(shop, number, 'clos/wip');
        await github.settle();
        const run = received.find(({ payload }) => payload.action === 'rerequested')?.payload.check_run;
        expect(run).toMatchObject({
          status: 'completed',
          conclusion: 'success',
          check_suite: { status: 'queued', conclusion: null },
        });
        expect((run as { pull_requests: unknown[] }).pull_requests).toHaveLength(fork === undefined ? 1 : 0);
      }
    }));

  test('required checks block a merge until the bound app is content; an administrator passes', () =>
    tell(
      { permissions: { checks: 'write', contents: 'write', pull_requests: 'write', metadata: 'read' } },
      async ({ github, asInstallation }) => {
        github.requireChecks(shop, 'main', [{ context: 'clos/wip', appId: github.app.id }]);
        github.openPull(shop);
        github.openPull(shop);
        expect(() => github.mergePull(shop, 1)).toThrow('"clos/wip" is expected');
        github.reportForeignCheck(shop, 1, { name: 'clos/wip', conclusion: 'success' });
        expect(() => github.mergePull(shop, 1)).toThrow('"clos/wip" is expected');
        const merge = (pull_number: number) =>
          asInstallation.request('PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge', {
            ...here,
            pull_number,
          });
        expect(await refusalOf(merge(1))).toBe(405);
        const head_sha = github.pull(shop, 1).head.sha;
        const write = (conclusion: 'failure' | 'success') =>
          asInstallation.request('POST /repos/{owner}/{repo}/check-runs', {
            ...here,
            name: 'clos/wip',
            head_sha,
            conclusion,
          });
        await write('failure');
        expect(github.missingChecks(shop, 1)).toEqual([{ context: 'clos/wip', state: 'failing' }]);
        await write('success');
        expect((await merge(1)).data.merged).toBe(true);
        github.mergePull(shop, 2, { as: 'admin' });
        expect(github.pull(shop, 2).merged).not.toBeNull();
      },
    ));
});
