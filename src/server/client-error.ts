// Requests that never became one: bytes that are not HTTP, headers that are too large or never end.
// Answered on the bare socket, since Fastify never saw them.

import type { Socket } from 'node:net';
import type { ConnectionError } from 'fastify';
import { outcomeOf, type Reply, refusal } from '../webhooks/reply.ts';

/** Handles Node's `clientError`; `count` is told what was refused. */
export function clientErrorHandler(count: (outcome: string) => void) {
  return (error: ConnectionError, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || socket.destroyed) return;
    const reply = replyTo(error.code);
    // A sender that hung up in the middle of a body is counted where the body is read.
    if (error.code !== 'HPE_INVALID_EOF_STATE') count(outcomeOf(reply));
    if (socket.writable) socket.write(rendered(reply));
    socket.destroySoon();
  };
}

function replyTo(code: string): Reply {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return refusal(
        408,
        'too-slow',
        'The request did not arrive in time.',
        'Send it again over a faster connection.',
      );
    case 'HPE_HEADER_OVERFLOW':
      return refusal(
        431,
        'headers-too-large',
        'The headers are too large.',
        'Send fewer or shorter headers.',
      );
    default:
      return refusal(
        400,
        'not-http',
        'The request is not HTTP/1.1.',
        'Check the client or the proxy in front of the app.',
      );
  }
}

function rendered({ status, body }: Reply): string {
  const json = JSON.stringify(body);
  const head = [
    `HTTP/1.1 ${status} Refused`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(json)}`,
    'connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${json}`;
}
