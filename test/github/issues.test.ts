// Issues as people open, change and talk about them, and the list of them.

import { describe, expect, test } from '@jest/globals';
import { heard, refusalOf, type Story, tell } from './testing.ts';

const shop = 'acme/shop';
const here = { owner: 'acme', repo: 'shop' };
const issues = 'GET /repos/{owner}/{repo}/issues';
const issue = 'GET /repos/{owner}/{repo}/issues/{issue_number}';

type Heard = {
  readonly issue: {
    readonly state_reason: string | null;
    readonly labels: readonly { readonly name: string }[];
    readonly pull_request?: object;
  };
  readonly label?: { readonly name: string };
  readonly changes?: object;
  readonly sender: { readonly login: string };
};

const heardIssues = <T>(story: Story, of: (payload: Heard) => T) =>
  heard(story, (payload) => of(payload as unknown as Heard));

describe('an issue', () => {
  test('takes its number from the same row as the pull requests', () =>
    tell({}, async ({ github, asInstallation }) => {
      const made = [github.openPull(shop), github.openIssue(shop), github.openPull(shop)];
      const fourth = await asInstallation.request('POST /repos/{owner}/{repo}/issues', {
        ...here,
        title: 'By the app',
      });
      expect([...made.map(({ number }) => number), fourth.data.number]).toEqual([1, 2, 3, 4]);
      const pull = asInstallation.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
        ...here,
        pull_number: 2,
      });
      expect(await refusalOf(pull)).toBe(404);
      const { data } = await asInstallation.request('GET /repos/{owner}/{repo}', here);
      expect(data.open_issues_count).toBe(4);
    }));

  test('tells of its life, in GitHub’s words', () =>
    tell({}, async (story) => {
      const { github } = story;
      github.openIssue(shop, { author: 'carol', title: 'Idea', body: 'Words', labels: ['idea', 'new'] });
      github.editIssue(shop, 1, { title: 'Better idea', body: null });
      github.editIssue(shop, 1, { title: 'Better idea' });
      github.unlabelIssue(shop, 1, 'New', { as: 'dave' });
      github.closeIssue(shop, 1, 'duplicate', { as: 'dave' });
      github.closeIssue(shop, 1, 'not_planned');
      github.reopenIssue(shop, 1);
      expect(
        await heardIssues(story, ({ changes, label, sender }) => changes ?? label?.name ?? sender.login),
      ).toEqual([
        ['issues.opened', 'carol'],
        ['issues.labeled', 'idea'],
        ['issues.labeled', 'new'],
        ['issues.edited', { title: { from: 'Idea' }, body: { from: 'Words' } }],
        ['issues.unlabeled', 'new'],
        ['issues.closed', 'dave'],
        ['issues.reopened', 'carol'],
      ]);
      const told = await heardIssues(story, (payload) => payload.issue);
      expect(told[0]?.[1].labels.map(({ name }) => name)).toEqual(['idea', 'new']);
      expect(told.slice(5).map(([, one]) => one.state_reason)).toEqual(['duplicate', 'reopened']);
    }));

  test('is talked about as pull requests are, without being one', () =>
    tell({}, async (story) => {
      const { github } = story;
      github.openIssue(shop);
      const comment = github.commentOnIssue(shop, 1, { author: 'carol', body: '/clos score 5' });
      github.editComment(comment, '/clos score 3');
      github.deleteComment(comment);
      expect(() => github.commentOnIssue(shop, 2, { author: 'carol', body: 'x' })).toThrow(
        'no issue acme/shop#2',
      );
      expect(await heardIssues(story, (payload) => payload.issue.pull_request ?? null)).toEqual([
        ['issues.opened', null],
        ['issue_comment.created', null],
        ['issue_comment.edited', null],
        ['issue_comment.deleted', null],
      ]);
    }));

  test('counts reactions, each account’s once, and nobody is told', () =>
    tell({}, async ({ github, asInstallation, events }) => {
      github.openIssue(shop);
      const before = (await asInstallation.request(issue, { ...here, issue_number: 1 })).data;
      github.advance(5_000);
      for (const author of ['carol', 'dave', 'carol'])
        github.reactToIssue(shop, 1, { author, content: '+1' });
      github.reactToIssue(shop, 1, { author: 'erin', content: '-1' });
      github.unreactToIssue(shop, 1, { author: 'dave', content: '+1' });
      const { data } = await asInstallation.request(issue, { ...here, issue_number: 1 });
      expect(data.reactions).toMatchObject({ total_count: 2, '+1': 1, '-1': 1, heart: 0 });
      expect(data.updated_at).toBe(before.updated_at);
      expect(await events()).toEqual(['issues.opened']);
    }));
});

