// Issues as the app opens, reads and changes them, and what it is refused.

import { describe, expect, test } from '@jest/globals';
import { heard, refusalOf, tell, tokenFor, withToken } from './testing.ts';

const shop = 'acme/shop';
const here = { owner: 'acme', repo: 'shop' };
const issues = 'GET /repos/{owner}/{repo}/issues';
const issue = 'GET /repos/{owner}/{repo}/issues/{issue_number}';
const patch = 'PATCH /repos/{owner}/{repo}/issues/{issue_number}';

describe('the app', () => {
  test('opens issues, and hears of what it did', () =>
    tell({}, async (story) => {
      const { asInstallation, github } = story;
      const { data, headers } = await asInstallation.request('POST /repos/{owner}/{repo}/issues', {
        ...here,
        title: 'Ideas',
        body: 'A table',
        labels: ['ideas', { name: 'pinned' }],
      });
      expect(data).toMatchObject({
        number: 1,
        user: { login: 'clos[bot]' },
        performed_via_github_app: { slug: 'clos' },
        state: 'open',
        state_reason: null,
        closed_by: null,
      });
      expect(headers.location).toBe(data.url);
      expect([...github.repository(shop).labels.keys()]).toEqual(['ideas', 'pinned']);
      expect(await heard(story, ({ sender }) => (sender as { login: string }).login)).toEqual([
        ['issues.opened', 'clos[bot]'],
        ['issues.labeled', 'clos[bot]'],
        ['issues.labeled', 'clos[bot]'],
      ]);
    }));

  test('changes an issue: its words, its labels and its state', () =>
    tell({}, async (story) => {
      const { github, asInstallation } = story;
      github.openIssue(shop, { title: 'Old', labels: ['a', 'b'] });
      const change = (given: object) => asInstallation.request(patch, { ...here, issue_number: 1, ...given });
      const closed = await change({
        title: 'New',
        labels: ['B', 'c'],
        state: 'closed',
        state_reason: 'not_planned',
      });
      expect(closed.data).toMatchObject({
        title: 'New',
        state: 'closed',
        state_reason: 'not_planned',
        closed_by: { login: 'clos[bot]' },
        labels: [{ name: 'b' }, { name: 'c' }],
      });
      const again = await change({ state: 'closed', state_reason: 'completed' });
      expect(again.data.state_reason).toBe('not_planned');
      const reopened = await change({ state: 'open' });
      expect(reopened.data).toMatchObject({ state_reason: 'reopened', closed_at: null, closed_by: null });
      expect((await heard(story, () => null)).slice(3).map(([name]) => name)).toEqual([
        'issues.edited',
        'issues.closed',
        'issues.unlabeled',
        'issues.labeled',
        'issues.reopened',
      ]);
    }));

  test('changes a pull request as the issue it is', () =>
    tell({}, async (story) => {
      story.github.openPull(shop);
      await story.github.settle();
      story.received.length = 0;
      const { data } = await story.asInstallation.request(patch, {
        ...here,
        issue_number: 1,
        title: 'New',
        labels: ['bug'],
        state: 'closed',
      });
      expect(data).toMatchObject({ title: 'New', state: 'closed', labels: [{ name: 'bug' }] });
      expect((await story.events()).sort()).toEqual([
        'pull_request.closed',
        'pull_request.edited',
        'pull_request.labeled',
      ]);
    }));

  test('labels an issue with what the repository does not know yet, and takes a label off', () =>
    tell({}, async ({ github, asInstallation, events }) => {
      github.openIssue(shop);
      const at = { ...here, issue_number: 1 };
      const add = (labels: string[]) =>
        asInstallation.request('POST /repos/{owner}/{repo}/issues/{issue_number}/labels', { ...at, labels });
      const remove = (name: string) =>
        asInstallation.request('DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}', {
          ...at,
          name,
        });
      expect((await add(['score/5', 'idea'])).data).toMatchObject([
        { name: 'score/5', color: 'ededed' },
        { name: 'idea' },
      ]);
      expect((await remove('score/5')).data).toMatchObject([{ name: 'idea' }]);
      expect(await refusalOf(remove('score/5'))).toBe(404);
      expect(await refusalOf(add(['x'.repeat(51)]))).toBe(422);
      await add(['idea']);
      expect(await events()).toEqual([
        'issues.opened',
        'issues.labeled',
        'issues.labeled',
        'issues.unlabeled',
      ]);
    }));

  test('is told what it may not write', () =>
    tell({}, async ({ github, asInstallation }) => {
      github.openIssue(shop);
      const post = (given: { title: string; body?: string }) =>
        asInstallation.request('POST /repos/{owner}/{repo}/issues', { ...here, ...given });
      expect(await refusalOf(post({ title: ' ' }))).toBe(422);
      expect(await refusalOf(post({ title: 'x'.repeat(257) }))).toBe(422);
      expect(await refusalOf(post({ title: 'x', body: 'x'.repeat(65_537) }))).toBe(422);
      const comment = () =>
        asInstallation.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
          ...here,
          issue_number: 1,
          body: 'hello',
        });
      const { data } = await comment();
      github.lockIssue(shop, 1);
      expect(await refusalOf(comment())).toBe(403);
      const react = asInstallation.request(
        'POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions',
        {
          ...here,
          comment_id: data.id,
          content: 'eyes',
        },
      );
      expect(await refusalOf(react)).toBe(403);
      const edited = await asInstallation.request(
        'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
        {
          ...here,
          comment_id: data.id,
          body: 'bye',
        },
      );
      expect(edited.data.html_url).toBe(`https://github.com/acme/shop/issues/1#issuecomment-${data.id}`);
      github.unlockIssue(shop, 1);
      expect((await comment()).status).toBe(201);
    }));

  test('sees and changes only the kind it has the permission for', () =>
    tell({}, async (story) => {
      const { github } = story;
      github.openIssue(shop);
      github.openPull(shop);
      const holding = async (permissions: object) => withToken(story, await tokenFor(story, { permissions }));
      const reader = await holding({ issues: 'read' });
      const puller = await holding({ pull_requests: 'write' });
      const stranger = await holding({ checks: 'read' });
      const listed = async (client: typeof reader) =>
        (await client.request(issues, here)).data.map((one) => one.number);
      expect([await listed(reader), await listed(puller)]).toEqual([[1], [2]]);
      const get = (client: typeof reader, issue_number: number) =>
        client.request(issue, { ...here, issue_number });
      expect((await get(reader, 1)).status).toBe(200);
      expect(await refusalOf(get(reader, 2))).toBe(403);
      expect(await refusalOf(get(puller, 1))).toBe(403);
      expect(await refusalOf(stranger.request(issues, here))).toBe(403);
      const write = { ...here, issue_number: 1, title: 'New' };
      expect(await refusalOf(reader.request(patch, write))).toBe(403);
      expect(
        await refusalOf(puller.request('POST /repos/{owner}/{repo}/issues', { ...here, title: 'New' })),
      ).toBe(403);
    }));

  test('creates no more issues a minute than GitHub lets it', () =>
    tell({ limits: { contentPerMinute: 2 } }, async ({ asInstallation }) => {
      const post = () => asInstallation.request('POST /repos/{owner}/{repo}/issues', { ...here, title: 'x' });
      await post();
      await post();
      expect(await refusalOf(post())).toBe(403);
    }));

  test('may have opened an issue although the answer was lost', () =>
    tell({}, async ({ github, asInstallation, events }) => {
      github.misbehave.failNext('issues/create', { apply: true });
      github.misbehave.webhooks({ duplicate: 1 });
      const post = asInstallation.request('POST /repos/{owner}/{repo}/issues', { ...here, title: 'x' });
      expect(await refusalOf(post)).toBe(500);
      expect(github.repository(shop).issues.size).toBe(1);
      expect(await events()).toEqual(['issues.opened', 'issues.opened']);
    }));
});
