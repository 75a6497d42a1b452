// One request to one address that was checked. It carries nothing of ours: no credentials, no cookies, no proxy, no header that
// comes from outside. Invariant: connects to the given addresses only, and holds at most one MiB of what comes back.

import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { NoAnswer } from './no-answer.ts';
import type { Target } from './target.ts';

/** After decompression. */
const MOST_BYTES = 1024 * 1024;

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** We ask for none of these; servers that compress anyway are read all the same. */
const DECODERS: Readonly<Record<string, () => NodeJS.ReadWriteStream & Readable>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

export interface AskOptions {
  readonly addresses: readonly string[];
  readonly signal: AbortSignal;
  /** Certificates to trust instead of the public ones. */
  readonly ca: string | undefined;
}

/** @returns where it redirects to, null when it answered well. @throws NoAnswer, or an error of Node */
export async function ask(target: Target, options: AskOptions): Promise<string | null> {
  const response = await respond(target, options);
  try {
    const { statusCode = 0, headers } = response;
    if (REDIRECTS.has(statusCode)) {
      if (headers.location) return headers.location;
      throw new NoAnswer('redirects', 'redirects without saying where');
    }
    if (statusCode < 200 || statusCode > 299) throw new NoAnswer('status', `answered ${statusCode}`);
    await readSome(response);
    return null;
  } finally {
    response.destroy();
  }
}

function respond({ url, host, port }: Target, options: AskOptions): Promise<IncomingMessage> {
  const { addresses, signal, ca } = options;
  const { request, Agent } = url.protocol === 'https:' ? https : http;
  const sent = request({
    host,
    port,
    path: `${url.pathname}${url.search}`,
    method: 'GET',
    headers: {
      host: url.host,
      'user-agent': 'clos',
      accept: '*/*',
      'accept-encoding': 'identity',
      connection: 'close',
    },
    lookup: onlyTo(addresses),
    // An agent of its own with an environment of its own: Node may be told to use the proxies of the process's.
    agent: new Agent({ keepAlive: false, proxyEnv: {} }),
    signal,
    insecureHTTPParser: false,
    ...(url.protocol === 'https:' ? { ca, rejectUnauthorized: true } : {}),
  });
  return new Promise((done, fail) => {
    sent.once('response', done);
    // Stays to the end: what goes wrong after the head has come is told by the response too, and unheard here it would end the process.
    sent.on('error', fail);
    // A server that changes the protocol ends in neither of them.
    sent.once('close', () => fail(new NoAnswer('damaged', 'broke off the connection')));
    sent.end();
  });
}

/** Whatever name is asked for, these are its addresses. Node does not ask when the host is an address already. */
function onlyTo(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_name, options, done) => {
    if (options.all) done(null, all);
    else done(null, all[0]?.address ?? '', all[0]?.family);
  };
}

/** Until the end or the cap. Throws what shows a broken body. */
async function readSome(response: IncomingMessage): Promise<void> {
  const body = decoded(response);
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes >= MOST_BYTES) return;
    }
  } finally {
    body.destroy();
  }
}

function decoded(response: IncomingMessage): Readable {
  const decoder = DECODERS[response.headers['content-encoding']?.toLowerCase() ?? '']?.();
  if (decoder === undefined) return response;
  response.on('error', (error) => decoder.destroy(error));
  return response.pipe(decoder);
}
