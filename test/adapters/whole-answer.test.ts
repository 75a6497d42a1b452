// What arrives of an answer that was cut, or that has no end, is no answer. Octokit alone would pass the one on and swallow the other.

import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { createGateway } from '../../src/adapters/github/gateway.ts';
import { generatePrivateKey } from '../github/auth.ts';
import { recordedMetrics } from '../webhooks/support.ts';

const silent = () => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent };

/** How asking a GitHub fails that answers like this. */
async function asked(answer: (response: ServerResponse) => void): Promise<unknown> {
  const server = createServer((_, response) => answer(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const gateway = createGateway({
    appId: 1,
    privateKey: generatePrivateKey(),
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    metrics: recordedMetrics(),
    log: log as never,
  });
  try {
    return await gateway.call(null, async (octokit) => (await octokit.request('GET /app')).data);
  } catch (error) {
    const { kind, code } = error as { kind: string; code: string };
    return { kind, code };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

test('an answer that is whole is passed on', async () => {
  expect(await asked((response) => response.writeHead(200, JSON_TYPE).end('{"id":1}'))).toEqual({ id: 1 });
});

test('an answer that was cut is asked for again later', async () => {
  const cut = (response: ServerResponse) => {
    response
      .writeHead(200, { ...JSON_TYPE, 'content-length': '100' })
      .write('{"id":1}', () => response.destroy());
  };
  expect(await asked(cut)).toEqual({ kind: 'transient', code: 'github-unavailable' });
});

test('an answer that does not end is not read on', async () => {
  const part = Buffer.alloc(1024 * 1024, ' ');
  const endless = (response: ServerResponse) => {
    response.writeHead(200, JSON_TYPE);
    const more = () => void (response.destroyed || response.write(part, more));
    more();
  };
  expect(await asked(endless)).toEqual({ kind: 'terminal', code: 'github-too-large' });
});
