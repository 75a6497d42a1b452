// One delivery to one event: what each payload family becomes, and what is ignored and why.

import { describe, expect, test } from '@jest/globals';
import { subjectKey } from '../../src/core/event.ts';
import { normalise } from '../../src/webhooks/normalise.ts';
import { altered, example, faultOf as fault, type Payload, reasonOf as reason, seen } from './support.ts';

const A = 'a'.repeat(40);

describe('pull_request', () => {
  const opened = example('pull_request', 'opened');

  test('becomes a pull request seen, with its facts', () => {
    expect(seen('pull_request', opened)).toEqual({
      kind: 'event',
      installationId: 1,
      subject: { kind: 'pull', repositoryId: 186853002, pullNumber: 2 },
      event: {
        kind: 'pull-seen',
        name: 'pull_request.opened',
        asks: true,
        activity: false,
        labelled: null,
        repository: {
          id: 186853002,
          owner: 'Codertocat',
          name: 'Hello-World',
          defaultBranch: 'master',
          visibility: 'public',
        },
        pull: {
          number: 2,
          title: 'Update the README with new information.',
          url: 'https://github.com/Codertocat/Hello-World/pull/2',
          authorId: 21031067,
          authorLogin: 'Codertocat',
          state: 'open',
          merged: false,
          draft: false,
          headSha: 'ec26c3e57ca3a959ca5aad62de7213c562f8c821',
          headRef: 'changes',
          headRepositoryId: 186853002,
          baseRef: 'master',
          labels: [],
          createdAt: '2019-05-15T15:20:33Z',
          updatedAt: '2019-05-15T15:20:33Z',
        },
      },
    });
  });

  test.each([
    ['opened', true],
    ['reopened', true],
    ['ready_for_review', true],
    ['closed', false],
    ['synchronize', false],
    ['edited', false],
    ['labeled', false],
    ['unlabeled', false],
    ['converted_to_draft', false],
  ])('%s asks for a slot: %s', (action, asks) => {
    expect(seen('pull_request', { ...opened, action }).event).toMatchObject({ kind: 'pull-seen', asks });
  });

  test('from a deleted fork has no head repository', () => {
    const { event } = seen('pull_request', altered(opened, 'pull_request.head.repo', null));
    expect(event).toMatchObject({ pull: { headRepositoryId: null } });
  });

  test('of a deleted account belongs to the ghost', () => {
    const { event } = seen('pull_request', altered(opened, 'pull_request.user', null));
    expect(event).toMatchObject({ pull: { authorId: null, authorLogin: 'ghost' } });
  });

  test('loses from its words what PostgreSQL cannot store', () => {
    const payload = altered(opened, 'pull_request.title', 'a\0b\ud800c');
    expect(seen('pull_request', payload).event).toMatchObject({ pull: { title: 'ab\ufffdc' } });
  });

  test('that is assigned means nothing to us', () => {
    expect(reason('pull_request', { ...opened, action: 'assigned' })).toBe(
      'nothing follows from this action',
    );
  });

  test('from a hook that is not the app is ignored', () => {
    expect(normalise('pull_request', altered(opened, 'installation', undefined))).toEqual({
      kind: 'ignored',
      installationId: 0,
      reason: 'sent by a hook that is not the app',
    });
  });
});

