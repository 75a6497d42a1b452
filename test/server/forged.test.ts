// T-39 and F5: whoever does not know the secret gets a refusal, and leaves nothing behind but a number.

import { describe, expect, test } from '@jest/globals';
import { deliveryHeaders, example, sign } from '../webhooks/support.ts';
import { type Answer, codeOf, HOOK, post, startServer } from './support.ts';

const genuine = Buffer.from(JSON.stringify(example('push')));
const right = sign(genuine);

interface Forgery {
  readonly signature: string | string[] | undefined;
  readonly body?: Buffer;
  readonly extra?: Record<string, string>;
}

/** The genuine body with the byte at a place changed, still on the wire as JSON-looking bytes. */
function flipped(at: number): Buffer {
  const body = Buffer.from(genuine);
  const place = at % body.length;
  body[place] = (body[place] ?? 0) ^ (1 + (at % 7));
  return body;
}

const kinds: readonly ((n: number) => Forgery)[] = [
  (n) => ({ signature: sign(genuine, `wrong secret ${n}`) }),
  (n) => ({ signature: right.slice(0, n % right.length) }),
  (n) => ({ signature: right + 'a'.repeat(1 + (n % 5)) }),
  () => ({ signature: right.toUpperCase() }),
  () => ({ signature: right.replace(/[a-f]/, (digit) => digit.toUpperCase()) }),
  (n) => ({ signature: undefined, extra: { 'x-hub-signature': `sha1=${String(n).padStart(40, '0')}` } }),
  () => ({ signature: [right, right] }),
  (n) => ({ signature: [sign(genuine, `${n}`), right] }),
  () => ({ signature: '' }),
  () => ({ signature: undefined }),
  (n) => ({ signature: `sha256=${'é'.repeat(n % 65)}` }),
  (n) => ({ signature: `sha${n}=${right.slice(7)}` }),
  () => ({ signature: right.slice(7) }),
  (n) => ({ signature: right, body: flipped(n) }),
  (n) => ({ signature: right, body: Buffer.concat([genuine, Buffer.alloc(1 + (n % 3), ' ')]) }),
  (n) => ({ signature: right, body: genuine.subarray(0, n % genuine.length) }),
  (n) => ({ signature: sign(`${n}`) }),
  (n) => ({ signature: `sha256=${n.toString(16).padStart(64, '0')}` }),
  () => ({ signature: sign(''), body: Buffer.alloc(0) }),
  () => ({ signature: right, body: Buffer.from(JSON.stringify(JSON.parse(genuine.toString()), null, 1)) }),
];

function send(url: string, n: number): Promise<Answer> {
  const { signature, body = genuine, extra } = kinds[n % kinds.length]!(n);
  const { 'x-hub-signature-256': _, ...headers } = deliveryHeaders('push', genuine, `forged-${n}`);
  const signed = signature === undefined ? {} : { 'x-hub-signature-256': signature };
  return post(url + HOOK, { ...headers, ...extra, ...signed }, body);
}

/** The statuses of so many forgeries, eight at a time. */
async function forge(url: string, count: number): Promise<Set<number>> {
  const statuses = new Set<number>();
  for (let n = 0; n < count; n += 8) {
    const batch = Array.from({ length: Math.min(8, count - n) }, (_, k) => send(url, n + k));
    for (const { status } of await Promise.all(batch)) statuses.add(status);
  }
  return statuses;
}

describe('T-39 forged deliveries', () => {
  test('T-39 2,000 forgeries of 20 kinds are refused and never reach the inbox', async () => {
    await using server = await startServer();
    expect(await forge(server.url, 2_000)).toEqual(new Set([401]));
    expect(server.inbox.rows.size).toBe(0);
    const counted = [...server.metrics.deliveries.entries()];
    expect(counted.reduce((sum, [, times]) => sum + times, 0)).toBe(2_000);
    expect(new Set(counted.map(([key]) => key.split(' ')[0]))).toEqual(
      new Set(['unsigned', 'bad-signature-header', 'wrong-signature']),
    );
  });

  test('T-39 control: the delivery they imitate is accepted', async () => {
    await using server = await startServer();
    const answer = await post(server.url + HOOK, deliveryHeaders('push', genuine, 'genuine'), genuine);
    expect([answer.status, codeOf(answer)]).toEqual([202, 'stored']);
  });

  test('T-39 the signature is over the bytes: the same JSON written anew is refused', async () => {
    await using server = await startServer();
    const pretty = JSON.stringify(JSON.parse(genuine.toString()), null, 2);
    const answer = await post(server.url + HOOK, deliveryHeaders('push', genuine, 'g'), pretty);
    expect([answer.status, codeOf(answer)]).toEqual([401, 'wrong-signature']);
    const signedPretty = await post(server.url + HOOK, deliveryHeaders('push', pretty, 'g'), pretty);
    expect(signedPretty.status).toBe(202);
  });
});

describe('F5 hostile requests cost nothing', () => {
  test('F5 500 forged requests leave 0 rows', async () => {
    await using server = await startServer();
    await forge(server.url, 500);
    expect(server.inbox.rows.size).toBe(0);
  });

  test('F5 control: without the signature check they all would', async () => {
    const rows: string[] = [];
    const inbox = {
      accept: async ({ guid }: { guid: string }) => {
        rows.push(guid);
        return 'stored' as const;
      },
    };
    const metrics = {
      delivery: () => undefined,
      cycle: () => undefined,
      request: () => undefined,
      mended: () => undefined,
    };
    const deliveries = { inbox, metrics, appId: 1, verify: async (body: Buffer) => body.toString() };
    await using server = await startServer({ deliveries });
    const headers = (n: number) => ({
      ...deliveryHeaders('push', genuine, `forged-${n}`),
      'x-hub-signature-256': sign(genuine, 'wrong'),
    });
    for (let n = 0; n < 20; n += 1) await post(server.url + HOOK, headers(n), genuine);
    expect(rows).toHaveLength(20);
  });
});
