// Reviews, teams and other apps' checks as gates read them: by numeric id, by the app that was named, and all pages of each.

import { describe, expect, test } from '@jest/globals';
import type { DeclaredCheck } from '../../src/core/gates/model.ts';
import type { Sha } from '../../src/core/ids.ts';
import { type Story, tell } from '../github/testing.ts';
import { AT, asking, gateReader, look, SHOP } from './gate-helpers.ts';

const writer = ({ github }: Story, login: string): number => {
  github.setCollaborator(SHOP, login, 'write');
  return github.createUser(login).id;
};

describe('reviews', () => {
  const reviews = async (story: Story, reader = gateReader(story)) => {
    const found = (await look(story, { reviews: true }, reader)).reviews;
    if (found.kind === 'unknown') throw new Error(found.because);
    return found.value;
  };

  test('are the newest opinion of each person who may write, by their ids', () =>
    tell({}, async (story) => {
      const { github } = story;
      const [ada, ben, cleo] = ['ada', 'ben', 'cleo'].map((login) => writer(story, login));
      github.openPull(SHOP);
      github.review(SHOP, 1, { author: 'ada', state: 'changes_requested' });
      github.review(SHOP, 1, { author: 'ada', state: 'approved' });
      github.review(SHOP, 1, { author: 'ada', state: 'commented' });
      github.review(SHOP, 1, { author: 'ben', state: 'changes_requested' });
      const { id } = github.review(SHOP, 1, { author: 'cleo', state: 'approved' });
      github.dismissReview(SHOP, 1, id);
      github.review(SHOP, 1, { author: 'stranger', state: 'approved' });
      expect(await reviews(story)).toMatchObject([
        { userId: ada, login: 'ada', state: 'approved' },
        { userId: ben, login: 'ben', state: 'changes-requested' },
        { userId: cleo, login: 'cleo', state: 'dismissed' },
      ]);
    }));

  test('T-10 of an account that was deleted are nobody’s', () =>
    tell({}, async (story) => {
      writer(story, 'ada');
      story.github.openPull(SHOP);
      story.github.review(SHOP, 1, { author: 'ada' });
      story.github.deleteUser('ada');
      expect(await reviews(story)).toMatchObject([{ userId: null, login: 'ghost', state: 'approved' }]);
    }));

  const EVIDENCE = '.clos/evidence/shop.yml';

  test('T-74 tell what lay in `.clos/` at the commit that was reviewed, not what lies there now', () =>
    tell({}, async (story) => {
      const { github } = story;
      writer(story, 'ada');
      github.openPull(SHOP, {
        files: { [EVIDENCE]: 'a: 1\n', '.clos/link.yml': { text: 'x', mode: '120000' } },
      });
      github.review(SHOP, 1, { author: 'ada' });
      const before = await reviews(story);
      github.push(SHOP, 1, { files: { [EVIDENCE]: 'a: 2\n' } });
      const after = await reviews(story);
      expect(after).toEqual(before);
      expect(after[0]?.saw).toEqual({
        '.clos/config.yml': 'b82551848c644f63b8517a7bdf8be9a992e6f4da',
        [EVIDENCE]: expect.stringMatching(/^[0-9a-f]{40}$/),
      });
      github.review(SHOP, 1, { author: 'ada' });
      const [again] = await reviews(story);
      expect(again?.saw?.[EVIDENCE]).not.toBe(after[0]?.saw?.[EVIDENCE]);
    }));

  test('of an older commit cost one request more, once', () =>
    tell({}, async (story) => {
      const { github } = story;
      for (const login of ['ada', 'ben']) writer(story, login);
      github.openPull(SHOP);
      const reader = gateReader(story);
      const reads = async () => {
        github.resetRequests();
        await reviews(story, reader);
        return github.requestCounts().reads;
      };
      github.review(SHOP, 1, { author: 'ada' });
      expect(await reads()).toBe(1);
      github.push(SHOP, 1);
      expect(await reads()).toBe(1);
      github.push(SHOP, 1);
      github.review(SHOP, 1, { author: 'ben' });
      github.push(SHOP, 1);
      expect(await reads()).toBe(2);
      expect(await reads()).toBe(1);
    }));

  test('of a commit that GitHub no longer has say nothing of what was seen', () =>
    tell({}, async (story) => {
      writer(story, 'ada');
      story.github.openPull(SHOP);
      story.github.review(SHOP, 1, { author: 'ada', commit: 'f'.repeat(40) });
      expect(await reviews(story)).toMatchObject([{ state: 'approved', saw: null }]);
    }));

  test('of more than a hundred people are all read', () =>
    tell({}, async (story) => {
      story.github.openPull(SHOP);
      for (let i = 0; i < 101; i += 1) {
        writer(story, `person-${i}`);
        story.github.review(SHOP, 1, { author: `person-${i}` });
      }
      story.github.resetRequests();
      const found = await reviews(story);
      expect(new Set(found.map(({ userId }) => userId)).size).toBe(101);
      expect(story.github.requestCounts()).toMatchObject({ reads: 2 });
    }));
});