describe('push', () => {
  const commit = { added: [], removed: [], modified: ['README.md'] };
  const push = (changes: Payload): Payload => ({
    ...example('push'),
    ref: 'refs/heads/master',
    after: A,
    deleted: false,
    forced: false,
    commits: [commit],
    ...changes,
  });

  test.each<[string, Payload]>([
    ['adds a file under .clos/', { commits: [commit, { ...commit, added: ['.clos/config.yml'] }] }],
    ['changes one', { commits: [{ ...commit, modified: ['.clos/config.yml'] }] }],
    ['removes one', { commits: [{ ...commit, removed: ['.clos/config.yml'] }] }],
    ['puts a link in the folder’s place', { commits: [{ ...commit, added: ['.clos'] }] }],
    ['was forced', { forced: true }],
    ['lists no commits', { commits: [] }],
    ['lists so many that more may be missing', { commits: Array.from({ length: 20 }, () => commit) }],
    [
      'has a commit whose files GitHub could not list',
      { commits: [{ added: [], removed: [], modified: [] }] },
    ],
  ])('to the default branch that %s changes the configuration', (_what, changes) => {
    const outcome = seen('push', push(changes));
    expect(subjectKey(outcome.subject)).toBe('repository/186853002');
    expect(outcome.event).toMatchObject({ kind: 'configuration-changed', name: 'push', commit: A });
  });

  test.each<[string, Payload, string]>([
    ['touches other files', {}, 'does not touch .clos/'],
    [
      'touches a look-alike',
      { commits: [{ ...commit, added: ['.closet/x', 'a/.clos/x'] }] },
      'does not touch .clos/',
    ],
    ['goes to another branch', { ref: 'refs/heads/other', forced: true }, 'does not touch .clos/'],
    ['is a tag of that name', { ref: 'refs/tags/master', forced: true }, 'not a branch'],
    ['deletes the branch', { deleted: true, forced: true }, 'the branch was deleted'],
  ])('that %s is ignored', (_what, changes, why) => {
    expect(reason('push', push(changes))).toBe(why);
  });

  test('to another branch that names a file of .clos/ proposes a configuration', () => {
    const changes = { ref: 'refs/heads/other', commits: [{ ...commit, added: ['.clos/org.yml'] }] };
    const outcome = seen('push', push(changes));
    expect(subjectKey(outcome.subject)).toBe('repository/186853002');
    expect(outcome.event).toMatchObject({ kind: 'configuration-proposed', headSha: A });
  });

  test('with commits that are no list is malformed', () => {
    expect(fault('push', push({ commits: 'many' }))).toBe('commits');
    expect(fault('push', push({ commits: [{ ...commit, added: undefined }] }))).toBe('commits.added');
    expect(fault('push', push({ commits: [{ ...commit, added: [7] }] }))).toBe('commits');
  });
});

describe('checks', () => {
  const rerequested = example('check_run', 'rerequested');
  const withId = (id: unknown): Payload => altered(rerequested, 'check_run.external_id', id);
  const repository = (rerequested.repository as Payload).id as number;

  test('re-running one of ours asks again for its pull request', () => {
    const outcome = seen('check_run', withId(`clos:1:${repository}:42:clos/wip`));
    expect(subjectKey(outcome.subject)).toBe(`pull/${repository}/42`);
    expect(outcome.event).toMatchObject({ kind: 'recheck', name: 'check_run.rerequested', pullNumber: 42 });
  });

  test.each([
    ['', 'not one of our checks'],
    [null, 'not one of our checks'],
    ['clos:1:2', 'not one of our checks'],
    [`clos:1:${repository}:4x:clos/wip`, 'not one of our checks'],
    [`other:1:${repository}:42:clos/wip`, 'not one of our checks'],
    ['clos:1:99:42:clos/wip', 'the check names another repository'],
  ])('an external id of %j: %s', (id, why) => {
    expect(reason('check_run', withId(id))).toBe(why);
  });

  test('a check that stands on the commit is asked again for the commit', () => {
    const outcome = seen('check_run', withId(`clos:1:${repository}:commit:clos/config`));
    expect(outcome.event.kind).toBe('recheck-commit');
  });

  test('an external id with an impossible number is malformed', () => {
    expect(fault('check_run', withId(`clos:1:${repository}:0:clos/wip`))).toBe('pull request number');
  });

  test.each([
    ['check_run', 'created'],
    ['check_suite', 'requested'],
    ['check_suite', 'completed'],
  ])('%s.%s is our own echo', (event, action) => {
    expect(reason(event, example(event, action))).toBe('our own checks');
  });

  test('one that another app finished is about every pull request of the commit, forks included', () => {
    const completed = example('check_run', 'completed');
    const { subject, event } = seen('check_run', altered(completed, 'check_run.pull_requests', []));
    expect(subject).toEqual({ kind: 'repository', repositoryId: 186853002 });
    expect(event).toMatchObject({
      kind: 'check-completed',
      name: 'check_run.completed',
      headSha: 'ec26c3e57ca3a959ca5aad62de7213c562f8c821',
      checkName: 'Octocoders-linter',
    });
  });

  test.each([
    ['check_run.head_sha', 'main'],
    ['check_run.name', null],
  ])('one that was finished with %s %j is malformed', (path, value) => {
    expect(fault('check_run', altered(example('check_run', 'completed'), path, value))).toMatch(
      /sha|check_run\.name/,
    );
  });

  test('re-running a suite asks again for every pull request of the commit', () => {
    const { subject, event } = seen('check_suite', example('check_suite', 'rerequested'));
    expect(subject).toEqual({ kind: 'repository', repositoryId: 186853002 });
    expect(event).toMatchObject({
      kind: 'recheck-commit',
      headSha: 'ec26c3e57ca3a959ca5aad62de7213c562f8c821',
    });
  });
});

