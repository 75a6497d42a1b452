// Probot's set-up pages: reachable without credentials outside production, and nowhere else (T-120).

import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterEach, describe, expect, test } from '@jest/globals';
import pino from 'pino';
import { permissions, subscriptions } from '../../src/app.ts';
import { probotSetup } from '../../src/server/setup.ts';
import { head, startServer, statusOf, wire } from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'clos-setup-'));
const envFile = join(folder, '.env');

afterEach(() => rmSync(envFile, { force: true }));

async function startSetup({ production = false, apiUrl = null as string | null } = {}) {
  const log = pino({ level: 'silent' });
  const setup = await probotSetup({ production, host: 'localhost', port: 3000, log, envFile, apiUrl });
  return startServer({ setup });
}

const written = () => parseEnv(readFileSync(envFile, 'utf8'));

describe('outside production', () => {
  test('GET /probot offers our manifest to GitHub', async () => {
    await using server = await startSetup();
    const response = await fetch(`${server.url}/probot`);
    expect(response.status).toBe(200);
    const page = await response.text();
    expect(page).toContain('action="https://github.com/settings/apps/new"');
    const manifest = JSON.parse(/value='([^']*)'/.exec(page)?.[1] ?? '');
    expect(manifest).toMatchObject({
      name: 'clos',
      public: false,
      default_events: subscriptions,
      default_permissions: permissions,
      redirect_url: `${server.url}/probot/setup`,
      hook_attributes: { url: `${server.url}/` },
    });
  });

  test('the page may post to GitHub, and its parts are served', async () => {
    await using server = await startSetup();
    const { headers } = await fetch(`${server.url}/probot`);
    expect(headers.get('content-security-policy')).toContain("form-action 'self' https:");
    expect((await fetch(`${server.url}/probot/static/primer.css`)).status).toBe(200);
    expect((await fetch(`${server.url}/probot/import`)).status).toBe(200);
  });

  test('the code GitHub sends back becomes credentials, readable by their owner alone', async () => {
    const pem = '-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\n';
    const asked: string[] = [];
    const github = createHttpServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.writeHead(201, { 'content-type': 'application/json' }).end(
        JSON.stringify({
          id: 7,
          client_id: 'Iv1',
          client_secret: 's3cret',
          webhook_secret: 'hush',
          pem,
          html_url: 'https://github.com/apps/clos',
        }),
      );
    });
    await new Promise<void>((resolve) => github.listen(0, '127.0.0.1', resolve));
    const apiUrl = `http://127.0.0.1:${(github.address() as AddressInfo).port}/`;
    writeFileSync(envFile, 'PORT=4000\n# a comment\nQUOTED=\'say "hi"\'\n', { mode: 0o644 });
    await using server = await startSetup({ apiUrl });

    const response = await fetch(`${server.url}/probot/setup?code=abc`, { redirect: 'manual' });
    github.closeAllConnections();
    github.close();
    expect([response.status, response.headers.get('location')]).toEqual([
      302,
      'https://github.com/apps/clos/installations/new',
    ]);
    expect(asked).toEqual(['POST /app-manifests/abc/conversions']);
    expect(written()).toEqual({
      PORT: '4000',
      QUOTED: 'say "hi"',
      APP_ID: '7',
      PRIVATE_KEY: pem,
      WEBHOOK_SECRET: 'hush',
      GITHUB_CLIENT_ID: 'Iv1',
      GITHUB_CLIENT_SECRET: 's3cret',
    });
    expect(statSync(envFile).mode & 0o777).toBe(0o600);
  });

  test('an existing app can be imported, but not by another site', async () => {
    await using server = await startSetup();
    const body = JSON.stringify({ appId: '9', pem: 'key', webhook_secret: 'hush' });
    const send = (origin: string) =>
      fetch(`${server.url}/probot/import`, { method: 'POST', headers: { origin }, body });
    expect((await send('https://evil.example')).status).toBe(403);
    expect((await send('null')).status).toBe(403);
    expect(() => written()).toThrow('ENOENT');
    expect((await send(server.url)).status).toBe(200);
    expect(written()).toEqual({ APP_ID: '9', PRIVATE_KEY: 'key', WEBHOOK_SECRET: 'hush' });
  });

  test.each(["x-forwarded-host: a'><script>", "x-forwarded-proto: a'>"])(
    'a page is not written around %s',
    async (line) => {
      await using server = await startSetup();
      const { socket, answer } = wire(server.port);
      socket.end(head(['GET /probot HTTP/1.1', 'host: localhost', 'connection: close', line]));
      expect(statusOf(await answer)).toBe(400);
    },
  );

  test('an address Probot does not know is 404', async () => {
    await using server = await startSetup();
    expect((await fetch(`${server.url}/probot/nowhere`)).status).toBe(404);
  });
});

describe('T-120 in production', () => {
  const paths = [
    '/probot',
    '/probot/',
    '/probot/setup',
    '/probot/setup?code=abc',
    '/probot/import',
    '/probot/success',
    '/probot/static/primer.css',
    '//probot',
    '/probot%2fsetup',
    '/%70robot',
    '/PROBOT',
    '/./probot',
    '/x/../probot',
    '/probot;/setup',
  ];

  test.each(paths)('T-120 %s does not exist', async (path) => {
    await using server = await startSetup({ production: true });
    for (const method of ['GET', 'POST', 'HEAD']) {
      const { socket, answer } = wire(server.port);
      socket.end(head([`${method} ${path} HTTP/1.1`, 'host: localhost', 'connection: close']));
      expect(statusOf(await answer)).toBe(404);
    }
  });

  test('T-120 control: outside production it does', async () => {
    await using server = await startSetup();
    expect((await fetch(`${server.url}/probot`)).status).toBe(200);
  });
});

test.each([true, false])('production %s: set-up is there only outside it', async (production) => {
  const log = pino({ level: 'silent' });
  const setup = await probotSetup({ production, host: 'localhost', port: 3000, log, envFile, apiUrl: null });
  expect(setup === null).toBe(production);
});
