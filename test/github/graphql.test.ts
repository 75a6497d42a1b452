// GraphQL as the simulator speaks it: GitHub's own schema, git's own ids, and the same rules about who sees what as REST.

import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { Octokit } from '@octokit/core';
import { type Story, startStory, tell, tokenFor, withToken } from './testing.ts';

const shop = 'acme/shop';

type Answer = {
  status: number;
  headers: Record<string, string>;
  data: { data?: unknown; errors?: object[] };
};

/** The answer as it came, errors included. */
const ask = (client: Story['asInstallation'], query: string, variables: object = {}): Promise<Answer> =>
  client.request('POST /graphql', { query, variables }) as unknown as Promise<Answer>;

const inShop = (fields: string) => `repository(owner: "acme", name: "shop") { ${fields} }`;

describe('the schema', () => {
  test.each([
    ['a field it does not have', `{ ${inShop('colour')} }`],
    ['an argument it does not know', `{ ${inShop('object(path: "x") { oid }')} }`],
    ['a field of a thing asked for as a leaf', `{ ${inShop('object(expression: "HEAD")')} }`],
    ['half a query', '{ repository('],
  ])('refuses %s, and remembers it as a violation', async (_, query) => {
    const { github, asInstallation, stop } = await startStory();
    const { status, data } = await ask(asInstallation, query);
    expect({ status, data: data.data, errors: data.errors?.length }).toEqual({ status: 200, errors: 1 });
    expect(github.violations).toMatchObject([{ kind: 'request', where: 'graphql' }]);
    await stop();
  });

  test('a field it has and the simulator does not answer is an error and a violation', async () => {
    const { github, asInstallation, stop } = await startStory();
    const { data } = await ask(asInstallation, `{ ${inShop('databaseId stargazerCount')} }`);
    expect(data.errors).toMatchObject([{ path: ['repository', 'stargazerCount'] }]);
    expect(github.violations).toMatchObject([
      { kind: 'unknownPath', where: 'graphql Repository.stargazerCount' },
    ]);
    await stop();
  });

  test('a variable that is missing or of the wrong type never reaches any data', async () => {
    const { github, asInstallation, stop } = await startStory();
    const query = `query ($n: Int!) { ${inShop('pullRequest(number: $n) { number }')} }`;
    for (const variables of [{}, { n: 'one' }]) {
      const { data } = await ask(asInstallation, query, variables);
      expect(data.data).toBeUndefined();
    }
    expect(github.violations).toHaveLength(2);
    await stop();
  });

  test('a list without a size, or with one beyond a hundred, is refused', () =>
    tell({}, async ({ github, asInstallation }) => {
      github.openPull(shop);
      const list = (size: string) =>
        ask(
          asInstallation,
          `{ ${inShop(`pullRequest(number: 1) { latestOpinionatedReviews${size} { totalCount } }`)} }`,
        );
      expect((await list('')).data.errors).toMatchObject([{ type: 'MISSING_PAGINATION_BOUNDARIES' }]);
      expect((await list('(first: 101)')).data.errors).toMatchObject([{ type: 'EXCESSIVE_PAGINATION' }]);
    }));
});

