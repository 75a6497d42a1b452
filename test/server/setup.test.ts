// The set-up pages: they register the app and write its credentials, so nobody but the person who reads the log may use them, and never
// in production (T-120, T-158).

import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import pino from 'pino';
import { permissions, subscriptions } from '../../src/app.ts';
import { readEnv } from '../../src/env.ts';
import { addressOf, createSetup } from '../../src/set-up.ts';
import { SetupSession } from '../../src/server/setup/session.ts';
import { head, post, startServer, statusOf, wire } from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'clos-setup-'));
const envFile = join(folder, '.env');
const log = pino({ level: 'silent' });

afterEach(() => rmSync(envFile, { force: true }));
afterAll(() => rmSync(folder, { recursive: true }));

const PEM = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
}).privateKey;

const APP = {
  id: 7,
  slug: 'acme-clos',
  name: 'Acme <CLOS>',
  owner: { login: 'acme' },
  html_url: 'https://github.com/apps/acme-clos',
};
const MADE = {
  ...APP,
  client_id: 'Iv1',
  client_secret: 's3cret',
  webhook_secret: 'hush-hush-hush',
  pem: PEM,
};

/** As much of GitHub as the pages ask. A code is good once. */
async function github({ made = MADE as object, known = true } = {}) {
  const asked: string[] = [];
  const used = new Set<string>();
  const server = createHttpServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const url = request.url ?? '';
    const fresh = !used.has(url);
    if (request.method === 'POST') used.add(url);
    const [status, body] =
      url === '/app'
        ? known
          ? [200, APP]
          : [401, {}]
        : fresh && url.includes('/good')
          ? [201, made]
          : [404, {}];
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async () => {
    server.closeAllConnections();
    server.close();
  };
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, asked, [Symbol.asyncDispose]: close };
}

async function pages({ api = 'http://127.0.0.1:9', env = {} as Record<string, string> } = {}) {
  const made = createSetup(readEnv({ GITHUB_API_URL: api, ...env }), log);
  if (made === null) throw new Error('no set-up pages');
  const setup = { ...made, webUrl: 'https://github.com', envFile };
  const server = await startServer({ setup, deliveries: null });
  const at = (path: string) => `${server.url}/setup${path}?token=${setup.session.token}`;
  const send = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(at(path), {
      method: 'POST',
      headers: { origin: server.url, ...headers },
      body: new URLSearchParams(fields),
    });
  return { ...server, setup, at, send, [Symbol.asyncDispose]: server.close };
}

const written = () => parseEnv(readFileSync(envFile, 'utf8'));
const hidden = (page: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1]?.replaceAll('&quot;', '"') ?? '';
const stateIn = (page: string): string => /settings\/apps\/new\?state=([\w-]+)"/.exec(page)?.[1] ?? '';

/** As far as GitHub's answer: the page that asks whether it is the right app. */
async function register(server: Awaited<ReturnType<typeof pages>>, code = 'good') {
  const offer = await (await server.send('/register', { organization: '', webhookUrl: '' })).text();
  const back = await fetch(`${server.url}/setup/callback?code=${code}&state=${stateIn(offer)}`, {
    headers: { 'sec-fetch-site': 'cross-site' },
  });
  return { status: back.status, page: await back.text(), state: stateIn(offer) };
}

