// What an address that may be asked is told to have done, and what it may cost us to ask it.

import type { RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createWeb, type WebOptions } from '../../../src/adapters/http/web.ts';
import type { Answered } from '../../../src/core/gates/model.ts';
import { certificateFor } from './certificate.ts';
import { listen, names, type Served, serve, serveRaw } from './support.ts';

const MIB = 1024 * 1024;
const open: Served[] = [];
const opened = async (served: Promise<Served>): Promise<Served> => {
  open.push(await served);
  return served;
};

afterEach(() => Promise.all(open.splice(0).map((served) => served.close())));

const { resolve } = names({ 'app.example': [['127.0.0.1']], 'other.example': [['127.0.0.1']] });

const ask = (address: string, options: Partial<WebOptions> = {}): Promise<Answered> =>
  createWeb({
    resolve,
    isAllowedAddress: (one) => one === '127.0.0.1',
    isAllowedPort: () => true,
    timeoutMs: 20_000,
    ...options,
  }).answers(address);

async function askServer(listener: RequestListener, options: Partial<WebOptions> = {}): Promise<Answered> {
  const { port } = await opened(serve(listener));
  return ask(`http://app.example:${port}/demo?x=1`, options);
}

async function askSocket(listener: (socket: Socket) => void, options: Partial<WebOptions> = {}) {
  const { port } = await opened(serveRaw(listener));
  return ask(`http://app.example:${port}/`, options);
}

const answered = { kind: 'answered' };
const silent = (because: string) => ({ kind: 'silent', because });

describe('what an address answers', () => {
  test.each([200, 201, 204, 299])('%d is an answer', async (status) => {
    expect(await askServer((_request, response) => response.writeHead(status).end())).toEqual(answered);
  });

  test.each([304, 400, 401, 403, 404, 410, 429, 500, 502, 503])('%d is none', async (status) => {
    expect(await askServer((_request, response) => response.writeHead(status).end('no'))).toEqual(
      silent(`it answered ${status}`),
    );
  });

  test('a name that leads nowhere is told as such', async () => {
    expect(await ask('http://nowhere.example/')).toEqual(silent('it has a name that leads nowhere'));
  });

  test('a name server in trouble is our trouble: unknown, not silent', async () => {
    const troubled = () => Promise.reject(Object.assign(new Error('no'), { code: 'ESERVFAIL' }));
    expect(await ask('http://app.example/', { resolve: troubled })).toEqual({
      kind: 'unknown',
      because: 'it has a name that could not be looked up (ESERVFAIL)',
    });
  });

  test('a port where nobody listens refuses', async () => {
    const { port, close } = await serve(() => {});
    await close();
    expect(await ask(`http://app.example:${port}/`)).toEqual(silent('it refused the connection'));
  });

  test.each([
    ['closes at once', '', 'it broke off the connection'],
    ['speaks something else', 'SSH-2.0-OpenSSH_9.9\r\n', 'it does not speak HTTP'],
    ['has a broken head', 'HTTP/1.1 200 OK\r\nbad header\r\n\r\n', 'it does not speak HTTP'],
    [
      'breaks off its body',
      'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf',
      'it broke off the connection',
    ],
    [
      'sends a damaged gzip',
      'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nnot gzip',
      'it sent a damaged answer',
    ],
    [
      'changes the protocol',
      'HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n',
      'it broke off the connection',
    ],
  ])('one that %s is silent', async (_what, bytes, because) => {
    expect(await askSocket((socket) => socket.end(bytes))).toEqual(silent(because));
  });

  test.each([
    ['gzip', gzipSync('hello')],
    ['deflate', deflateSync('hello')],
    ['br', brotliCompressSync('hello')],
    ['of-our-own', Buffer.from('hello')],
  ])('%s is read although nobody asked for it', async (coding, body) => {
    const listener: RequestListener = (_request, response) =>
      response.writeHead(200, { 'content-encoding': coding }).end(body);
    expect(await askServer(listener)).toEqual(answered);
  });
});

