// T-42 and F5: giant, slow and many bodies before anybody proved who they are.

import { describe, expect, test } from '@jest/globals';
import { type BodyBudget, createBudget } from '../../src/server/budget.ts';
import { deliveryHeaders, example } from '../webhooks/support.ts';
import { codeOf, forgedHead, HOOK, post, startServer, statusOf, type Wire, wire } from './support.ts';

const MIB = 1024 * 1024;
const block = Buffer.alloc(MIB, '{');
const chunk = Buffer.concat([Buffer.from(`${MIB.toString(16)}\r\n`), block, Buffer.from('\r\n')]);

/** Writes so many chunks, waiting for the wire each time, until done or the server hung up. */
async function pour({ socket }: Wire, what: Buffer, times: number): Promise<void> {
  for (let n = 0; n < times && socket.writable; n += 1) {
    await new Promise<void>((resolve) => socket.write(what, () => resolve()));
  }
}

/** A budget whose bytes in flight can be waited for. */
function watched(limit: number) {
  const inner = createBudget(limit);
  const waiting = new Set<() => void>();
  const look = () => {
    for (const check of waiting) check();
  };
  const budget: BodyBudget = {
    open: (evict) => {
      const held = inner.open(evict);
      return {
        take: (bytes) => {
          const fits = held.take(bytes);
          look();
          return fits;
        },
        seal: held.seal,
        release: () => {
          held.release();
          look();
        },
      };
    },
    get inFlight() {
      return inner.inFlight;
    },
    get peak() {
      return inner.peak;
    },
  };
  const until = (holds: (bytes: number) => boolean) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (!holds(inner.inFlight)) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
    });
  return { budget, until };
}

describe('T-42 giant bodies', () => {
  test('T-42 26 MB announced are refused before a byte is read', async () => {
    const budget = createBudget(64 * MIB);
    await using server = await startServer({ budget });
    const { socket, answer } = wire(server.port);
    socket.write(forgedHead(`content-length: ${26 * MIB}`));
    expect(statusOf(await answer)).toBe(413);
    expect(budget.peak).toBe(0);
  });

  test('T-42 26 MB in chunks are cut at the cap', async () => {
    const budget = createBudget(64 * MIB);
    await using server = await startServer({ budget });
    const sender = wire(server.port);
    sender.socket.write(forgedHead('transfer-encoding: chunked'));
    await pour(sender, chunk, 26);
    expect(statusOf(await sender.answer)).toBe(413);
    expect(budget.peak).toBeLessThanOrEqual(25 * MIB);
    expect(budget.inFlight).toBe(0);
  });

  test('T-42 a genuine body just under the cap is accepted', async () => {
    await using server = await startServer({ limits: { bodyBytes: MIB } });
    const frame = JSON.stringify({ ...example('push'), padding: '' });
    const fill = (size: number) =>
      JSON.stringify({ ...example('push'), padding: 'x'.repeat(size - frame.length) });
    const send = (body: string) =>
      post(server.url + HOOK, deliveryHeaders('push', body, `g${body.length}`), body);
    expect((await send(fill(MIB))).status).toBe(202);
    expect((await send(fill(MIB + 1))).status).toBe(413);
  });

  test('T-42 without a well-formed signature header the body is never read', async () => {
    const budget = createBudget(64 * MIB);
    await using server = await startServer({ budget });
    const { socket, answer } = wire(server.port);
    socket.write(forgedHead('transfer-encoding: chunked').replace('sha256=0', 'sha1=0'));
    expect(statusOf(await answer)).toBe(401);
    expect(budget.peak).toBe(0);
  });

  test('T-42 a body for an address that takes none is not read either', async () => {
    await using server = await startServer();
    const { socket, answer } = wire(server.port);
    socket.write(forgedHead(`content-length: ${26 * MIB}`).replace(HOOK, '/nowhere'));
    expect(statusOf(await answer)).toBe(404);
  });
});

