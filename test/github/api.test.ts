// What the app may ask and do: each operation answers as GitHub describes it, and refuses what GitHub refuses.

import { createSign, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { refusalOf, type Story, tell, tokenFor, withToken } from './testing.ts';

const shop = 'acme/shop';
const here = { owner: 'acme', repo: 'shop' };

function jwt(
  story: Story,
  change: { key?: string; issued?: number; lifetime?: number; app?: number } = {},
): string {
  const issued = Math.floor(story.github.now().getTime() / 1000) + (change.issued ?? 0);
  const claims = {
    iss: change.app ?? story.github.app.id,
    iat: issued,
    exp: issued + (change.lifetime ?? 500),
  };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
  return `${text}.${createSign('RSA-SHA256')
    .update(text)
    .sign(change.key ?? story.github.app.privateKey, 'base64url')}`;
}

async function statusOf(story: Story, token: string, path = '/app'): Promise<number> {
  return (await fetch(story.github.url + path, { headers: { authorization: `Bearer ${token}` } })).status;
}

describe('who may call', () => {
  test('an app token is refused when forged, expired, too long-lived or of another app', () =>
    tell({}, async (story) => {
      const forged = generateKeyPairSync('rsa', { modulusLength: 2048 })
        .privateKey.export({ type: 'pkcs1', format: 'pem' })
        .toString();
      expect(await statusOf(story, jwt(story))).toBe(200);
      expect(await statusOf(story, jwt(story, { key: forged }))).toBe(401);
      expect(await statusOf(story, jwt(story, { issued: -1_000 }))).toBe(401);
      expect(await statusOf(story, jwt(story, { lifetime: 3_600 }))).toBe(401);
      expect(await statusOf(story, jwt(story, { app: 1 }))).toBe(401);
      expect(await statusOf(story, 'nonsense')).toBe(401);
    }));

  test('an installation token is long, lasts an hour and dies with the installation', () =>
    tell({}, async (story) => {
      const { github, installation } = story;
      const token = await tokenFor(story);
      expect(token).toMatch(/^ghs_4242_.{511}$/);
      expect(await statusOf(story, token, `/repos/${shop}`)).toBe(200);
      github.suspend(installation);
      expect(await statusOf(story, token, `/repos/${shop}`)).toBe(403);
      github.unsuspend(installation);
      github.advance(3_600_000);
      expect(await statusOf(story, token, `/repos/${shop}`)).toBe(401);
      const fresh = await statusOf(story, token);
      expect(fresh).toBe(401);
      github.uninstall(installation);
      expect(await statusOf(story, jwt(story), `/app/installations/${installation}`)).toBe(404);
    }));

  test('a token narrowed to one repository and fewer rights does no more than that', () =>
    tell({}, async (story) => {
      story.github.createRepository({ owner: 'acme', name: 'secret', private: true });
      const head_sha = story.github.openPull(shop).head.sha;
      const token = await tokenFor(story, { repositories: ['shop'], permissions: { checks: 'read' } });
      const client = withToken(story, token);
      const listed = await client.request('GET /installation/repositories');
      expect(listed.data.repositories.map(({ name }) => name)).toEqual(['shop']);
      expect(
        await refusalOf(client.request('GET /repos/{owner}/{repo}', { owner: 'acme', repo: 'secret' })),
      ).toBe(404);
      expect(
        await refusalOf(
          client.request('POST /repos/{owner}/{repo}/check-runs', { ...here, name: 'x', head_sha }),
        ),
      ).toBe(403);
      expect(await refusalOf(client.request('GET /repos/{owner}/{repo}/pulls', here))).toBe(403);
      expect(await refusalOf(tokenFor(story, { permissions: { administration: 'write' } }))).toBe(422);
      expect(await refusalOf(tokenFor(story, { repositories: ['nowhere'] }))).toBe(422);
    }));

  test('one installation cannot write to another’s repository, nor see it when it is private', () =>
    tell({}, async ({ github, asInstallation }) => {
      github.createRepository({ owner: 'umbrella', name: 'open' });
      github.createRepository({ owner: 'umbrella', name: 'closed', private: true });
      const head_sha = github.openPull('umbrella/open').head.sha;
      const there = { owner: 'umbrella', repo: 'open' };
      expect((await asInstallation.request('GET /repos/{owner}/{repo}', there)).status).toBe(200);
      const create = asInstallation.request('POST /repos/{owner}/{repo}/check-runs', {
        ...there,
        name: 'x',
        head_sha,
      });
      expect(await refusalOf(create)).toBe(403);
      expect(
        await refusalOf(
          asInstallation.request('GET /repos/{owner}/{repo}', { owner: 'umbrella', repo: 'closed' }),
        ),
      ).toBe(404);
    }));
});

describe('contents', () => {
  test('files come in base64, large ones empty, folders as lists, missing ones as 404', () =>
    tell({}, async ({ github, asInstallation }) => {
      github.commitFile(shop, { path: 'big.txt', content: 'x'.repeat(1_100_000) });
      const get = (path: string, ref?: string) =>
        asInstallation.request('GET /repos/{owner}/{repo}/contents/{path}', {
          ...here,
          path,
          ...(ref === undefined ? {} : { ref }),
        });
      const config = (await get('.clos/config.yml')).data as { content: string };
      expect(Buffer.from(config.content, 'base64').toString()).toBe('version: 1\n');
      expect((await get('big.txt')).data).toMatchObject({ content: '', encoding: 'none', size: 1_100_000 });
      expect((await get('')).data).toMatchObject([
        { name: '.clos', type: 'dir' },
        { name: 'README.md' },
        { name: 'big.txt' },
      ]);
      expect(await refusalOf(get('nothing.yml'))).toBe(404);
      expect(await refusalOf(get('README.md', 'no-such-branch'))).toBe(404);
      const pull = github.openPull(shop, { files: { 'README.md': 'new\n' } });
      expect((await get('README.md', pull.head.sha)).data).toMatchObject({ size: 4 });
    }));

  test('an old name leads to the repository by a redirect, for reads and for writes', () =>
    tell({}, async ({ github, asInstallation }) => {
      const head_sha = github.openPull(shop).head.sha;
      github.renameRepository(shop, 'store');
      const plain = await fetch(`${github.url}/repos/acme/shop`, {
        redirect: 'manual',
        headers: { authorization: 'Bearer x' },
      });
      expect(plain.status).toBe(401);
      expect((await asInstallation.request('GET /repos/{owner}/{repo}', here)).data.full_name).toBe(
        'acme/store',
      );
      const made = await asInstallation.request('POST /repos/{owner}/{repo}/check-runs', {
        ...here,
        name: 'x',
        head_sha,
      });
      expect(made.data.head_sha).toBe(head_sha);
    }));

  test('a conditional request that finds nothing new is 304 and costs nothing', () =>
    tell({}, async ({ github, asInstallation }) => {
      github.openPull(shop);
      const first = await asInstallation.request('GET /repos/{owner}/{repo}/pulls', here);
      const remaining = first.headers['x-ratelimit-remaining'];
      const again = asInstallation.request('GET /repos/{owner}/{repo}/pulls', {
        ...here,
        headers: { 'if-none-match': first.headers.etag ?? '' },
      });
      expect(await refusalOf(again)).toBe(304);
      github.addLabel(shop, 1, 'bug');
      const fresh = await asInstallation.request('GET /repos/{owner}/{repo}/pulls', {
        ...here,
        headers: { 'if-none-match': first.headers.etag ?? '' },
      });
      expect(fresh.status).toBe(200);
      expect(Number(remaining) - Number(fresh.headers['x-ratelimit-remaining'])).toBe(1);
    }));

  test('lists come in pages with links to the next', () =>
    tell({}, async ({ github, asInstallation }) => {
      for (let count = 0; count < 5; count += 1) github.openPull(shop);
      const page = (number: number) =>
        asInstallation.request('GET /repos/{owner}/{repo}/pulls', { ...here, per_page: 2, page: number });
      const first = await page(1);
      expect(first.data.map(({ number }) => number)).toEqual([5, 4]);
      expect(first.headers.link).toContain('rel="next"');
      expect((await page(3)).data.map(({ number }) => number)).toEqual([1]);
      expect((await page(3)).headers.link).not.toContain('rel="next"');
    }));

  test('the same paths answer under the prefix of GitHub Enterprise Server', () =>
    tell({}, async (story) => {
      expect(await statusOf(story, jwt(story), '/api/v3/app')).toBe(200);
    }));
});