describe('redirects', () => {
  /** Redirects so many times, then answers. */
  const chain =
    (length: number): RequestListener =>
    (request, response) => {
      const at = Number(request.url?.split('=')[1] ?? 0);
      if (at >= length) response.end('here');
      else response.writeHead(302, { location: `/?at=${at + 1}` }).end();
    };

  test.each([
    [1, answered],
    [3, answered],
    [4, silent('it redirects more than 3 times')],
    [1_000, silent('it redirects more than 3 times')],
  ])('T-84: a chain of %d', async (length, wanted) => {
    const { port } = await opened(serve(chain(length)));
    expect(await ask(`http://app.example:${port}/`)).toEqual(wanted);
  });

  test.each([301, 302, 303, 307, 308])('T-84: %d is followed', async (status) => {
    const listener: RequestListener = (request, response) =>
      request.url === '/there' ? response.end() : response.writeHead(status, { location: '/there' }).end();
    expect(await askServer(listener)).toEqual(answered);
  });

  test.each([
    ['file:///etc/passwd', 'it redirects to an address that is neither an http nor an https address'],
    ['ftp://app.example/', 'it redirects to an address that is neither an http nor an https address'],
    ['//me:secret@app.example/', 'it redirects to an address that names a user'],
    ['http://[', 'it is no web address'],
    ['//10.0.0.1/', 'it redirects to an address that leads to a private network'],
    ['//nowhere.example/', 'it redirects to an address that has a name that leads nowhere'],
    ['', 'it redirects without saying where'],
  ])('T-84: a redirect to %j is refused', async (location, because) => {
    expect(await askServer((_, response) => response.writeHead(302, { location }).end())).toEqual(
      silent(because),
    );
  });

  test('T-84: a redirect to a port that is not allowed is refused', async () => {
    const { port } = await opened(
      serve((_, response) => response.writeHead(302, { location: '//app.example:22/' }).end()),
    );
    expect(await ask(`http://app.example:${port}/`, { isAllowedPort: (one) => one === port })).toEqual(
      silent('it redirects to an address that uses another port than 80 and 443'),
    );
  });

  test('T-84: nothing of ours goes along, and Host is of the new address', async () => {
    const seen: unknown[] = [];
    const { port } = await opened(
      serve((request, response) => {
        seen.push(request.headers);
        if (request.headers.host?.startsWith('app'))
          response.writeHead(302, { location: `//other.example:${port}/`, 'set-cookie': 'a=b' }).end();
        else response.end();
      }),
    );
    expect(await ask(`http://app.example:${port}/`)).toEqual(answered);
    const headers = {
      'user-agent': 'clos',
      accept: '*/*',
      'accept-encoding': 'identity',
      connection: 'close',
    };
    expect(seen).toEqual([
      { ...headers, host: `app.example:${port}` },
      { ...headers, host: `other.example:${port}` },
    ]);
  });
});