describe('T-42 slow requests', () => {
  test('T-42 a body that stalls is answered 408', async () => {
    await using server = await startServer({ limits: { bodyMs: 50 } });
    const { socket, answer } = wire(server.port);
    socket.write(`${forgedHead('content-length: 1000')}{`);
    expect(statusOf(await answer)).toBe(408);
    expect(server.metrics.deliveries).toEqual(new Map([['too-slow unknown', 1]]));
  });

  test('T-42 a body that trickles byte by byte is answered 408 all the same', async () => {
    await using server = await startServer({ limits: { bodyMs: 100 } });
    const { socket, answer } = wire(server.port);
    socket.write(forgedHead(`content-length: ${20 * MIB}`));
    const trickle = () => {
      if (socket.writable) socket.write('{', () => setImmediate(trickle));
    };
    trickle();
    expect(statusOf(await answer)).toBe(408);
  });

  test('T-42 headers that never end are answered 408', async () => {
    await using server = await startServer({ limits: { headersMs: 50, checkEveryMs: 20 } });
    const { socket, answer } = wire(server.port);
    socket.write(`POST ${HOOK} HTTP/1.1\r\nhost: clos\r\nx-slow: `);
    expect(statusOf(await answer)).toBe(408);
    expect(server.metrics.deliveries).toEqual(new Map([['too-slow unknown', 1]]));
  });

  test('T-42 a sender that hangs up half-way leaves nothing in flight', async () => {
    const { budget, until } = watched(64 * MIB);
    await using server = await startServer({ budget });
    const { socket } = wire(server.port);
    socket.write(`${forgedHead('content-length: 1000')}{{{`);
    await until((bytes) => bytes === 3);
    socket.destroy();
    await until((bytes) => bytes === 0);
    await server.close();
    expect(server.metrics.deliveries).toEqual(new Map([['cut-short unknown', 1]]));
  });
});

describe('F5 many large bodies at once', () => {
  const BODY = 900 * 1024;
  const SENDERS = 24;
  const LIMIT = 4 * MIB;
  const body = Buffer.alloc(BODY - 1, '{');

  /** Opens the senders, each a byte short of a whole body. */
  function senders(port: number): readonly Wire[] {
    return Array.from({ length: SENDERS }, () => {
      const sender = wire(port);
      sender.socket.write(forgedHead(`content-length: ${BODY}`));
      sender.socket.write(body);
      return sender;
    });
  }

  test('F5 what is in flight stays within the budget, and small genuine deliveries get through', async () => {
    const { budget, until } = watched(LIMIT);
    await using server = await startServer({ limits: { bodyBytes: MIB }, budget });
    const open = senders(server.port);
    const statuses: number[] = [];
    const fit = Math.floor(LIMIT / BODY);
    const { promise: settled, resolve } = Promise.withResolvers<void>();
    const answers = open.map(async ({ answer }) => {
      statuses.push(statusOf(await answer));
      if (statuses.length === SENDERS - fit) resolve();
    });
    // Without the budget nobody is refused and everything ends up in flight.
    await Promise.race([settled, until((bytes) => bytes === SENDERS * (BODY - 1))]);
    expect(budget.peak).toBeLessThanOrEqual(LIMIT);
    await until((bytes) => bytes === fit * (BODY - 1));

    const genuine = JSON.stringify({ ...example('push'), padding: 'x'.repeat(LIMIT - fit * BODY) });
    const through = await post(server.url + HOOK, deliveryHeaders('push', genuine, 'genuine'), genuine);
    expect([through.status, codeOf(through)]).toEqual([202, 'stored']);

    for (const { socket } of open) if (socket.writable) socket.end('{');
    await Promise.all(answers);
    expect(statuses.filter((status) => status === 503).length).toBeGreaterThanOrEqual(SENDERS - fit);
    expect(new Set(statuses)).toEqual(new Set([503, 401]));
    expect(budget.peak).toBeLessThanOrEqual(LIMIT);
    expect(budget.inFlight).toBe(0);
    expect([...server.inbox.rows.keys()]).toEqual(['genuine']);
  });

  test('F5 control: with the cap removed they exceed it', async () => {
    const { budget, until } = watched(Number.POSITIVE_INFINITY);
    await using server = await startServer({ limits: { bodyBytes: MIB }, budget });
    const open = senders(server.port);
    await until((bytes) => bytes === SENDERS * (BODY - 1));
    expect(budget.peak).toBeGreaterThan(LIMIT);
    for (const { socket } of open) socket.end('{');
    expect(new Set((await Promise.all(open.map(({ answer }) => answer))).map(statusOf))).toEqual(
      new Set([401]),
    );
  });
});
