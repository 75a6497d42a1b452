// Addresses in evidence are written by strangers. Whatever they write, nothing but the public internet is ever connected to.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { isIP } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { isPublic } from '../../../src/adapters/http/public.ts';
import type { Resolve } from '../../../src/adapters/http/resolve.ts';
import { createWeb, type WebOptions } from '../../../src/adapters/http/web.ts';
import { PUBLIC_STAND_IN, SPELLINGS, type Spelling } from './spellings.ts';
import { names, type Served, serve, socketsDuring } from './support.ts';

let canary: Served;
let outside: Served;

beforeAll(async () => {
  canary = await serve((_request, response) => response.end('secret'));
  // Sends everybody where its query says.
  outside = await serve((request, response) => {
    const to = new URL(request.url ?? '', 'http://outside.example').searchParams.get('to');
    response.writeHead(to ? 302 : 200, to ? { location: to } : {}).end();
  });
});

beforeEach(() => {
  canary.connections = 0;
});

afterAll(async () => {
  await Promise.all([canary.close(), outside.close()]);
});

const TABLE = Object.fromEntries([
  ['outside.example', [[PUBLIC_STAND_IN]]],
  ...SPELLINGS.filter(({ leadsTo }) => leadsTo.length > 0).flatMap(({ host, leadsTo }) => [
    [host, [leadsTo]],
    [host.toLowerCase(), [leadsTo]],
  ]),
]);

/** Every port and the stand-in may be reached, so that only the guard of addresses is left to hold. */
const web = (resolve: Resolve) =>
  createWeb({
    resolve,
    isAllowedPort: () => true,
    isAllowedAddress: (address) => address === PUBLIC_STAND_IN || isPublic(address),
    timeoutMs: 20_000,
  });

const inner = ({ host }: Spelling): string => `http://${host}:${canary.port}/`;
const redirect = (one: Spelling): string =>
  // A header holds ASCII; parsers of addresses decode what stands for other letters.
  `http://outside.example:${outside.port}/?to=${encodeURIComponent(inner(one).replace(/[^!-~]/g, encodeURIComponent))}`;

// F8: five ways for every spelling, straight, redirected, rebound, as an IPv6 address and with a proxy in the environment.
describe('every spelling of an address inside', () => {
  test('T-82: there are at least 150 of them', () => {
    expect(new Set(SPELLINGS.map(({ host }) => host)).size).toBeGreaterThanOrEqual(150);
  });

  test.each(SPELLINGS)('T-82: $host is refused and nothing is connected to', async (one) => {
    let answer: unknown;
    const sockets = await socketsDuring(async () => {
      answer = await web(names(TABLE).resolve).answers(inner(one));
    });
    expect([answer, sockets]).toEqual([
      {
        kind: 'silent',
        because: expect.stringMatching(/^it (leads to a private network|is no web address)$/),
      },
      0,
    ]);
  });

  test.each(SPELLINGS)('T-84: a redirect to $host is not followed', async (one) => {
    let answer: unknown;
    const sockets = await socketsDuring(async () => {
      answer = await web(names(TABLE).resolve).answers(redirect(one));
    });
    expect([answer, sockets, canary.connections]).toEqual([
      {
        kind: 'silent',
        because: expect.stringMatching(/^it (redirects to an address that leads to|is no web)/),
      },
      1,
      0,
    ]);
  });

  test.each(SPELLINGS)(
    'T-83: a name that turns into $host after the first answer stays where it was',
    async (one) => {
      const later = one.leadsTo.length > 0 ? one.leadsTo : [one.host.replace(/[[\]]/g, '')];
      const flipping = names({ 'rebind.example': [[PUBLIC_STAND_IN], later] });
      const answer = await web(flipping.resolve).answers(`http://rebind.example:${outside.port}/`);
      expect([answer, flipping.asked]).toEqual([{ kind: 'answered' }, ['rebind.example']]);
    },
  );

  test.each(SPELLINGS)('T-82: a name that has $host as its IPv6 address is refused', async (one) => {
    const literal = one.host.replace(/[[\]]/g, '');
    const six = isIP(literal) === 4 ? `::ffff:${literal}` : literal;
    const { resolve } = names({ 'six.example': [[six]] });
    expect(await web(resolve).answers(`http://six.example:${canary.port}/`)).toEqual({
      kind: 'silent',
      because: 'it leads to a private network',
    });
  });

  test('T-82: proxies of the environment are not used, not even where Node is told to', async () => {
    const env = {
      PATH: process.env.PATH,
      NODE_USE_ENV_PROXY: '1',
      HTTP_PROXY: `http://127.0.0.1:${canary.port}`,
      http_proxy: `http://127.0.0.1:${canary.port}`,
      ALL_PROXY: `http://127.0.0.1:${canary.port}`,
      NO_PROXY: '',
    };
    const program = fileURLToPath(new URL('./behind-a-proxy.ts', import.meta.url));
    const child = spawn(process.execPath, [program, String(outside.port)], { env });
    const [told] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    expect(JSON.parse(told)).toEqual({ outside: { kind: 'answered' }, answered: 0, asked: SPELLINGS.length });
    expect(canary.connections).toBe(0);
  });
});