describe('what it may cost', () => {
  const SOON: Partial<WebOptions> = { timeoutMs: 300 };
  const late = silent('it gave no answer within 0.3 s');

  /** Sends this much and then nothing more, without an end. */
  const sendsAndHolds =
    (body: Uint8Array, headers: Record<string, string> = {}): RequestListener =>
    (_request, response) => {
      response.writeHead(200, headers);
      response.write(body);
    };

  test('T-85: an endless answer is read for one MiB, and no more', async () => {
    const endless: RequestListener = (_request, response) => {
      const more = () => {
        while (response.write(Buffer.alloc(64 * 1024)));
      };
      response.on('drain', more);
      more();
    };
    expect(await askServer(endless)).toEqual(answered);
    expect(await askServer(sendsAndHolds(Buffer.alloc(MIB)))).toEqual(answered);
    expect(await askServer(sendsAndHolds(Buffer.alloc(MIB - 1)), SOON)).toEqual(late);
  });

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('T-85: of a bomb (%s) one MiB is inflated, and no more', async (coding, compress) => {
    const headers = { 'content-encoding': coding };
    const bomb = compress(Buffer.alloc(8 * MIB));
    expect(bomb.length).toBeLessThan(MIB / 8);
    expect(await askServer(sendsAndHolds(bomb, headers))).toEqual(answered);
    const half = compress(Buffer.alloc(MIB / 2));
    expect(await askServer(sendsAndHolds(half.subarray(0, -1), headers), SOON)).toEqual(late);
  });

  test.each<[string, (socket: Socket) => void]>([
    ['never answers', () => {}],
    ['never ends its head', (socket) => socket.write('HTTP/1.1 200 OK\r\nX-Slow: 1\r\n')],
    ['never ends its body', (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nslow')],
    ['sends interim answers', (socket) => socket.write('HTTP/1.1 102 Processing\r\n\r\n'.repeat(100))],
  ])('T-85: one that %s is let go when the time is up', async (_what, listener) => {
    expect(await askSocket(listener, SOON)).toEqual(late);
  });

  test('T-85: the time is for all redirects together, and for the name server too', async () => {
    const deaf = () => new Promise<never>(() => {});
    expect(await ask('http://app.example/', { ...SOON, resolve: deaf })).toEqual(late);
  });

  test('T-85: a head without end is refused', async () => {
    const head = `HTTP/1.1 200 OK\r\n${'X-More: and more\r\n'.repeat(10_000)}`;
    expect(await askSocket((socket) => socket.write(head))).toEqual(silent('it does not speak HTTP'));
  });
});

describe('what is written into an address', () => {
  test.each([
    'http://app.example/\r\nX-Injected: 1',
    'http://app.example/ HTTP/1.1\r\nHost: inside\r\n\r\n',
    'http://app.example\r\nHost: inside/',
    'http://app.example\n.evil.example/',
    'http://app\t.example/',
    ' http://app.example/',
    'http://app.example/ ',
    'http://app.example/a b',
    'http://app.example/\u0000',
    'http://app.example/\u0085',
    'http://app.example/\u2028',
    'http://app.\u200bexample/',
    'http://app.example\\@inside/',
    'http:\\\\app.example/',
    'http:app.example',
    'http:/app.example/',
    'http:///app.example/',
    'http://',
    'http://?',
    'http://[::1',
    'http://app.example:99999/',
    'http://app.example:80:80/',
    'http://app%00.example/',
    'http://app%0d%0a.example/',
    'http://app.example%2f@inside/',
  ])('T-86: %j is refused before anything is asked', async (address) => {
    const spy = names({});
    const answer = await ask(address, { resolve: spy.resolve });
    expect([answer.kind, spy.asked]).toEqual(['silent', []]);
  });

  test.each([
    ['/%0d%0aX-Injected:%201', '/%0d%0aX-Injected:%201'],
    ['/?a=%0a%00', '/?a=%0a%00'],
    ['/%20HTTP/1.1', '/%20HTTP/1.1'],
    ['/é', '/%C3%A9'],
    ['/a/../../b', '/b'],
    ['#fragment', '/'],
    ['/\'{}|`"<>', "/'%7B%7D|%60%22%3C%3E"],
  ])('T-86: %j is one request line', async (path, wanted) => {
    const seen: unknown[] = [];
    const { port } = await opened(
      serve((request, response) => {
        seen.push([request.method, request.url, request.headersDistinct.host, request.headers['x-injected']]);
        response.end();
      }),
    );
    expect(await ask(`http://app.example:${port}${path}`)).toEqual(answered);
    expect(seen).toEqual([['GET', wanted, [`app.example:${port}`], undefined]]);
  });

  test.each(['/a\tb', '/a b', '//app.example\\@inside/', '/\u0085'])(
    'T-86: a redirect to %j is refused',
    async (location) => {
      const head = `HTTP/1.1 302 Found\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`;
      const answer = await askSocket((socket) => socket.end(Buffer.from(head, 'latin1')));
      expect(answer).toEqual(silent('it is no web address'));
    },
  );
});

describe('TLS', () => {
  const listenTls = (name: string, ends?: string) => {
    const made = certificateFor(name, ends);
    const server = createTlsServer(made, (_request, response) => response.end());
    return { cert: made.cert, served: opened(listen(server)) };
  };

  test('the certificate is that of the name, although the connection goes to a checked address', async () => {
    const { cert, served } = listenTls('app.example');
    const { port } = await served;
    expect(await ask(`https://app.example:${port}/`, { ca: cert })).toEqual(answered);
    expect(await ask(`https://other.example:${port}/`, { ca: cert })).toEqual(
      silent('it has no valid certificate'),
    );
  });

  test('a certificate that nobody vouches for is refused, and one that has ended', async () => {
    const fresh = listenTls('app.example');
    const { port } = await fresh.served;
    expect(await ask(`https://app.example:${port}/`)).toEqual(silent('it has no valid certificate'));
    const old = listenTls('app.example', '20210101000000Z');
    const at = (await old.served).port;
    expect(await ask(`https://app.example:${at}/`, { ca: old.cert })).toEqual(
      silent('it has no valid certificate'),
    );
  });

  test('T-84: from https there is no way back to http', async () => {
    const { key, cert } = certificateFor('app.example');
    const server = createTlsServer({ key, cert }, (_request, response) =>
      response.writeHead(302, { location: 'http://app.example/' }).end(),
    );
    const { port } = await opened(listen(server));
    expect(await ask(`https://app.example:${port}/`, { ca: cert })).toEqual(
      silent('it redirects from https to http'),
    );
  });

  test('a server without TLS is told as such', async () => {
    const { port } = await opened(serveRaw((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n')));
    expect(await ask(`https://app.example:${port}/`)).toEqual(silent('it does not speak TLS'));
  });
});