describe('checks', () => {
  const declared = (app: string | number): DeclaredCheck => ({ key: 'tests', name: 'tests', app });
  const checks = async (story: Story, app: string | number) =>
    (await look(story, { checks: [declared(app)] })).checks;
  const state = (conclusion: string | null) => ({ kind: 'known', value: [{ key: 'tests', conclusion }] });
  const none = { kind: 'known', value: [] };

  test('T-18 another app’s check of the same name says nothing, whether the app is named by slug or by id', () =>
    tell({}, async (story) => {
      const { github } = story;
      github.openPull(SHOP);
      github.reportForeignCheck(SHOP, 1, { name: 'tests', app: 'impostor', conclusion: 'success' });
      const { suite } = github.reportForeignCheck(SHOP, 1, {
        name: 'other',
        app: 'ci',
        conclusion: 'success',
      });
      expect(await checks(story, 'ci')).toEqual(none);
      expect(await checks(story, suite.app.id)).toEqual(none);
      github.reportForeignCheck(SHOP, 1, { name: 'tests', app: 'ci', conclusion: 'failure' });
      github.reportForeignCheck(SHOP, 1, { name: 'tests', app: 'impostor', conclusion: 'success' });
      expect(await checks(story, 'ci')).toEqual(state('failure'));
      expect(await checks(story, suite.app.id)).toEqual(state('failure'));
    }));

  test('T-18 the app that was named is found behind pages of others', () =>
    tell({}, async (story) => {
      const { github } = story;
      github.openPull(SHOP);
      for (let i = 0; i < 45; i += 1)
        github.reportForeignCheck(SHOP, 1, { name: 'tests', app: `impostor-${i}`, conclusion: 'success' });
      github.reportForeignCheck(SHOP, 1, { name: 'tests', app: 'ci', conclusion: 'failure' });
      github.resetRequests();
      expect(await checks(story, 'ci')).toEqual(state('failure'));
      expect(github.requestCounts()).toMatchObject({ reads: 3 });
    }));

  test('the newest run counts, and one that runs has no conclusion', () =>
    tell({}, async (story) => {
      const { github } = story;
      github.openPull(SHOP);
      const report = (conclusion?: 'success' | 'timed_out') =>
        github.reportForeignCheck(SHOP, 1, { name: 'tests', ...(conclusion ? { conclusion } : {}) });
      report('success');
      report('timed_out');
      expect(await checks(story, 'github-actions')).toEqual(state('timed_out'));
      report();
      expect(await checks(story, 'github-actions')).toEqual(state(null));
    }));

  test('of another commit do not count', () =>
    tell({}, async (story) => {
      const { github } = story;
      github.openPull(SHOP);
      github.reportForeignCheck(SHOP, 1, { name: 'tests', conclusion: 'success' });
      github.push(SHOP, 1);
      expect(await checks(story, 'github-actions')).toEqual(none);
    }));

  test('with hostile names are only names', () =>
    tell({}, async (story) => {
      const name = 'a"){nodes{id}} #\\ $x';
      story.github.openPull(SHOP);
      story.github.reportForeignCheck(SHOP, 1, { name, conclusion: 'success' });
      const { checks: found } = await look(story, {
        checks: [
          { key: 'one', name, app: 'github-actions' },
          { key: 'two', name: '', app: '"}' },
        ],
      });
      expect(found).toEqual({ kind: 'known', value: [{ key: 'one', conclusion: 'success' }] });
    }));
});

