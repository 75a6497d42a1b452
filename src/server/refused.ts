// A refusal on its way to the sender, and the one place that writes answers: no stack, no library's wording, always a
// next step.

import type { FastifyReply } from 'fastify';
import { type Reply, refusal } from '../webhooks/reply.ts';

/** Carries a finished answer through code that can only throw. */
export class Refused extends Error {
  readonly reply: Reply;

  constructor(reply: Reply) {
    super('refused');
    this.name = 'Refused';
    this.reply = reply;
  }
}

export function answer(reply: FastifyReply, { status, body, retryAfter }: Reply): FastifyReply {
  if (retryAfter !== null) reply.header('retry-after', String(retryAfter));
  return reply.code(status).send(body);
}

export const notFound = (): Reply =>
  refusal(
    404,
    'not-found',
    'There is nothing at this address.',
    'GitHub delivers to POST /api/github/webhooks.',
  );

export const badRequest = (status: number): Reply =>
  refusal(status, 'bad-request', 'The request could not be read.', 'Check its address and headers.');

export const internal = (): Reply =>
  refusal(
    500,
    'internal',
    'Something went wrong on our side.',
    'Look up the x-clos-trace of this answer in the log.',
  );
