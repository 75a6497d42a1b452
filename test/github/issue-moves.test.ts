// What becomes of an issue's number when the issue is moved, deleted or made a discussion.

import { describe, expect, test } from '@jest/globals';
import { refusalOf, type Story, tell, tokenFor, withToken } from './testing.ts';

const shop = 'acme/shop';
const attic = 'acme/attic';
const first = { owner: 'acme', repo: 'shop', issue_number: 1 };
const issue = 'GET /repos/{owner}/{repo}/issues/{issue_number}';
const patch = 'PATCH /repos/{owner}/{repo}/issues/{issue_number}';
const comments = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';

async function plainly({ github }: Story, token: string, path: string): Promise<Response> {
  return await fetch(github.url + path, {
    redirect: 'manual',
    headers: { authorization: `Bearer ${token}` },
  });
}

describe('a transferred issue', () => {
  const transfer = ({ github }: Story) => {
    github.createRepository({ owner: 'acme', name: 'attic' });
    github.openIssue(attic, { labels: ['idea'] });
    github.openIssue(shop, { author: 'carol', title: 'Idea', body: 'Words', labels: ['idea', 'shop-only'] });
    github.reactToIssue(shop, 1, { author: 'dave', content: '+1' });
    github.comment(shop, 1, { author: 'dave', body: 'Yes' });
    github.advance(3_600_000);
    return github.transferIssue(shop, 1, attic, { as: 'dave' });
  };

  test('is a new issue there, with its words, and the labels that are known there', () =>
    tell({}, async (story) => {
      const old = transfer(story);
      const { data } = await story.asInstallation.request(issue, {
        ...first,
        repo: 'attic',
        issue_number: 2,
      });
      expect(data).toMatchObject({
        id: old.id,
        title: 'Idea',
        body: 'Words',
        user: { login: 'carol' },
        comments: 1,
        reactions: { '+1': 1 },
        labels: [{ name: 'idea' }],
      });
      const [comment] = story.github.repository(attic).issues.get(2)?.comments.values() ?? [];
      expect([comment?.body, comment?.issueNumber, comment?.repository.name]).toEqual(['Yes', 2, 'attic']);
      expect(Date.parse(data.updated_at) - Date.parse(comment?.createdAt ?? '')).toBeGreaterThan(3_000_000);
      expect(story.github.openIssue(shop).number).toBe(2);
    }));

  test('is told as opened where it went and as transferred where it was, each with the other', () =>
    tell({}, async (story) => {
      transfer(story);
      await story.github.settle();
      const [opened, transferred] = story.received.slice(-2).map(({ payload }) => payload);
      expect(opened).toMatchObject({
        action: 'opened',
        issue: { number: 2 },
        repository: { full_name: attic },
        changes: { old_issue: { number: 1, comments: 1 }, old_repository: { full_name: shop } },
        sender: { login: 'dave' },
      });
      expect(transferred).toMatchObject({
        action: 'transferred',
        issue: { number: 1 },
        repository: { full_name: shop },
        changes: { new_issue: { number: 2 }, new_repository: { full_name: attic } },
        sender: { login: 'dave' },
      });
    }));

  test('is redirected to from its old number, also twice over, so a client that follows reads another issue', () =>
    tell({}, async (story) => {
      const { github, asInstallation } = story;
      transfer(story);
      const answer = await plainly(story, await tokenFor(story), '/repos/acme/shop/issues/1');
      const { id } = github.repository(attic);
      expect([answer.status, answer.headers.get('location')]).toEqual([
        301,
        `${github.url}/repositories/${id}/issues/2`,
      ]);
      expect(await answer.json()).toMatchObject({ message: 'Moved Permanently' });
      expect((await asInstallation.request(issue, first)).data).toMatchObject({
        number: 2,
        repository_url: `${github.url}/repos/${attic}`,
      });
      github.createRepository({ owner: 'acme', name: 'cellar' });
      github.transferIssue(attic, 2, 'acme/cellar');
      expect((await asInstallation.request(issue, first)).data.html_url).toBe(
        'https://github.com/acme/cellar/issues/1',
      );
      expect((await asInstallation.request(patch, { ...first, title: 'New' })).data.title).toBe('New');
      expect(await refusalOf(asInstallation.request(comments, { ...first, body: 'x' }))).toBe(410);
    }));

  test('is not there for a token that does not see where it went', () =>
    tell({}, async (story) => {
      const { github } = story;
      github.createRepository({ owner: 'acme', name: 'secret', private: true });
      github.openIssue(shop);
      github.transferIssue(shop, 1, 'acme/secret');
      const narrow = withToken(story, await tokenFor(story, { repositories: ['shop'] }));
      expect(await refusalOf(narrow.request(issue, first))).toBe(404);
      expect((await story.asInstallation.request(issue, first)).data.number).toBe(1);
    }));

  test('may be the app’s own', () =>
    tell({}, async ({ github, asInstallation, events }) => {
      github.createRepository({ owner: 'acme', name: 'attic' });
      const { owner, repo } = first;
      await asInstallation.request('POST /repos/{owner}/{repo}/issues', { owner, repo, title: 'Ideas' });
      github.comment(shop, 1, { author: 'carol', body: 'Yes' });
      github.transferIssue(shop, 1, attic);
      expect((await events()).slice(-3)).toEqual([
        'issue_comment.created',
        'issues.opened',
        'issues.transferred',
      ]);
    }));

  test('goes to a repository of the same owner only, and never out of a private one', () =>
    tell({ validate: false }, async ({ github }) => {
      github.createRepository({ owner: 'umbrella', name: 'open' });
      github.openIssue(shop);
      expect(() => github.transferIssue(shop, 1, 'umbrella/open')).toThrow('cannot be transferred');
      github.createRepository({ owner: 'acme', name: 'attic' });
      github.privatizeRepository(shop);
      expect(() => github.transferIssue(shop, 1, attic)).toThrow('cannot be transferred');
    }));

  test('leaves an app that has only the old repository with `transferred` alone', () =>
    tell({}, async ({ github, installation, events }) => {
      github.createRepository({ owner: 'acme', name: 'attic' });
      github.removeRepositories(installation, ['attic']);
      github.openIssue(shop);
      github.transferIssue(shop, 1, attic);
      expect((await events()).filter((name) => name.startsWith('issues.'))).toEqual([
        'issues.opened',
        'issues.transferred',
      ]);
    }));
});