describe('registering the app', () => {
  test('offers our manifest to GitHub, for an organisation, with a state and the webhook address', async () => {
    await using server = await pages({
      env: { WEBHOOK_PROXY_URL: 'https://clos.example.org/api/github/webhooks' },
    });
    expect(await (await fetch(server.at(''))).text()).toContain(
      'value="https://clos.example.org/api/github/webhooks"',
    );
    const webhookUrl = 'https://clos.acme.dev/api/github/webhooks';
    const page = await (await server.send('/register', { organization: 'acme', webhookUrl })).text();
    expect(page).toMatch(
      /action="https:\/\/github\.com\/organizations\/acme\/settings\/apps\/new\?state=[\w-]{43}"/,
    );
    expect(JSON.parse(hidden(page, 'manifest'))).toMatchObject({
      name: 'clos',
      public: false,
      default_events: subscriptions,
      default_permissions: permissions,
      redirect_url: `${server.url}/setup/callback`,
      hook_attributes: { url: webhookUrl, active: true },
    });
  });

  test('E1 without a public webhook address it warns, and GitHub is not given one that it would refuse', async () => {
    await using server = await pages();
    const page = await (await server.send('/register', { organization: '', webhookUrl: ' ' })).text();
    expect(page).toContain('GitHub cannot tell CLOS anything yet.');
    expect(page).toContain('action="https://github.com/settings/apps/new?state=');
    expect(JSON.parse(hidden(page, 'manifest'))).not.toHaveProperty('hook_attributes');
  });

  test.each([
    ['organization', 'a/b', 'letters, digits and dashes only'],
    ['webhookUrl', 'http://clos.example.org/x', 'begins with https://'],
    ['webhookUrl', 'https://localhost:3000/x', 'GitHub cannot reach it'],
    ['webhookUrl', 'https://192.168.0.7/x', 'GitHub cannot reach it'],
    ['webhookUrl', 'not an address', 'begins with https://'],
  ])('a wrong %s (%s) is told where it was typed, and stays there', async (field, value, problem) => {
    await using server = await pages();
    const page = await (await server.send('/register', { [field]: value })).text();
    expect(page).toContain(problem);
    expect(page).toContain(`name="${field}" value="${value}"`);
  });

  test('T-158 E1 what GitHub sends back is shown by name and owner, and written only after a yes', async () => {
    await using hub = await github();
    await using server = await pages({ api: hub.url });
    writeFileSync(envFile, 'PORT=4000\n# a comment\nQUOTED=\'say "hi"\'\nAPP_ID=', { mode: 0o644 });
    const { status, page } = await register(server);
    expect(status).toBe(200);
    expect(page).toContain('Acme &lt;CLOS&gt;');
    expect(page).toContain('<strong>acme</strong>');
    expect(hub.asked).toEqual(['POST /app-manifests/good/conversions']);
    expect(written()).not.toHaveProperty('PRIVATE_KEY');

    const saved = await (await server.send('/save', { candidate: hidden(page, 'candidate') })).text();
    expect(saved).toContain('npm start');
    expect(saved).toContain('https://github.com/apps/acme-clos/installations/new');
    expect(saved).not.toContain('PRIVATE KEY');
    expect(written()).toEqual({
      PORT: '4000',
      QUOTED: 'say "hi"',
      APP_ID: '7',
      PRIVATE_KEY: PEM,
      WEBHOOK_SECRET: 'hush-hush-hush',
    });
    expect(readFileSync(envFile, 'utf8')).toContain('# a comment');
    expect(statSync(envFile).mode & 0o777).toBe(0o600);
    // What was written is what a process starts with.
    expect(readEnv(written() as Record<string, string>).credentials?.appId).toBe(7);
    expect(await (await fetch(server.at(''))).text()).toContain('The app is registered');
  });

  test('an app without a webhook gets a secret of ours, shown to be set at GitHub', async () => {
    await using hub = await github({ made: { ...MADE, webhook_secret: null } });
    await using server = await pages({ api: hub.url });
    const { page } = await register(server);
    const saved = await (await server.send('/save', { candidate: hidden(page, 'candidate') })).text();
    expect(written().WEBHOOK_SECRET).toMatch(/^[\da-f]{64}$/);
    expect(saved).toContain(String(written().WEBHOOK_SECRET));
  });

  test('after a no nothing is written, and the same yes is worth nothing', async () => {
    await using hub = await github();
    await using server = await pages({ api: hub.url });
    const { page } = await register(server);
    const candidate = hidden(page, 'candidate');
    expect(await (await server.send('/discard', { candidate })).text()).toContain('Nothing was saved');
    await server.send('/save', { candidate });
    expect(() => written()).toThrow('ENOENT');
  });

  test('T-158 E1 credentials that the file holds are never overwritten, and the new ones wait', async () => {
    await using hub = await github();
    await using server = await pages({ api: hub.url });
    const { page } = await register(server);
    writeFileSync(envFile, 'APP_ID=1\nWEBHOOK_SECRET=theirs\n');
    const candidate = hidden(page, 'candidate');
    const refused = await (await server.send('/save', { candidate })).text();
    expect(refused).toContain('already holds APP_ID and WEBHOOK_SECRET');
    expect(readFileSync(envFile, 'utf8')).toBe('APP_ID=1\nWEBHOOK_SECRET=theirs\n');
    rmSync(envFile);
    await server.send('/save', { candidate });
    expect(written().APP_ID).toBe('7');
  });

  test('a second yes for another app changes nothing', async () => {
    await using hub = await github();
    await using server = await pages({ api: hub.url });
    const first = await register(server);
    await server.send('/save', { candidate: hidden(first.page, 'candidate') });
    const before = readFileSync(envFile, 'utf8');
    const page = await (
      await server.send('/import', { appId: '9', privateKey: PEM, webhookSecret: 'another-secret' })
    ).text();
    expect(page).toContain('The app is registered');
    expect(readFileSync(envFile, 'utf8')).toBe(before);
  });

  test('a file that cannot be written is named, with what to do', async () => {
    await using hub = await github();
    await using server = await pages({ api: hub.url });
    const { page } = await register(server);
    rmSync(envFile, { force: true });
    const missing = join(folder, 'gone', '.env');
    (server.setup as { envFile: string }).envFile = missing;
    const told = await (await server.send('/save', { candidate: hidden(page, 'candidate') })).text();
    expect(told).toContain(`${missing} cannot be used (ENOENT)`);
  });
});

