// Files, folders and teams of the simulated GitHub: what REST tells of them, and that it is the same as what GraphQL tells.

import { describe, expect, test } from '@jest/globals';
import { type Story, tell } from './testing.ts';

const shop = 'acme/shop';
const here = { owner: 'acme', repo: 'shop' };

const listing = async ({ asInstallation }: Story, path: string, ref = 'main') => {
  const { data } = await asInstallation.request('GET /repos/{owner}/{repo}/contents/{path}', {
    ...here,
    path,
    ref,
  });
  return data as unknown as readonly { name: string; type: string; sha: string; size: number }[];
};

const idOf = async ({ asInstallation }: Story, expression: string): Promise<string | undefined> => {
  const found = await asInstallation.graphql<{ repository: { object: { oid: string } | null } }>(
    'query ($e: String!) { repository(owner: "acme", name: "shop") { object(expression: $e) { oid } } }',
    { e: expression },
  );
  return found.repository.object?.oid;
};

describe('a folder', () => {
  test('is listed with what is in it, whatever its kind', () =>
    tell({}, async (story) => {
      story.github.commitFiles(shop, {
        'docs/a.md': 'a\n',
        'docs/deep/b.md': 'b\n',
        'docs/link': { text: 'a.md', mode: '120000' },
        'docs/run': { text: '#!/bin/sh\n', mode: '100755' },
        'docs/sub': { text: 'c'.repeat(40), mode: '160000' },
      });
      const found = await listing(story, 'docs');
      expect(found.map(({ name, type, size }) => [name, type, size])).toEqual([
        ['a.md', 'file', 2],
        ['deep', 'dir', 0],
        ['link', 'symlink', 4],
        ['run', 'file', 10],
        ['sub', 'file', 0],
      ]);
      expect(found.find(({ name }) => name === 'sub')?.sha).toBe('c'.repeat(40));
    }));

  test('has an id that follows all that is below it, the same in REST and GraphQL', () =>
    tell({}, async (story) => {
      const { github } = story;
      const deep = async () => (await listing(story, 'docs')).find(({ name }) => name === 'deep')?.sha;
      github.commitFiles(shop, { 'docs/deep/a/b.md': 'b\n' });
      const first = await deep();
      expect(first).toBe(await idOf(story, 'main:docs/deep'));
      github.commitFiles(shop, { 'elsewhere.md': 'x\n' });
      expect(await deep()).toBe(first);
      github.commitFiles(shop, { 'docs/deep/a/b.md': 'c\n' });
      expect(await deep()).not.toBe(first);
      github.commitFiles(shop, { 'docs/deep/a/b.md': 'b\n' });
      expect(await deep()).toBe(first);
    }));

  test('is of another id when only a mode changed', () =>
    tell({}, async (story) => {
      story.github.commitFiles(shop, { 'bin/run': 'x\n' });
      const before = await idOf(story, 'main:bin');
      story.github.commitFiles(shop, { 'bin/run': { text: 'x\n', mode: '100755' } });
      expect(await idOf(story, 'main:bin')).not.toBe(before);
    }));
});

test('a file that was moved unchanged is listed as renamed, under both names', () =>
  tell({}, async ({ github, asInstallation }) => {
    github.commitFiles(shop, { 'old/name.md': 'the same\n', 'old/other.md': 'another\n' });
    github.openPull(shop, {
      files: { 'old/name.md': null, 'new/name.md': 'the same\n', 'old/other.md': null, 'new.md': 'new\n' },
    });
    const { data } = await asInstallation.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', {
      ...here,
      pull_number: 1,
    });
    expect(data.map(({ filename, status, previous_filename: from }) => [filename, status, from])).toEqual([
      ['new.md', 'added', undefined],
      ['new/name.md', 'renamed', 'old/name.md'],
      ['old/other.md', 'removed', undefined],
    ]);
  }));

test('several files are one commit, and one push', () =>
  tell({}, async ({ github, events }) => {
    const sha = github.commitFiles(
      shop,
      { 'a.md': 'a\n', 'b.md': 'b\n' },
      { branch: 'both', message: 'Both' },
    );
    expect(github.repository(shop).branches.get('both')).toBe(sha);
    expect(await events()).toEqual(['push', 'check_suite.requested']);
  }));

test('a review is of the commit it names', () =>
  tell({}, async ({ github, asInstallation }) => {
    const first = github.openPull(shop).head.sha;
    const second = github.push(shop, 1);
    github.review(shop, 1, { author: 'ada', commit: first });
    github.review(shop, 1, { author: 'ben' });
    const { data } = await asInstallation.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', {
      ...here,
      pull_number: 1,
    });
    expect(data.map(({ commit_id: commit }) => commit)).toEqual([first, second]);
  }));

test('a team has its own members and those of the teams below it, and says which are which', () =>
  tell({}, async ({ github, asInstallation }) => {
    github.createTeam('acme', 'leads', { members: ['ada'] });
    github.createTeam('acme', 'deputies', { parent: 'leads', members: ['ada', 'ben'] });
    github.createTeam('acme', 'stand-ins', { parent: 'deputies', members: ['cleo'] });
    const members = async (membership: string) => {
      type Found = { organization: { team: { members: { nodes: { login: string }[] } } } };
      const query = `query { organization(login: "acme") { team(slug: "leads") {
        members(first: 10, membership: ${membership}) { nodes { login } } } } }`;
      const { organization } = await asInstallation.graphql<Found>(query);
      return organization.team.members.nodes.map(({ login }) => login);
    };
    expect(await members('ALL')).toEqual(['ada', 'ben', 'cleo']);
    expect(await members('IMMEDIATE')).toEqual(['ada']);
    expect(await members('CHILD_TEAM')).toEqual(['ada', 'ben', 'cleo']);
    github.removeFromTeam('acme', 'deputies', 'ben');
    github.addToTeam('acme', 'leads', 'dan');
    expect(await members('ALL')).toEqual(['ada', 'dan', 'cleo']);
  }));