describe('a deleted issue', () => {
  test('is gone with its comments, and its number stays unused', () =>
    tell({}, async ({ github, asInstallation, events }) => {
      github.openIssue(shop);
      const comment = github.comment(shop, 1, { author: 'carol', body: 'Yes' });
      github.deleteIssue(shop, 1);
      expect(await refusalOf(asInstallation.request(issue, first))).toBe(410);
      expect(await refusalOf(asInstallation.request(patch, { ...first, title: 'New' }))).toBe(410);
      expect(await refusalOf(asInstallation.request(comments, { ...first, body: 'x' }))).toBe(410);
      const read = asInstallation.request('GET /repos/{owner}/{repo}/issues/comments/{comment_id}', {
        owner: 'acme',
        repo: 'shop',
        comment_id: comment.id,
      });
      expect(await refusalOf(read)).toBe(404);
      expect(await refusalOf(asInstallation.request(issue, { ...first, issue_number: 2 }))).toBe(404);
      expect(github.openIssue(shop).number).toBe(2);
      expect(await events()).toEqual([
        'issues.opened',
        'issue_comment.created',
        'issues.deleted',
        'issues.opened',
      ]);
    }));
});

describe('an issue that became a discussion', () => {
  test('stays behind, closed and locked, with nothing more said', () =>
    tell({}, async ({ github, asInstallation, events }) => {
      github.openIssue(shop);
      github.convertIssueToDiscussion(shop, 1);
      const { data } = await asInstallation.request(issue, first);
      expect(data).toMatchObject({ state: 'closed', locked: true, state_reason: null });
      expect(await events()).toEqual(['issues.opened']);
    }));

  test('can be told as closed and locked, for GitHub documents neither that nor silence', () =>
    tell({}, async ({ github, events }) => {
      github.openIssue(shop);
      github.convertIssueToDiscussion(shop, 1, { tells: 'closed' });
      expect(await events()).toEqual(['issues.opened', 'issues.closed', 'issues.locked']);
    }));

  test('takes no comment, even when it is unlocked, and cannot be reopened', () =>
    tell({}, async ({ github, asInstallation }) => {
      github.openIssue(shop);
      github.convertIssueToDiscussion(shop, 1);
      expect(await refusalOf(asInstallation.request(comments, { ...first, body: 'x' }))).toBe(403);
      github.unlockIssue(shop, 1);
      expect(await refusalOf(asInstallation.request(comments, { ...first, body: 'x' }))).toBe(403);
      expect(await refusalOf(asInstallation.request(patch, { ...first, state: 'open' }))).toBe(422);
    }));
});