describe('an app that exists', () => {
  const given = { appId: '7', privateKey: PEM, webhookSecret: 'hush-hush-hush' };

  test('is tried at GitHub with its key, shown, and then saved', async () => {
    await using hub = await github();
    await using server = await pages({ api: hub.url });
    const page = await (await server.send('/import', given)).text();
    expect(page).toContain('<strong>acme</strong>');
    expect(hub.asked).toEqual(['GET /app']);
    await server.send('/save', { candidate: hidden(page, 'candidate') });
    expect(written()).toEqual({ APP_ID: '7', PRIVATE_KEY: PEM, WEBHOOK_SECRET: 'hush-hush-hush' });
  });

  test('a key that GitHub does not accept is told', async () => {
    await using hub = await github({ known: false });
    await using server = await pages({ api: hub.url });
    expect(await (await server.send('/import', given)).text()).toContain('does not accept this key');
  });

  test.each([
    ['appId', 'seven', 'the number on the settings page'],
    ['privateKey', 'no key', '.pem file'],
    ['webhookSecret', 'with "quotes"', 'without blanks, quotes'],
    ['webhookSecret', 'short', 'at least 8 characters'],
  ])('a wrong %s is told and not repeated', async (field, value, problem) => {
    await using server = await pages();
    const page = await (await server.send('/import', { ...given, [field]: value })).text();
    expect(page).toContain(problem);
    expect(page).not.toContain(given.webhookSecret);
  });

  test('GitHub out of reach is told as that', async () => {
    await using server = await pages();
    const answer = await server.send('/import', given);
    expect(answer.status).toBe(502);
    expect(await answer.text()).toContain('GitHub did not answer as expected');
  });
});

