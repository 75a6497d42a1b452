// Requests no honest sender makes: forged signatures, bodies over the cap with and without a length, and connections that
// trickle. Each says how it was answered; 0 is a cut connection.

import { randomBytes, randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { HOOK } from './stage.ts';

const CHUNK = Buffer.alloc(256 * 1024, 0x61);
const DEADLINE_MS = 60_000;

function headers(event = 'pull_request'): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/0000000',
    'x-github-delivery': randomUUID(),
    'x-github-event': event,
    'x-hub-signature-256': `sha256=${randomBytes(32).toString('hex')}`,
  };
}

interface Sending {
  readonly url: string;
  readonly more?: Record<string, string | number>;
  readonly bytes: number;
}

/** Writes `bytes` in chunks for as long as the other side reads them. */
function send({ url, more = {}, bytes }: Sending): Promise<number> {
  return new Promise((resolve) => {
    let status = 0;
    const sent = request(url + HOOK, {
      method: 'POST',
      headers: { ...headers(), ...more },
      timeout: DEADLINE_MS,
    });
    const done = (): void => {
      resolve(status);
      sent.destroy();
    };
    sent.on('response', (answer) => {
      status = answer.statusCode ?? 0;
      answer.resume().on('end', done).on('error', done);
    });
    sent.on('timeout', done).on('error', done).on('close', done);
    void writeAll(sent, bytes, () => status !== 0 || sent.destroyed);
  });
}

async function writeAll(sent: ReturnType<typeof request>, bytes: number, over: () => boolean): Promise<void> {
  for (let left = bytes; left > 0 && !over(); left -= CHUNK.length) {
    const part = left < CHUNK.length ? CHUNK.subarray(0, left) : CHUNK;
    if (!sent.write(part)) {
      const given = new AbortController();
      const drained = new Promise<void>((resolve) => sent.once('drain', resolve));
      await Promise.race([drained, wait(1_000, undefined, { signal: given.signal }).catch(() => undefined)]);
      given.abort();
    }
  }
  sent.end();
}

/** A small body under a signature that is not ours. */
export const forge = (url: string): Promise<number> => send({ url, bytes: 2_000 });

/** Over the cap; half of them do not say how long they are. */
export const oversize = (url: string, bytes: number, declared: boolean): Promise<number> =>
  send({ url, bytes, more: declared ? { 'content-length': bytes } : {} });

/** A connection that never finishes what it began: some stop in their headers, some in their body. */
export function loris(
  url: string,
  inBody: boolean,
): { readonly socket: Socket; readonly cut: Promise<void> } {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const lines = Object.entries(headers()).map(([name, value]) => `${name}: ${value}`);
  const start = `POST ${HOOK} HTTP/1.1\r\nhost: ${hostname}\r\n${lines.join('\r\n')}\r\n`;
  socket.write(inBody ? `${start}content-length: 5000\r\n\r\n{"a":` : start);
  const drip = setInterval(() => socket.write(inBody ? ' ' : 'x-a: b\r\n'), 1_000);
  const cut = new Promise<void>((resolve) =>
    socket
      .on('error', () => undefined)
      .on('close', () => {
        clearInterval(drip);
        resolve();
      })
      .resume(),
  );
  return { socket, cut };
}
