// POST /api/github/webhooks. Invariants: a request that cannot be a delivery is refused before its body is read;
// nothing here decides anything, `receive` does; the light path logs one line, at debug.

import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify';
import { guidOf, readHeaders } from '../webhooks/headers.ts';
import { counted, type ReceiveDeps, receive } from '../webhooks/receive.ts';
import { outcomeOf, type Reply } from '../webhooks/reply.ts';
import { type ReadBody, readBody, tooLarge } from './body.ts';
import type { BodyBudget } from './budget.ts';
import type { Limits } from './limits.ts';
import { answer, Refused } from './refused.ts';

/** The root too: apps registered by Probot's own pages, as ours were once, have the bare address as their webhook URL. */
const PATHS = ['/api/github/webhooks', '/'] as const;

export type Deliveries = Omit<ReceiveDeps, 'onInboxFailure'>;

export interface WebhookRoute {
  readonly deliveries: Deliveries;
  readonly limits: Limits;
  readonly budget: BodyBudget;
  readonly log: FastifyBaseLogger;
}

export function webhookRoute(
  scope: FastifyInstance,
  { deliveries, limits, budget, log }: WebhookRoute,
): void {
  const deps: ReceiveDeps = {
    ...deliveries,
    onInboxFailure: (err, trace) => log.error({ err, trace }, 'a delivery could not be stored'),
  };

  scope.addContentTypeParser('*', async (_request: FastifyRequest, payload: FastifyRequest['raw']) => {
    try {
      return await readBody(payload, limits, budget);
    } catch (error) {
      if (error instanceof Refused) counted(error.reply, 'unknown', deps);
      throw error;
    }
  });

  for (const url of PATHS) {
    scope.post<{ Body: ReadBody | undefined }>(url, {
      onRequest: (request, reply, done) => {
        const refused = refusedUnread(request.headers, limits);
        if (refused === null) return done();
        answer(reply, counted(refused, 'unknown', deps));
      },
      handler: async ({ headers, body }, reply) => {
        try {
          const said = await receive({ headers, body: body?.bytes ?? Buffer.alloc(0) }, deps);
          noted(log, said, guidOf(headers));
          return answer(reply, said);
        } finally {
          body?.release();
        }
      },
    });
  }
}

function refusedUnread(headers: FastifyRequest['headers'], limits: Limits): Reply | null {
  const read = readHeaders(headers);
  if (read.kind === 'refused') return read.reply;
  return Number(headers['content-length'] ?? 0) > limits.bodyBytes ? tooLarge(limits) : null;
}

/** A conflict means somebody else can sign, which a person should hear of (T-44). */
function noted(log: FastifyBaseLogger, said: Reply, trace: string | null): void {
  const outcome = outcomeOf(said);
  if (said.status === 409) log.error({ trace, outcome }, 'a delivery id came back with another body');
  else log.debug({ trace, outcome }, 'delivery');
}