describe('T-158 E1 who may use them', () => {
  const PATHS = ['', '/register', '/import', '/save', '/discard'];

  test.each(PATHS)('/setup%s without the token of the log, or with another, is refused', async (path) => {
    await using server = await pages();
    const method = path === '' ? 'GET' : 'POST';
    for (const query of ['', '?token=', `?token=${new SetupSession().token}`]) {
      const answer = await fetch(`${server.url}/setup${path}${query}`, { method });
      expect(answer.status).toBe(403);
      expect(await answer.text()).toContain('printed at its start');
    }
  });

  test('a code that somebody else sends here is not even looked at', async () => {
    await using hub = await github();
    await using server = await pages({ api: hub.url });
    for (const query of ['code=good', 'code=good&state=', `code=good&state=${server.setup.session.token}`])
      expect((await fetch(`${server.url}/setup/callback?${query}`)).status).toBe(403);
    expect(hub.asked).toEqual([]);
  });

  test('a state is good once', async () => {
    await using hub = await github();
    await using server = await pages({ api: hub.url });
    const { state } = await register(server);
    expect((await fetch(`${server.url}/setup/callback?code=good2&state=${state}`)).status).toBe(403);
  });

  test('a code that GitHub does not know is told, and the state may be tried again', async () => {
    await using hub = await github();
    await using server = await pages({ api: hub.url });
    const { status, page, state } = await register(server, 'bad');
    expect(status).toBe(422);
    expect(page).toContain('GitHub does not know the code');
    expect((await fetch(`${server.url}/setup/callback?code=good&state=${state}`)).status).toBe(200);
  });

  test.each([
    'evil.example',
    'evil.example:3000',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '192.168.0.7',
    '[fe80::1]',
    '127.0.0.1@evil',
  ])('a name that was made to point here is refused: %s', async (host) => {
    await using server = await pages();
    const { socket, answer } = wire(server.port);
    socket.end(
      head([`GET /setup?token=${server.setup.session.token} HTTP/1.1`, `host: ${host}`, 'connection: close']),
    );
    expect([400, 403]).toContain(statusOf(await answer));
  });

  test('under SETUP_HOST they answer to that name alone, and send people back to it over HTTPS', async () => {
    await using server = await pages({ env: { SETUP_HOST: 'setup.acme.dev' } });
    const { token } = server.setup.session;
    expect(addressOf(server.setup, server.url)).toBe(`https://setup.acme.dev/setup?token=${token}`);
    expect((await fetch(server.at(''))).status).toBe(403);
    const body = new URLSearchParams({ organization: '' }).toString();
    const { status, body: page } = await post(
      server.at('/register'),
      {
        host: 'setup.acme.dev',
        origin: 'https://setup.acme.dev',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body,
    );
    expect(status).toBe(200);
    expect(JSON.parse(hidden(page, 'manifest')).redirect_url).toBe('https://setup.acme.dev/setup/callback');
  });

  test.each([
    ['origin', 'https://evil.example'],
    ['origin', 'null'],
    ['sec-fetch-site', 'cross-site'],
    ['sec-fetch-site', 'same-site'],
  ])('a form of another site is refused: %s %s', async (name, value) => {
    await using server = await pages();
    expect((await server.send('/register', { organization: '' }, { [name]: value })).status).toBe(403);
  });

  test('a link of another site is refused too', async () => {
    await using server = await pages();
    expect((await fetch(server.at(''), { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
    expect((await fetch(server.at(''), { headers: { 'sec-fetch-site': 'none' } })).status).toBe(200);
  });

  test('a large body is refused before it is read', async () => {
    await using server = await pages();
    const { socket, answer } = wire(server.port);
    socket.write(
      head([
        `POST /setup/import?token=${server.setup.session.token} HTTP/1.1`,
        `host: 127.0.0.1:${server.port}`,
        'content-type: application/x-www-form-urlencoded',
        `content-length: ${60 * 1024 * 1024}`,
      ]),
    );
    expect(statusOf(await answer)).toBe(413);
  });

  test('the page may post to GitHub and to itself, loads nothing, and keeps its address from other sites', async () => {
    await using server = await pages();
    const { headers } = await fetch(server.at(''));
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("form-action 'self' https://github.com");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('cache-control')).toBe('no-store');
  });
});

test('a process that is still to be set up is not ready', async () => {
  const { NOT_SET_UP } = await import('../../src/set-up.ts');
  await using server = await startServer({ deliveries: null, probes: [NOT_SET_UP] });
  const answer = await fetch(`${server.url}/readyz`);
  expect([answer.status, await answer.json()]).toEqual([
    503,
    { status: 'not-ready', checks: { credentials: 'not-set-up' } },
  ]);
});

describe('T-120 in production', () => {
  const paths = [
    '/setup',
    '/setup/',
    '/setup/register',
    '/setup/callback?code=abc',
    '/setup/import',
    '/setup/save',
    '/probot',
    '/probot/setup?code=abc',
    '//setup',
    '/setup%2fsave',
    '/%73etup',
    '/SETUP',
    '/./setup',
    '/x/../setup',
    '/setup;/save',
  ];

  test('T-120 there are no set-up pages', () => {
    const env = {
      NODE_ENV: 'production',
      APP_ID: '7',
      PRIVATE_KEY: PEM,
      WEBHOOK_SECRET: 'long-enough-for-production',
    };
    expect(createSetup(readEnv(env), log)).toBeNull();
  });

  test.each(paths)('T-120 %s does not exist', async (path) => {
    await using server = await startServer({ setup: null });
    for (const method of ['GET', 'POST', 'HEAD']) {
      const { socket, answer } = wire(server.port);
      socket.end(head([`${method} ${path} HTTP/1.1`, 'host: localhost', 'connection: close']));
      expect(statusOf(await answer)).toBe(404);
    }
  });

  test('T-120 control: outside production they exist', async () => {
    await using server = await pages();
    expect((await fetch(server.at(''))).status).toBe(200);
  });
});
