// What deliveries about issues become: an issue that may be an idea, a command below one, or nothing. Its text is never part of it.

import { describe, expect, test } from '@jest/globals';
import { writtenIssue } from '../../../src/webhooks/payloads/issue.ts';
import { altered, example, faultOf, type Payload, reasonOf, seen } from '../support.ts';

const DOER = { id: 21031067, login: 'Codertocat' };

describe('issues', () => {
  const opened = example('issues', 'opened');

  test('becomes an issue seen, with its labels and who did it, and without its text', () => {
    const said = altered(opened, 'issue.body', 'a long text');
    expect(seen('issues', said)).toEqual({
      kind: 'event',
      installationId: 1,
      subject: { kind: 'issue', repositoryId: 186853002, issueNumber: 1 },
      event: {
        kind: 'issue-seen',
        name: 'issues.opened',
        issueNumber: 1,
        labels: ['bug'],
        actor: DOER,
        repository: {
          id: 186853002,
          owner: 'Codertocat',
          name: 'Hello-World',
          defaultBranch: 'master',
          visibility: 'public',
        },
      },
    });
  });

  test.each([
    ['labeled', { name: 'idea' }, { label: 'idea', set: true }],
    ['unlabeled', { name: 'idea' }, { label: 'idea', set: false }],
    ['unlabeled', undefined, null],
    ['unlabeled', null, null],
  ])('%s %j says which label', (action, label, labelled) => {
    expect(seen('issues', { ...opened, action, label }).event).toMatchObject({ labelled });
  });

  test.each(['edited', 'closed', 'reopened', 'transferred', 'deleted'])('%s is seen', (action) => {
    expect(seen('issues', { ...opened, action }).event).toMatchObject({ name: `issues.${action}` });
  });

  test('a pull request is not an issue', () => {
    expect(reasonOf('issues', altered(opened, 'issue.pull_request', { url: 'x' }))).toBe('a pull request');
  });

  test('labels may be written as names alone', () => {
    expect(seen('issues', altered(opened, 'issue.labels', ['idea'])).event).toMatchObject({
      labels: ['idea'],
    });
  });

  test.each([
    ['issue', 'xyz', 'issue'],
    ['issue.number', 0, 'issue number'],
    ['issue.labels', 'xyz', 'issue.labels'],
    ['issue.labels', [7], 'issue.labels'],
    ['issue.labels', [{}], 'issue.labels.name'],
    ['sender', null, 'sender'],
    ['repository', null, 'repository'],
  ])('with %s %j is malformed', (path, value, field) => {
    expect(faultOf('issues', altered(opened, path, value))).toBe(field);
  });
});

describe('a comment on an issue', () => {
  const saying = (body: string): Payload =>
    altered(
      altered(example('issue_comment', 'created'), 'comment.performed_via_github_app', null),
      'comment.body',
      body,
    );

  test('that starts with /clos is a command about an idea', () => {
    expect(seen('issue_comment', saying('/clos score effort 3 weeks'))).toMatchObject({
      subject: { kind: 'issue', repositoryId: 186853002, issueNumber: 1 },
      event: {
        kind: 'idea-commanded',
        isAuthor: true,
        actor: DOER,
        command: { verb: 'score', argument: 'effort 3 weeks' },
        commentId: 492700400,
      },
    });
  });

  test.each([
    ['of somebody else', { id: 5 }],
    ['of an account that is gone', null],
  ])('says that the issue is %s', (_, user) => {
    const said = altered(saying('/clos promote'), 'issue.user', user);
    expect(seen('issue_comment', said).event).toMatchObject({ isAuthor: false });
  });

  test('of people among themselves is none of ours', () => {
    expect(reasonOf('issue_comment', saying('Nice.'))).toBe('a comment on an issue');
  });
});

describe('an issue as the API answers it', () => {
  const issue = { ...(example('issues', 'opened').issue as Payload), reactions: { '+1': 3, '-1': 1 } };

  test('is read with its text and its votes', () => {
    expect(writtenIssue({ ...issue, body: 'text' })).toMatchObject({
      body: 'text',
      issue: { number: 1, authorLogin: 'Codertocat', state: 'open', votes: { up: 3, down: 1 } },
    });
  });

  test('may lack a text, an author and votes', () => {
    expect(writtenIssue({ ...issue, body: null, user: null, reactions: undefined })).toMatchObject({
      body: '',
      issue: { authorId: null, authorLogin: 'ghost', votes: { up: 0, down: 0 } },
    });
  });

  test('is none when it is a pull request', () => {
    expect(writtenIssue({ ...issue, pull_request: {} })).toBeNull();
  });

  test.each([
    ['id', 'many', 'issue.id'],
    ['id', undefined, 'issue.id'],
    ['reactions', { '+1': '3' }, 'issue.reactions.+1'],
    ['reactions', { '-1': -1 }, 'issue.reactions.-1'],
    ['updated_at', 'yesterday', 'issue.updated_at'],
  ])('with %s %j is malformed', (name, value, field) => {
    expect(() => writtenIssue({ ...issue, [name]: value })).toThrow(expect.objectContaining({ field }));
  });
});