describe('the list of issues', () => {
  const numbers = async ({ asInstallation }: Story, query: object = {}) =>
    (await asInstallation.request(issues, { ...here, ...query })).data.map((one) => one.number);

  test('holds pull requests among them, marked as such', () =>
    tell({}, async ({ github, asInstallation }) => {
      github.openIssue(shop);
      github.openPull(shop);
      const { data } = await asInstallation.request(issues, here);
      expect(data.map(({ number, pull_request }) => [number, pull_request !== undefined])).toEqual([
        [2, true],
        [1, false],
      ]);
    }));

  test('is filtered by labels, state, creator and time', () =>
    tell({}, async (story) => {
      const { github } = story;
      github.openIssue(shop, { author: 'carol', labels: ['bug', 'big'] });
      github.openIssue(shop, { labels: ['bug'] });
      github.openPull(shop, { labels: ['Bug'] });
      github.closeIssue(shop, 2);
      expect(await numbers(story)).toEqual([3, 1]);
      expect(await numbers(story, { labels: 'bug' })).toEqual([3, 1]);
      expect(await numbers(story, { labels: 'bug,big' })).toEqual([1]);
      expect(await numbers(story, { state: 'closed' })).toEqual([2]);
      expect(await numbers(story, { state: 'all', labels: 'BUG' })).toEqual([3, 2, 1]);
      expect(await numbers(story, { creator: 'Carol' })).toEqual([1]);
      github.advance(60_000);
      const since = github.now().toISOString();
      github.advance(2_000);
      github.addLabel(shop, 3, 'late');
      expect(await numbers(story, { since })).toEqual([3]);
      expect(await refusalOf(numbers(story, { milestone: '*' }))).toBe(422);
    }));

  test('is sorted by time or comments, in pages', () =>
    tell({}, async (story) => {
      const { github, asInstallation } = story;
      for (let count = 0; count < 4; count += 1) {
        github.openIssue(shop);
        github.advance(1_000);
      }
      github.comment(shop, 2, { author: 'carol', body: 'One' });
      expect(await numbers(story)).toEqual([4, 3, 2, 1]);
      expect(await numbers(story, { direction: 'asc' })).toEqual([1, 2, 3, 4]);
      expect(await numbers(story, { sort: 'updated' })).toEqual([2, 4, 3, 1]);
      expect(await numbers(story, { sort: 'comments', per_page: 1 })).toEqual([2]);
      const second = await asInstallation.request(issues, { ...here, per_page: 3, page: 2 });
      expect(second.data.map(({ number }) => number)).toEqual([1]);
      expect(second.headers.link).toMatch(/page=1>; rel="prev"/);
    }));

  test('answers 304 until something in it changes, be it a reaction', () =>
    tell({}, async ({ github, asInstallation }) => {
      github.openIssue(shop);
      const first = await asInstallation.request(issues, here);
      const again = () =>
        asInstallation.request(issues, { ...here, headers: { 'if-none-match': first.headers.etag ?? '' } });
      expect(await refusalOf(again())).toBe(304);
      github.reactToIssue(shop, 1, { author: 'carol', content: '+1' });
      expect((await again()).status).toBe(200);
    }));
});
