// The HTTP face of the process: webhook, health, metrics and, when asked, the set-up pages. Wires, decides nothing.
// Invariants: no body is read but a delivery's; an error never shows more than code, message and next step.

import { randomUUID } from 'node:crypto';
import helmet from '@fastify/helmet';
import fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyRequest,
} from 'fastify';
import type { Probe } from '../ports/health.ts';
import { guidOf } from '../webhooks/headers.ts';
import { type BodyBudget, createBudget } from './budget.ts';
import { clientErrorHandler } from './client-error.ts';
import { healthRoutes } from './health.ts';
import { LIMITS, type Limits } from './limits.ts';
import { answer, badRequest, internal, notFound, Refused } from './refused.ts';
import { type Setup, setupRoutes } from './setup/routes.ts';
import { type Deliveries, webhookRoute } from './webhook.ts';

export interface ServerOptions {
  /** Null where none are taken: a worker, or an app that is still to be registered. */
  readonly deliveries: Deliveries | null;
  readonly probes: readonly Probe[];
  readonly metricsText: () => Promise<string>;
  /** Null in production, always (T-120). */
  readonly setup: Setup | null;
  readonly log: FastifyBaseLogger;
  readonly limits?: Partial<Limits>;
  /** Given by tests that look at its high-water mark. */
  readonly budget?: BodyBudget;
}

export function createServer(options: ServerOptions): FastifyInstance {
  const { deliveries, log } = options;
  const limits = { ...LIMITS, ...options.limits };
  const budget = options.budget ?? createBudget(limits.inFlightBytes);
  const app = bareServer(limits, (outcome) => deliveries?.metrics.delivery(outcome, 'unknown'));

  app.removeAllContentTypeParsers();
  app.setErrorHandler((error: FastifyError | Refused, request, reply) => {
    if (error instanceof Refused) return answer(reply, error.reply);
    const status = error.statusCode ?? 500;
    if (status < 500) return answer(reply, badRequest(status));
    log.error({ err: error, trace: request.id }, 'a request failed');
    return answer(reply, internal());
  });
  app.setNotFoundHandler((_request, reply) => answer(reply, notFound()));
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-clos-trace', request.id);
  });
  app.addHook('onSend', async (request, reply) => {
    if (bodyUnread(request)) reply.header('connection', 'close');
  });
  app.register(helmet);
  if (deliveries !== null) {
    app.register(async (scope) => webhookRoute(scope, { deliveries, limits, budget, log }));
  }
  app.register(async (scope) =>
    healthRoutes(scope, {
      probes: options.probes,
      probeMs: limits.probeMs,
      takesDeliveries: deliveries !== null,
      log,
    }),
  );
  app.get('/metrics', async (_request, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(await options.metricsText()),
  );
  const { setup } = options;
  if (setup !== null) app.register(async (scope) => setupRoutes(scope, setup));
  return app;
}

/** Fastify's own request logging is off: it would make a logger and two lines for every delivery. */
function bareServer(limits: Limits, count: (outcome: string) => void): FastifyInstance {
  return fastify({
    logger: false,
    genReqId: ({ headers }) => guidOf(headers) ?? randomUUID(),
    // The body has a timer of its own; this is the backstop behind it.
    requestTimeout: limits.headersMs + 2 * limits.bodyMs,
    http: { headersTimeout: limits.headersMs, connectionsCheckingInterval: limits.checkEveryMs },
    clientErrorHandler: clientErrorHandler(count),
    frameworkErrors: (error, _request, reply) => {
      answer(reply, badRequest(error.statusCode ?? 400));
    },
  });
}

/** A connection whose body we did not read to its end cannot carry another request. */
function bodyUnread({ raw, headers }: FastifyRequest): boolean {
  return (
    !raw.complete &&
    (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0)
  );
}
