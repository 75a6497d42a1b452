// Every operation the simulator serves is called once, so that each answer has been held against GitHub's description.

import { describe, expect, test } from '@jest/globals';
import { Octokit } from '@octokit/core';
import { usedOperations } from './openapi/used.ts';
import { refusalOf, tell, tokenFor, withToken } from './testing.ts';

const shop = 'acme/shop';
const here = { owner: 'acme', repo: 'shop' };

describe('every operation in use', () => {
  test('answers as described', () =>
    tell({ permissions: everything }, async (story) => {
      const { github, asApp, asInstallation, installation } = story;
      github.requireChecks(shop, 'main', [{ context: 'clos/wip', appId: github.app.id }]);
      github.setRuleset(shop, 'main', {
        checks: [{ context: 'clos/wip', appId: github.app.id }, { context: 'clos/wip' }],
        mergeQueue: true,
      });
      github.setCollaborator(shop, 'alice', 'write');
      const { head } = github.openPull(shop, { author: 'alice', files: { 'src/a.ts': 'a\n' } });
      github.review(shop, 1, { author: 'dave' });
      github.setStatus(shop, 1, { context: 'ci', state: 'success' });
      await github.settle();
      const sha = head.sha;
      const delivery_id = github.deliveries[0]?.id ?? 0;
      const run = await asInstallation.request('POST /repos/{owner}/{repo}/check-runs', {
        ...here,
        name: 'clos/wip',
        head_sha: sha,
      });
      const comment = await asInstallation.request(
        'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
        { ...here, issue_number: 1, body: 'hello' },
      );
      const given = {
        ...here,
        installation_id: installation,
        delivery_id,
        org: 'acme',
        code: 'abc',
        check_run_id: run.data.id,
        comment_id: comment.data.id,
        pull_number: 1,
        issue_number: 1,
        username: 'alice',
        branch: 'main',
        path: 'README.md',
        tree_sha: sha,
        commit_sha: sha,
      };
      const annotation_level = 'notice' as const;
      const note = { path: 'a', start_line: 1, end_line: 1, annotation_level, message: 'm' };
      const output = { title: 't', summary: 's', annotations: [note] };
      await asInstallation.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', {
        ...here,
        check_run_id: run.data.id,
        conclusion: 'success',
        output,
      });
      const filled = (_: string, name: string) => String(given[name as keyof typeof given]);
      const plain = (client: Octokit, route: string) =>
        client.request(route.replaceAll(/\{(\w+)\}/g, filled));
      const ours = [
        'GET /app',
        'GET /app/hook/config',
        'GET /app/hook/deliveries',
        'GET /app/hook/deliveries/{delivery_id}',
        'POST /app/hook/deliveries/{delivery_id}/attempts',
        'GET /app/installations',
        'GET /app/installations/{installation_id}',
        'GET /repos/{owner}/{repo}/installation',
        'GET /orgs/{org}/installation',
      ];
      for (const route of ours) await plain(asApp, route);
      await new Octokit({ baseUrl: github.url }).request('POST /app-manifests/{code}/conversions', {
        code: 'abc',
      });
      await refusalOf(plain(asApp, 'GET /users/{username}/installation'));
      const theirs = [
        'GET /meta',
        'GET /rate_limit',
        'GET /installation/repositories',
        'GET /users/{username}',
        'GET /repos/{owner}/{repo}',
        'GET /repos/{owner}/{repo}/contents/{path}',
        'GET /repos/{owner}/{repo}/branches/{branch}',
        'GET /repos/{owner}/{repo}/branches/{branch}/protection',
        'GET /repos/{owner}/{repo}/rules/branches/{branch}',
        'GET /repos/{owner}/{repo}/collaborators/{username}/permission',
        'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls',
        'GET /repos/{owner}/{repo}/git/trees/{tree_sha}',
        'GET /repos/{owner}/{repo}/pulls',
        'GET /repos/{owner}/{repo}/pulls/{pull_number}',
        'GET /repos/{owner}/{repo}/pulls/{pull_number}/files',
        'GET /repos/{owner}/{repo}/pulls/{pull_number}/commits',
        'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews',
        'GET /repos/{owner}/{repo}/check-runs/{check_run_id}',
        'GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations',
        'POST /repos/{owner}/{repo}/check-runs/{check_run_id}/rerequest',
        'GET /repos/{owner}/{repo}/issues',
        'GET /repos/{owner}/{repo}/issues/{issue_number}',
        'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
        'GET /repos/{owner}/{repo}/issues/comments/{comment_id}',
        'GET /repos/{owner}/{repo}/issues/{issue_number}/labels',
      ];
      for (const route of theirs) await plain(asInstallation, route);
      const atRef = [
        'GET /repos/{owner}/{repo}/commits/{ref}',
        'GET /repos/{owner}/{repo}/commits/{ref}/status',
        'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
        'GET /repos/{owner}/{repo}/commits/{ref}/check-suites',
      ];
      for (const route of atRef) await asInstallation.request(route, { ...here, ref: sha });
      await asInstallation.request('GET /repos/{owner}/{repo}/compare/{basehead}', {
        ...here,
        basehead: `refs/heads/main...${sha}`,
      });
      await asInstallation.request('GET /repos/{owner}/{repo}/git/ref/{ref}', { ...here, ref: 'heads/main' });
      await asInstallation.request('GET /repos/{owner}/{repo}/git/matching-refs/{ref}', {
        ...here,
        ref: 'heads/ma',
      });
      const label = () =>
        asInstallation.request('POST /repos/{owner}/{repo}/labels', { ...here, name: 'idea' });
      expect((await label()).status).toBe(201);
      expect(await refusalOf(label())).toBe(422);
      await asInstallation.request('POST /repos/{owner}/{repo}/issues/{issue_number}/labels', {
        ...here,
        issue_number: 1,
        labels: ['bug'],
      });
      await asInstallation.request('DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}', {
        ...here,
        issue_number: 1,
        name: 'bug',
      });
      await asInstallation.request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', {
        ...here,
        comment_id: comment.data.id,
        body: 'bye',
      });
      await asInstallation.request('POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions', {
        ...here,
        comment_id: comment.data.id,
        content: 'eyes',
      });
      await asInstallation.request('DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}', {
        ...here,
        comment_id: comment.data.id,
      });
      const issue = await asInstallation.request('POST /repos/{owner}/{repo}/issues', {
        ...here,
        title: 'New',
      });
      await asInstallation.request('PATCH /repos/{owner}/{repo}/issues/{issue_number}', {
        ...here,
        issue_number: issue.data.number,
        state: 'closed',
      });
      await asInstallation.request('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', {
        ...here,
        pull_number: 1,
        title: 'New',
      });
      await asInstallation.request('PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge', {
        ...here,
        pull_number: 1,
        sha,
      });
      await asInstallation.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/merge', {
        ...here,
        pull_number: 1,
      });
      await withToken(story, await tokenFor(story)).request('DELETE /installation/token');
      const asked = new Set(github.requests.map(({ operation }) => operation));
      expect(usedOperations.filter((operation) => !asked.has(operation))).toEqual([]);
    }));
});

const everything = {
  actions: 'read',
  administration: 'read',
  checks: 'write',
  contents: 'write',
  issues: 'write',
  members: 'read',
  merge_queues: 'read',
  metadata: 'read',
  pull_requests: 'write',
  statuses: 'read',
} as const;