describe('teams', () => {
  const ids = ({ github }: Story, ...logins: string[]) => logins.map((login) => github.createUser(login).id);

  test('are their members now, those of the teams below them included', () =>
    tell({}, async (story) => {
      const { github } = story;
      github.openPull(SHOP);
      github.createTeam('acme', 'leads', { members: ['ada'] });
      github.createTeam('acme', 'deputies', { members: ['ben', 'ada'], parent: 'leads' });
      const leads = async () => (await look(story, { teams: ['leads'] })).teams.leads;
      expect(await leads()).toEqual({ kind: 'known', value: ids(story, 'ada', 'ben') });
      github.removeFromTeam('acme', 'leads', 'ada');
      github.removeFromTeam('acme', 'deputies', 'ada');
      github.addToTeam('acme', 'leads', 'cleo');
      expect(await leads()).toEqual({ kind: 'known', value: ids(story, 'cleo', 'ben') });
    }));

  test('of more than a hundred are read in pages, all that go on together', () =>
    tell({}, async (story) => {
      const { github } = story;
      github.openPull(SHOP);
      const people = (count: number) => Array.from({ length: count }, (_, i) => `person-${i}`);
      for (const [slug, count] of [
        ['small', 2],
        ['large', 250],
        ['larger', 301],
      ] as const)
        github.createTeam('acme', slug, { members: people(count) });
      github.resetRequests();
      const { teams, head } = await look(story, { teams: ['small', 'large', 'larger'] });
      const sizes = Object.values(teams).map((team) => (team.kind === 'known' ? team.value.length : team));
      expect({ sizes, head: head.kind, reads: github.requestCounts().reads }).toEqual({
        sizes: [2, 250, 301],
        head: 'known',
        reads: 4,
      });
    }));

  test('that the app does not see are unknown, and the others are told', () =>
    tell({}, async (story) => {
      story.github.openPull(SHOP);
      story.github.createTeam('acme', 'leads', { members: ['ada'] });
      const { teams } = await look(story, { teams: ['leads', 'gone', 'x") { slug } #'] });
      const unseen = { kind: 'unknown', because: 'the app sees no such team' };
      expect(teams).toEqual({
        leads: { kind: 'known', value: ids(story, 'ada') },
        gone: unseen,
        'x") { slug } #': unseen,
      });
    }));
});

test('a repository that belongs to a person has no teams', () =>
  tell({}, async (story) => {
    const { github } = story;
    github.createUser('bob');
    github.createRepository({ owner: 'bob', name: 'shop' });
    const installation = github.install({ owner: 'bob' });
    const { head } = github.openPull('bob/shop');
    github.openPull(SHOP);
    const question = asking(story, { headSha: head.sha as Sha, teams: ['leads'] });
    const { teams } = await gateReader(story).look(
      installation as never,
      { owner: 'bob', name: 'shop' },
      question,
    );
    expect(teams).toEqual({ leads: { kind: 'unknown', because: 'the app sees no such team' } });
  }));

test('T-10 teams are those of whoever owns the repository now, not of whoever took its old name', () =>
  tell({}, async (story) => {
    const { github } = story;
    github.openPull(SHOP);
    github.createTeam('acme', 'leads', { members: ['mallory'] });
    github.createTeam('rebranded', 'leads', { members: ['ada'] });
    const question = asking(story, { teams: ['leads'] });
    github.transferRepository(SHOP, 'rebranded');
    const installation = github.install({ owner: 'rebranded' });
    const { teams } = await gateReader(story).look(installation as never, AT, question);
    expect(teams).toEqual({ leads: { kind: 'known', value: [github.createUser('ada').id] } });
  }));

describe('a permission that is missing', () => {
  const all = {
    contents: 'read',
    pull_requests: 'read',
    checks: 'read',
    members: 'read',
    metadata: 'read',
  } as const;
  const unknown = { kind: 'unknown', because: 'the app is not allowed to see it' };
  const known = { kind: 'known' };

  test.each([
    ['contents', { head: unknown, base: unknown, reviews: known, checks: unknown, teams: { leads: known } }],
    ['pull_requests', { head: known, base: known, reviews: unknown, checks: known, teams: { leads: known } }],
    ['checks', { head: known, base: known, reviews: known, checks: unknown, teams: { leads: known } }],
    ['members', { head: known, base: known, reviews: known, checks: known, teams: { leads: unknown } }],
  ] as const)('to read %s leaves only what it is for unknown', (missing, expected) => {
    const { [missing]: _, ...permissions } = all;
    return tell({ permissions }, async (story) => {
      const { github } = story;
      github.openPull(SHOP);
      github.createTeam('acme', 'leads', { members: ['ada'] });
      const found = await look(story, {
        headSha: github.pull(SHOP, 1).head.sha as Sha,
        reviews: true,
        checks: [{ key: 'tests', name: 'tests', app: 'ci' }],
        teams: ['leads'],
      });
      expect(found).toMatchObject(expected);
    });
  });
});