describe('repository', () => {
  test.each(['renamed', 'transferred', 'privatized', 'publicized', 'unarchived'])(
    '%s is seen anew',
    (action) => {
      const payload = { ...example('repository', 'renamed'), action };
      const { subject, event } = seen('repository', payload);
      expect(subjectKey(subject)).toBe('repository/186853261');
      expect(event).toMatchObject({
        kind: 'repository-seen',
        name: `repository.${action}`,
        repository: { id: 186853261 },
      });
    },
  );

  test.each(['deleted', 'archived'])('%s is lost', (action) => {
    const { event } = seen('repository', { ...example('repository', 'renamed'), action });
    expect(event).toEqual({
      kind: 'repository-lost',
      name: `repository.${action}`,
      repositoryIds: [186853261],
    });
  });

  test('edited counts only when the default branch changed', () => {
    const edited = (changes: Payload) => ({ ...example('repository', 'edited'), changes });
    expect(seen('repository', edited({ default_branch: { from: 'main' } })).event.kind).toBe(
      'repository-seen',
    );
    expect(reason('repository', edited({ description: { from: '' } }))).toBe(
      'neither name nor default branch changed',
    );
  });

  test('transferred is filed under the installation that received it', () => {
    const transferred = example('repository', 'transferred');
    expect(seen('repository', { ...transferred, installation: { id: 9 } }).installationId).toBe(9);
  });
});

describe('installations', () => {
  test.each([
    ['created', 'created'],
    ['deleted', 'removed'],
    ['suspend', 'suspended'],
    ['unsuspend', 'resumed'],
    ['new_permissions_accepted', 'permissions'],
  ])('%s is the change %s', (action, change) => {
    const payload = example('installation', action);
    const { subject, event, installationId } = seen('installation', payload);
    expect(subject).toEqual({ kind: 'installation' });
    expect(installationId).toBe((payload.installation as Payload).id);
    expect(event).toMatchObject({ kind: 'installation-changed', change });
  });

  test('of an enterprise goes by its slug', () => {
    const account = { id: 5, slug: 'acme', name: 'Acme' };
    const payload = altered(example('installation', 'created'), 'installation.account', account);
    expect(seen('installation', payload).event).toMatchObject({ account: { id: 5, login: 'acme' } });
  });

  test('gain and lose repositories', () => {
    const added = seen('installation_repositories', example('installation_repositories', 'added'));
    expect(added.event).toMatchObject({ kind: 'repositories-gained', repositoryIds: [expect.any(Number)] });
    expect(subjectKey(added.subject)).toBe('installation');
    const removed = seen('installation_repositories', example('installation_repositories', 'removed'));
    expect(removed.event).toMatchObject({ kind: 'repository-lost', repositoryIds: [expect.any(Number)] });
  });
});

describe('merge_group', () => {
  const [head, parent] = ['c'.repeat(40), 'd'.repeat(40)];
  const base_ref = 'refs/heads/release/1.x';
  const head_ref = `refs/heads/gh-readonly-queue/release/1.x/pr-7-${parent}`;
  const merge_group = { head_sha: head, head_ref, base_sha: parent, base_ref };
  const delivery = (action: string) => ({
    ...example('merge_group', 'checks_requested'),
    action,
    merge_group,
  });

  test.each([
    ['checks_requested', 'merge-group-requested'],
    ['destroyed', 'merge-group-destroyed'],
  ])('%s is %s, about its head', (action, kind) => {
    const { subject, event } = seen('merge_group', { ...delivery(action), installation: { id: 1 } });
    expect(subjectKey(subject)).toMatch(new RegExp(`^merge-group/\\d+/${head}$`));
    expect(event).toMatchObject({ kind, group: { headSha: head, headRef: head_ref, baseSha: parent } });
  });

  test('a Re-run of its check is about the commit, not about a pull request', () => {
    const again = example('check_run', 'rerequested');
    const { id } = again.repository as { id: number };
    const run = {
      ...(again.check_run as Payload),
      head_sha: head,
      external_id: `clos:1:${id}:queue:clos/wip`,
    };
    const { subject, event } = seen('check_run', { ...again, check_run: run, installation: { id: 1 } });
    expect(subject).toEqual({ kind: 'merge-group', repositoryId: id, headSha: head });
    expect(event.kind).toBe('recheck-group');
  });
});
