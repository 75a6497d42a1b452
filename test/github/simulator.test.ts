// What the app hears: which webhooks the verbs send, in which order, with which content, signed so that the app can trust them.

import { describe, expect, test } from '@jest/globals';
import { verify } from '@octokit/webhooks-methods';
import { usedWebhooks } from './openapi/used.ts';
import type { Json } from './state/model.ts';
import { tell } from './testing.ts';

const shop = 'acme/shop';

describe('webhooks', () => {
  test('are signed over the exact bytes, with GitHub’s headers', () =>
    tell({ webhookSecret: 'quiet' }, async ({ github, received }) => {
      github.openPull(shop, { title: 'naïve – ünïcode' });
      await github.settle();
      for (const { body, headers, guid } of received) {
        expect(await verify('quiet', body, headers['x-hub-signature-256'] ?? '')).toBe(true);
        expect(await verify('loud', body, headers['x-hub-signature-256'] ?? '')).toBe(false);
        expect(guid).toMatch(/^[0-9a-f-]{36}$/);
        expect(headers['user-agent']).toMatch(/^GitHub-Hookshot\//);
        expect(headers['x-github-hook-installation-target-type']).toBe('integration');
        expect(headers['content-length']).toBe(String(Buffer.byteLength(body)));
      }
    }));

  test('opening a pull request pushes its branch, opens a suite, then tells of it and of each label', () =>
    tell({}, async ({ github, events }) => {
      github.openPull(shop, { labels: ['bug', 'size/XL'] });
      expect(await events()).toEqual([
        'push',
        'check_suite.requested',
        'pull_request.opened',
        'pull_request.labeled',
        'pull_request.labeled',
      ]);
    }));

  test('a push moves the head and says from where to where', () =>
    tell({}, async ({ github, received }) => {
      const before = github.openPull(shop).head.sha;
      const after = github.push(shop, 1);
      await github.settle();
      const heard = received.find(({ payload }) => payload.action === 'synchronize');
      expect(after).not.toBe(before);
      expect(heard?.payload).toMatchObject({
        before,
        after,
        number: 1,
        pull_request: { head: { sha: after }, commits: 2 },
      });
    }));

  test('drafts tell when they become drafts and when they are ready', () =>
    tell({}, async ({ github, received }) => {
      github.openPull(shop, { draft: true });
      github.readyForReview(shop, 1);
      github.convertToDraft(shop, 1);
      github.convertToDraft(shop, 1);
      await github.settle();
      const drafts = received.filter(({ event }) => event === 'pull_request').map(({ payload }) => payload);
      expect(drafts.map((payload) => [payload.action, (payload.pull_request as Json).draft])).toEqual([
        ['opened', true],
        ['ready_for_review', false],
        ['converted_to_draft', true],
      ]);
    }));

  test('every verb sends what GitHub would, and all of it matches GitHub’s description', () =>
    tell({}, async ({ github, installation, asInstallation, events }) => {
      github.ping();
      const { sha: head_sha } = github.openPull(shop).head;
      const actions = [{ label: 'Release', identifier: 'release', description: 'Gives the slot back' }];
      const check = { owner: 'acme', repo: 'shop', name: 'clos/wip', head_sha, actions };
      await asInstallation.request('POST /repos/{owner}/{repo}/check-runs', {
        ...check,
        conclusion: 'success',
      });
      github.rerequestCheck(shop, 1, 'clos/wip');
      github.requestAction(shop, 1, 'clos/wip', 'release');
      github.openPull(shop, { fork: 'bob' });
      github.convertToDraft(shop, 2);
      github.readyForReview(shop, 2);
      github.push(shop, 2);
      github.forcePush(shop, 1);
      github.editPull(shop, 1, { title: 'Other', body: 'Words' });
      github.addLabel(shop, 1, 'bug');
      github.removeLabel(shop, 1, 'bug');
      const comment = github.comment(shop, 1, { author: 'carol', body: '/clos status' });
      github.editComment(comment, '/clos help');
      github.deleteComment(comment);
      const review = github.review(shop, 1, { author: 'dave', body: 'Good' });
      github.dismissReview(shop, 1, review.id);
      github.openIssue(shop, { title: 'Idea', labels: ['idea'] });
      github.editIssue(shop, 3, { title: 'Better idea', body: null });
      github.unlabelIssue(shop, 3, 'idea');
      github.closeIssue(shop, 3, 'not_planned');
      github.reopenIssue(shop, 3);
      github.lockIssue(shop, 3);
      github.unlockIssue(shop, 3);
      github.createRepository({ owner: 'acme', name: 'attic' });
      github.transferIssue(shop, 3, 'acme/attic');
      github.deleteIssue('acme/attic', 1);
      github.closePull(shop, 1);
      github.reopenPull(shop, 1);
      github.rerequestSuite(shop, 1);
      github.reportForeignCheck(shop, 1, { name: 'build', conclusion: 'success' });
      github.dequeue(github.enqueue(shop, [1, 2]));
      github.landGroup(github.enqueue(shop, [2]));
      github.mergePull(shop, 1);
      github.archiveRepository(shop);
      github.unarchiveRepository(shop);
      github.privatizeRepository(shop);
      github.publicizeRepository(shop);
      github.renameRepository(shop, 'store');
      github.acceptPermissions(installation, { administration: 'read' });
      github.removeRepositories(installation, ['store']);
      github.addRepositories(installation, ['store']);
      github.suspend(installation);
      github.unsuspend(installation);
      github.install({ owner: 'umbrella' });
      github.transferRepository('acme/store', 'umbrella');
      github.deleteRepository('umbrella/store');
      github.createRepository({ owner: 'umbrella', name: 'new' });
      github.uninstall(installation);
      expect([...new Set(await events())].sort()).toEqual([...usedWebhooks].sort());
    }));

  test('times are whole seconds, and every change moves updated_at', () =>
    tell({}, async ({ github, received }) => {
      github.openPull(shop);
      github.advance(5_000);
      github.addLabel(shop, 1, 'bug');
      await github.settle();
      const times = received
        .filter(({ event }) => event === 'pull_request')
        .map(({ payload }) => String((payload.pull_request as Json).updated_at));
      expect(times.every((time) => /T\d\d:\d\d:\d\dZ$/.test(time))).toBe(true);
      expect(Date.parse(times[1] ?? '') - Date.parse(times[0] ?? '')).toBeGreaterThanOrEqual(5_000);
    }));

  test('only subscribed events are sent, but installations are always told', () =>
    tell({}, async ({ github, installation, events }) => {
      github.subscribe(['pull_request']);
      github.openPull(shop);
      github.suspend(installation);
      expect(await events()).toEqual(['pull_request.opened', 'installation.suspend']);
    }));

  test('a suspended installation hears nothing but its own life', () =>
    tell({}, async ({ github, installation, events }) => {
      github.suspend(installation);
      github.openPull(shop);
      github.unsuspend(installation);
      expect(await events()).toEqual(['installation.suspend', 'installation.unsuspend']);
    }));

  test('a repository outside the installation is silent', () =>
    tell({}, async ({ github, installation, events }) => {
      github.removeRepositories(installation, ['shop']);
      github.openPull(shop);
      expect(await events()).toEqual(['installation_repositories.removed']);
    }));

  test('a payload over 25 MB is not sent at all', () =>
    tell({ validate: false }, async ({ github, events }) => {
      github.openPull(shop);
      github.comment(shop, 1, { author: 'carol', body: 'x'.repeat(26 * 1024 * 1024) });
      expect(await events()).not.toContain('issue_comment.created');
      expect(github.deliveries.map(({ event }) => event)).not.toContain('issue_comment');
    }));
});

describe('the merge queue', () => {
  test('asks for checks on a temporary branch and lands only when they are green', () =>
    tell({}, async ({ github, received, asInstallation }) => {
      github.requireChecks(shop, 'main', [{ context: 'clos/wip', appId: github.app.id }]);
      github.openPull(shop);
      github.openPull(shop);
      const group = github.enqueue(shop, [1, 2]);
      await github.settle();
      const asked = received.find(({ event }) => event === 'merge_group')?.payload.merge_group as Json;
      const first = github.repository(shop).branches.get(`gh-readonly-queue/main/pr-1-${group.baseSha}`);
      expect(asked.head_ref).toBe(`refs/heads/gh-readonly-queue/main/pr-2-${first}`);
      expect(() => github.landGroup(group)).toThrow('Required status check "clos/wip" is expected.');
      await asInstallation.request('POST /repos/{owner}/{repo}/check-runs', {
        owner: 'acme',
        repo: 'shop',
        name: 'clos/wip',
        head_sha: group.headSha,
        conclusion: 'success',
      });
      github.landGroup(group);
      expect([github.pull(shop, 1).merged?.sha, github.pull(shop, 2).merged?.sha]).toEqual([
        group.headSha,
        group.headSha,
      ]);
      expect(github.repository(shop).branches.has(group.headRef)).toBe(false);
    }));
});
