// Comments, reviews and buttons: who works on a pull request, and who commands what.

import { describe, expect, test } from '@jest/globals';
import { altered, example, faultOf, type Payload, reasonOf, seen } from './support.ts';

const opened = example('pull_request', 'opened');
const sender = (type: string) => ({ ...(opened.sender as Payload), type });

describe('a pull request event', () => {
  test.each([
    ['synchronize', 'User', true],
    ['synchronize', 'Bot', false],
    ['opened', 'User', false],
    ['labeled', 'User', false],
  ])('%s by a %s counts as work: %s', (action, type, activity) => {
    const { event } = seen('pull_request', { ...opened, action, sender: sender(type) });
    expect(event).toMatchObject({ activity, labelled: null });
  });

  test.each([
    ['labeled', true],
    ['unlabeled', false],
  ])('%s names the label and who did it', (action, set) => {
    const { event } = seen('pull_request', { ...opened, action, label: { name: 'exempt' } });
    const actor = { id: 21031067, login: 'Codertocat' };
    expect(event).toMatchObject({ labelled: { label: 'exempt', set, actor }, activity: false });
  });

  test('names no label that was deleted altogether', () => {
    expect(seen('pull_request', { ...opened, action: 'unlabeled', label: null }).event).toMatchObject({
      labelled: null,
    });
  });

  test('has a sender', () => {
    expect(faultOf('pull_request', altered({ ...opened, action: 'synchronize' }, 'sender', null))).toBe(
      'sender',
    );
  });
});

describe('a comment', () => {
  const created = altered(
    altered(example('issue_comment', 'created'), 'issue.pull_request', { url: 'x' }),
    'comment.performed_via_github_app',
    null,
  );
  const saying = (body: string, more: Payload = {}) => ({
    ...altered(created, 'comment.body', body),
    ...more,
  });

  test('is activity', () => {
    expect(seen('issue_comment', saying('Nice.'))).toMatchObject({
      subject: { kind: 'pull', repositoryId: 186853002, pullNumber: 1 },
      event: { kind: 'activity', name: 'issue_comment.created', pullNumber: 1 },
    });
  });

  test('that starts with /clos is a command, with its author and its id', () => {
    expect(seen('issue_comment', saying('/clos expedite an outage\nmore'))).toMatchObject({
      subject: { kind: 'pull', pullNumber: 1 },
      event: {
        kind: 'commanded',
        actor: { id: 21031067, login: 'Codertocat' },
        command: { verb: 'expedite', argument: 'an outage' },
        commentId: 492700400,
      },
    });
  });

  test('T-28 edited into a command, or deleted, is not heard', () => {
    for (const action of ['edited', 'deleted'])
      expect(reasonOf('issue_comment', saying('/clos release', { action }))).toBe(
        'nothing follows from this action',
      );
  });

  test.each<[string, string, unknown, string]>([
    ['by a bot', 'sender.type', 'Bot', 'not a person'],
    ['by an organisation', 'sender.type', 'Organization', 'not a person'],
    ['by nobody knows what', 'sender.type', undefined, 'not a person'],
    ['written through an app', 'comment.performed_via_github_app', { id: 1 }, 'written through an app'],
    ['of somebody else', 'comment.user.id', 5, 'written by somebody else'],
  ])('T-29 %s is ignored', (_, path, value, reason) => {
    expect(reasonOf('issue_comment', altered(saying('/clos release'), path, value))).toBe(reason);
  });

  test.each([
    ['issue', 'issue'],
    ['issue.number', 'pull request number'],
    ['comment', 'comment'],
    ['comment.id', 'comment id'],
    ['comment.user', 'comment.user'],
    ['sender', 'sender'],
  ])('without a readable %s is malformed', (path, field) => {
    expect(faultOf('issue_comment', altered(saying('/clos release'), path, 'xyz'))).toBe(field);
  });

  test('without a text is malformed', () => {
    expect(faultOf('issue_comment', altered(created, 'comment.body', null))).toBe('comment.body');
  });
});

describe('a review', () => {
  const submitted = example('pull_request_review', 'submitted');

  const given = (action: string, state: string, by: string): Payload => ({
    ...altered(altered(submitted, 'review.state', state), 'sender.type', by),
    action,
  });

  test.each([
    ['submitted', 'approved', 'User', 'activity'],
    ['submitted', 'commented', 'User', 'activity'],
    ['submitted', 'approved', 'Bot', 'reviews-changed'],
    ['submitted', 'changes_requested', 'Bot', 'reviews-changed'],
    ['dismissed', 'dismissed', 'User', 'reviews-changed'],
    ['dismissed', 'dismissed', 'Bot', 'reviews-changed'],
  ])('that was %s as %s by a %s is %s', (action, state, by, kind) => {
    const { subject, event } = seen('pull_request_review', given(action, state, by));
    expect(subject).toMatchObject({ kind: 'pull', pullNumber: 2 });
    expect(event).toMatchObject({ kind, name: `pull_request_review.${action}`, pullNumber: 2 });
  });

  test('in which a bot only says something is nothing', () => {
    expect(reasonOf('pull_request_review', given('submitted', 'commented', 'Bot'))).toBe('not a person');
  });
});

describe('a button', () => {
  const pressed = example('check_run', 'requested_action');
  const { id } = pressed.repository as { id: number };
  const press = (identifier: unknown, externalId = `clos:1:${id}:7:clos/wip`): Payload => {
    const payload = altered(pressed, 'check_run.external_id', externalId);
    return altered(payload, 'requested_action', { identifier });
  };

  test('is a command of its presser on the pull request its check names', () => {
    expect(seen('check_run', press('expedite'))).toMatchObject({
      subject: { kind: 'pull', repositoryId: id, pullNumber: 7 },
      event: {
        kind: 'commanded',
        actor: { id: (pressed.sender as { id: number }).id },
        command: { verb: 'expedite', argument: 'button on the check' },
        commentId: null,
      },
    });
  });

  test.each<[string, Payload, string]>([
    ['not ours', press('freeze'), 'not one of our buttons'],
    ['named like a property', press('constructor'), 'not one of our buttons'],
    ['of another app', press('release', 'x'), 'not one of our checks'],
    ['of another repository', press('release', 'clos:1:5:7:clos/wip'), 'the check names another repository'],
    ['of a merge group', press('release', `clos:1:${id}:queue:clos/wip`), 'not a check of a pull request'],
    ['pressed by a bot', altered(press('release'), 'sender.type', 'Bot'), 'not a person'],
  ])('that is %s is ignored', (_, payload, reason) => expect(reasonOf('check_run', payload)).toBe(reason));

  test('without a readable action is malformed', () => {
    expect(faultOf('check_run', press(7))).toBe('requested_action.identifier');
  });
});