describe('objects', () => {
  const blobId = (text: string) =>
    createHash('sha1')
      .update(`blob ${Buffer.byteLength(text)}\0${text}`)
      .digest('hex');

  test('have the ids git gives them', () =>
    tell({}, async ({ github, asInstallation }) => {
      // `git write-tree` of exactly these files.
      github.createRepository({
        owner: 'acme',
        name: 'fixed',
        files: {
          'a/x': 'x\n',
          'a-d/d': { text: 'd\n', mode: '100755' },
          'a.b': 'c\n',
          é: 'é\n',
          link: { text: 'a/x', mode: '120000' },
          sub: { text: '1234567890123456789012345678901234567890', mode: '160000' },
        },
      });
      const query = '{ repository(owner: "acme", name: "fixed") { object(expression: "HEAD:") { oid } } }';
      const { data } = await ask(asInstallation, query);
      expect(data).toEqual({
        data: { repository: { object: { oid: '4aa56f8e742d2e2aee9f7311b046aa0f5f609f68' } } },
      });
    }));

  test('are the same wherever their content is, and differ where it differs', () =>
    tell({}, async ({ github, asInstallation }) => {
      github.commitFiles(shop, { 'src/a.ts': 'a\n', 'src/deep/b.ts': 'b\n' });
      github.openPull(shop, { files: { 'other.md': 'x\n' } });
      const tree = async (expression: string) => {
        const query = `query ($e: String!) { ${inShop('object(expression: $e) { oid }')} }`;
        const { data } = await ask(asInstallation, query, { e: expression });
        return (data.data as { repository: { object: { oid: string } | null } }).repository.object?.oid;
      };
      const { sha } = github.pull(shop, 1).head;
      expect(await tree(`${sha}:src`)).toBe(await tree('main:src'));
      expect(await tree(`${sha}:src/a.ts`)).toBe(blobId('a\n'));
      expect(await tree(`${sha}:`)).not.toBe(await tree('main:'));
      for (const none of ['main:nothing', 'nothing:src', 'main:/src', 'main:src/../src'])
        expect(await tree(none)).toBeUndefined();
    }));
});

describe('who sees what', () => {
  const query = `{ ${inShop('object(expression: "HEAD") { oid } pullRequest(number: 1) { number }')}
    organization(login: "acme") { team(slug: "leads") { slug } } }`;

  test('nobody without a token', () =>
    tell({}, async ({ github }) => {
      const stranger = new Octokit({ baseUrl: github.url }) as unknown as Story['asInstallation'];
      await expect(ask(stranger, query)).rejects.toMatchObject({ status: 401 });
    }));

  test('a token with less sees less, part by part', () =>
    tell({}, async (story) => {
      const { github } = story;
      github.openPull(shop);
      github.createTeam('acme', 'leads');
      const narrow = withToken(story, await tokenFor(story, { permissions: { pull_requests: 'read' } }));
      const { data } = await ask(narrow as unknown as Story['asInstallation'], query);
      expect(data).toMatchObject({
        data: {
          repository: { object: null, pullRequest: { number: 1 } },
          organization: { team: null },
        },
        errors: [
          { type: 'FORBIDDEN', path: ['repository', 'object'] },
          { type: 'FORBIDDEN', path: ['organization', 'team'] },
        ],
      });
    }));

  test('a private repository of others does not exist', () =>
    tell({}, async ({ github, asInstallation }) => {
      github.createRepository({ owner: 'rivals', name: 'plans', private: true });
      const { data } = await ask(
        asInstallation,
        '{ repository(owner: "rivals", name: "plans") { databaseId } }',
      );
      expect(data).toMatchObject({
        data: { repository: null },
        errors: [{ type: 'NOT_FOUND', path: ['repository'] }],
      });
    }));
});

describe('limits', () => {
  test('a query counts as one read, and the hour’s points end with 200 and RATE_LIMITED', () =>
    tell({ limits: { perHour: 1 } }, async ({ github, asInstallation }) => {
      const query = `{ ${inShop('databaseId')} }`;
      await asInstallation.request('GET /repos/{owner}/{repo}', { owner: 'acme', repo: 'shop' });
      github.resetRequests();
      const first = await ask(asInstallation, query);
      expect(first.headers).toMatchObject({
        'x-ratelimit-resource': 'graphql',
        'x-ratelimit-remaining': '0',
      });
      const second = await ask(asInstallation, query);
      expect(second).toMatchObject({ status: 200, data: { errors: [{ type: 'RATE_LIMITED' }] } });
      expect(github.requestCounts()).toEqual({ reads: 2, writes: 0, auth: 0 });
    }));
});
