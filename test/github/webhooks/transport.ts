// Posts one signed delivery and reports how it went. GitHub waits ten seconds, then cuts the connection; it never retries.

import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';

const deadlineMs = 10_000;

export type Outcome = {
  status: string;
  statusCode: number;
  headers: { [name: string]: string };
  body: string | null;
};

export type Stamp = { appId: number; secret: string; guid: string; event: string };

export function signedHeaders(body: string, stamp: Stamp): { [name: string]: string } {
  const signature = (algorithm: string) => createHmac(algorithm, stamp.secret).update(body).digest('hex');
  return {
    accept: '*/*',
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'user-agent': 'GitHub-Hookshot/5155115',
    'x-github-delivery': stamp.guid,
    'x-github-event': stamp.event,
    'x-github-hook-id': String(stamp.appId * 10 + 1),
    'x-github-hook-installation-target-id': String(stamp.appId),
    'x-github-hook-installation-target-type': 'integration',
    'x-hub-signature': `sha1=${signature('sha1')}`,
    'x-hub-signature-256': `sha256=${signature('sha256')}`,
  };
}

// Node's servers close a connection that was idle for 5 seconds; one that is reused just then fails without having been heard.
const longestIdleMs = 1_000;

export class Transport {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  readonly #freedAt = new WeakMap<object, number>();

  constructor() {
    this.#agent.on('free', (socket: object) => this.#freedAt.set(socket, performance.now()));
  }

  post(url: string, headers: { [name: string]: string }, body: string): Promise<Outcome> {
    this.#dropIdle();
    return new Promise((resolve) => {
      const failed = (status: string, statusCode: number) =>
        resolve({ status, statusCode, headers: {}, body: null });
      const sent = request(
        url,
        { method: 'POST', agent: this.#agent, headers, timeout: deadlineMs },
        (answer) => {
          const parts: Buffer[] = [];
          answer.on('data', (part: Buffer) => parts.push(part));
          answer.on('error', () => failed('failed to connect to host', 502));
          answer.on('end', () => {
            const statusCode = answer.statusCode ?? 502;
            const status = statusCode < 400 ? 'OK' : `Invalid HTTP Response: ${statusCode}`;
            resolve({
              status,
              statusCode,
              headers: flatten(answer.headers),
              body: Buffer.concat(parts).toString(),
            });
          });
        },
      );
      sent.on('timeout', () => {
        failed('timed out', 504);
        sent.destroy();
      });
      sent.on('error', () => failed('failed to connect to host', 502));
      sent.end(body);
    });
  }

  #dropIdle(): void {
    const oldest = performance.now() - longestIdleMs;
    for (const sockets of Object.values(this.#agent.freeSockets)) {
      for (const socket of sockets ?? []) if ((this.#freedAt.get(socket) ?? 0) < oldest) socket.destroy();
    }
  }

  close(): void {
    this.#agent.destroy();
  }
}

function flatten(headers: { [name: string]: string | string[] | undefined }): { [name: string]: string } {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
