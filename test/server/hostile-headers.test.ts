// T-41: no header, and no nonsense in place of headers, may end the process (CVE-2023-50728).

import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { deliveryHeaders } from '../webhooks/support.ts';
import { codeOf, HOOK, head, post, startServer, statusOf, wire } from './support.ts';

const RUNS = 300;

/** Sends the bytes, ends, and resolves to whatever came back. */
async function say(port: number, bytes: Buffer | string): Promise<string> {
  const { socket, answer } = wire(port);
  socket.end(bytes);
  return answer;
}

async function stillAnswers(url: string): Promise<void> {
  const body = '{"zen":"…"}';
  const answer = await post(url + HOOK, deliveryHeaders('ping', body, 'after'), body);
  expect(codeOf(answer)).toMatch(/^(stored|duplicate)$/);
}

test('T-41 headers of arbitrary bytes are answered or dropped, and the server lives', async () => {
  await using server = await startServer();
  const names = [
    'x-hub-signature-256',
    'x-github-event',
    'x-github-delivery',
    'content-type',
    'content-length',
    'host',
  ];
  const name = fc.oneof(fc.constantFrom(...names), fc.string({ maxLength: 20 }));
  const header = fc.tuple(name, fc.uint8Array({ maxLength: 80 }));
  await fc.assert(
    fc.asyncProperty(fc.array(header, { maxLength: 12 }), async (headers) => {
      const lines = headers.map(([name, value]) =>
        Buffer.concat([Buffer.from(`${name}: `), value, Buffer.from('\r\n')]),
      );
      const start = Buffer.from(`POST ${HOOK} HTTP/1.1\r\nhost: clos\r\n`);
      const answer = await say(server.port, Buffer.concat([start, ...lines, Buffer.from('\r\n{}')]));
      expect(answer).not.toMatch(/ at .*\.[jt]s|node_modules/);
      if (answer !== '') expect(statusOf(answer)).toBeGreaterThanOrEqual(400);
    }),
    { numRuns: RUNS },
  );
  await stillAnswers(server.url);
  expect([...server.inbox.rows.keys()]).toEqual(['after']);
});

test('T-41 bytes that are no HTTP at all are answered 400 or dropped, and the server lives', async () => {
  await using server = await startServer();
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (bytes) => {
      const answer = await say(server.port, Buffer.from(bytes));
      if (answer !== '') expect(statusOf(answer)).toBe(400);
    }),
    { numRuns: RUNS },
  );
  await stillAnswers(server.url);
});

test.each([
  ['a signature without digits', ['x-hub-signature-256: sha256='], 401],
  ['a signature that is not hex', [`x-hub-signature-256: sha256=${'z'.repeat(64)}`], 401],
  ['no headers', [], 401],
  [
    'headers named like object members',
    ['__proto__: x', 'constructor: y', 'x-hub-signature-256: __proto__'],
    401,
  ],
  [
    'an event named like an object member',
    [`x-hub-signature-256: sha256=${'0'.repeat(64)}`, 'x-github-event: __proto__'],
    400,
  ],
  [
    'a content type that is none',
    ['content-type: /;;=', `x-hub-signature-256: sha256=${'0'.repeat(64)}`],
    400,
  ],
  ['headers beyond any size', [`x-long: ${'a'.repeat(20_000)}`], 431],
  ['two content lengths', ['content-length: 1', 'content-length: 2'], 400],
  ['a length and chunks', ['content-length: 1', 'transfer-encoding: chunked'], 400],
])('T-41 %s is refused', async (_what, lines, status) => {
  await using server = await startServer();
  const answer = await say(server.port, head([`POST ${HOOK} HTTP/1.1`, 'host: clos', ...lines]));
  expect(statusOf(answer)).toBe(status);
  expect(answer).toContain('"next":');
  await stillAnswers(server.url);
});