describe('a name that means something else the second time', () => {
  test('T-83: of two hundred names that flip between outside and inside, none leads inside', async () => {
    const flip = names(
      Object.fromEntries(
        Array.from({ length: 200 }, (_, index) => [
          `flip${index}.example`,
          index % 2 === 0 ? [[PUBLIC_STAND_IN], ['127.0.0.1']] : [['127.0.0.1'], [PUBLIC_STAND_IN]],
        ]),
      ),
    );
    const guarded = web(flip.resolve);
    for (let index = 0; index < 200; index++)
      await guarded.answers(`http://flip${index}.example:${index % 2 === 0 ? outside.port : canary.port}/`);
    expect([canary.connections, flip.asked.length]).toEqual([0, 200]);
  });

  test('T-84: a redirect to the same name has it looked up and checked anew', async () => {
    const flipping = names({ 'outside.example': [[PUBLIC_STAND_IN], ['127.0.0.1']] });
    const to = encodeURIComponent(`http://outside.example:${canary.port}/`);
    const answer = await web(flipping.resolve).answers(`http://outside.example:${outside.port}/?to=${to}`);
    expect(answer).toEqual({
      kind: 'silent',
      because: 'it redirects to an address that leads to a private network',
    });
    expect([flipping.asked.length, canary.connections]).toEqual([2, 0]);
  });
});

describe('as it is without tests', () => {
  const closed = (options: Partial<WebOptions> = {}) => createWeb({ timeoutMs: 20_000, ...options });

  test.each([
    ['http://93.184.215.14:22/', 'it uses another port than 80 and 443'],
    ['https://example.com:8443/', 'it uses another port than 80 and 443'],
    ['http://127.0.0.1/', 'it leads to a private network'],
    ['ftp://example.com/', 'it is neither an http nor an https address'],
    ['file:///etc/passwd', 'it is neither an http nor an https address'],
    ['gopher://example.com/', 'it is neither an http nor an https address'],
    ['data:text/plain,hello', 'it is neither an http nor an https address'],
    ['javascript:alert(1)', 'it is neither an http nor an https address'],
    ['', 'it is neither an http nor an https address'],
    ['example.com', 'it is neither an http nor an https address'],
    ['http://me:secret@example.com/', 'it names a user'],
    ['http://@example.com/', 'it names a user'],
    ['http://example.com@127.0.0.1/', 'it names a user'],
    [`http://example.com/${'a'.repeat(2_048)}`, 'it is no web address'],
  ])('%s is not asked', async (address, because) => {
    let answer: unknown;
    const sockets = await socketsDuring(async () => {
      answer = await closed({ resolve: names({}).resolve }).answers(address);
    });
    expect([answer, sockets]).toEqual([{ kind: 'silent', because }, 0]);
  });
});

/** Looks at what is written, then lets Node look the name up again: what must not be enough. */
async function checkingFirst(address: string, resolve: Resolve): Promise<void> {
  const url = new URL(address);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const signal = AbortSignal.timeout(1_000);
  if (isIP(host) > 0 && !isPublic(host)) return;
  const first = isIP(host) > 0 ? [host] : await resolve(host, signal);
  if (!first.every((one) => one === PUBLIC_STAND_IN || isPublic(one))) return;
  const again = await resolve(host, signal);
  const sent = http.get({
    host: again[0],
    port: url.port,
    path: url.pathname + url.search,
    signal,
    agent: new http.Agent(),
  });
  const [response]: http.IncomingMessage[] = await once(sent, 'response');
  response?.resume();
  // And follows redirects, as most clients do by themselves.
  if (response?.headers.location) await once(http.get(response.headers.location, { signal }), 'response');
}

describe('the control: a guard that looks before the name is resolved only', () => {
  test('T-83: is led inside by a name that flips', async () => {
    const { resolve } = names({ 'flip.example': [[PUBLIC_STAND_IN], ['127.0.0.1']] });
    await checkingFirst(`http://flip.example:${canary.port}/`, resolve);
    expect(canary.connections).toBe(1);
  });

  test('T-84: is led inside by a redirect', async () => {
    await checkingFirst(redirect({ host: '127.0.0.1', leadsTo: [] }), names(TABLE).resolve);
    expect(canary.connections).toBe(1);
  });
});
