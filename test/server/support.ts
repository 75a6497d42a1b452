// A server on a loopback port, with its parts in memory, and clients that can say what no HTTP library would.

import { request as httpRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import pino from 'pino';
import { createMetrics } from '../../src/server/metrics.ts';
import { createServer, type ServerOptions } from '../../src/server/server.ts';
import { signatureVerifier } from '../../src/webhooks/signature.ts';
import { memoryInbox, recordedMetrics, SECRET } from '../webhooks/support.ts';

export const HOOK = '/api/github/webhooks';

export async function startServer(options: Partial<ServerOptions> = {}) {
  const inbox = memoryInbox();
  const metrics = recordedMetrics();
  const server = createServer({
    deliveries: { verify: signatureVerifier(SECRET), inbox, metrics, appId: 1 },
    probes: [],
    metricsText: createMetrics().text,
    setup: null,
    log: pino({ level: 'silent' }),
    ...options,
  });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  const { port } = server.server.address() as AddressInfo;
  const close = async () => {
    server.server.closeAllConnections();
    await server.close();
  };
  return { server, inbox, metrics, url, port, close, [Symbol.asyncDispose]: close };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The refusal's code, or the status word of an accepted delivery. */
export function codeOf({ body }: Answer): string {
  const said = JSON.parse(body);
  return said.error?.code ?? said.status;
}

/** One POST; an array value sends the header that many times. */
export function post(url: string, headers: OutgoingHttpHeaders, body: string | Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, {
      method: 'POST',
      headers: { 'content-length': Buffer.byteLength(body), ...headers },
    });
    // After an early refusal the rest of the body cannot be written; only the lack of an answer is an error then.
    let answered = false;
    request.on('error', (error) => answered || reject(error));
    request.on('response', (response) => {
      answered = true;
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    request.end(body);
  });
}

export interface Wire {
  readonly socket: Socket;
  /** What the server sent until it closed the connection. */
  readonly answer: Promise<string>;
}

/** A bare connection. */
export function wire(port: number): Wire {
  const socket = connect({ host: '127.0.0.1', port });
  const answer = new Promise<string>((resolve) => {
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    // A reset after the answer is how a server stops a sender; what was read before counts.
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
  });
  return { socket, answer };
}

export const head = (lines: readonly string[]): string => `${lines.join('\r\n')}\r\n\r\n`;

/** The head of a delivery whose signature has the right shape and is wrong. */
export const forgedHead = (length: string): string =>
  head([
    `POST ${HOOK} HTTP/1.1`,
    'host: clos',
    'content-type: application/json',
    'x-github-event: push',
    'x-github-delivery: forged',
    `x-hub-signature-256: sha256=${'0'.repeat(64)}`,
    length,
  ]);

export const statusOf = (answer: string): number => Number(answer.slice(9, 12));
