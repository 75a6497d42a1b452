// Where Probot's set-up pages are reachable while the process has no credentials. Never mounted in production (T-120).
// The pages write credentials, so other sites' forms are refused, and so is a host that could break out of their HTML.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answer, badRequest, notFound } from './refused.ts';

/** Answers the request on the bare response and says true, or leaves it alone and says false. */
export type SetupHandler = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

/** Probot's import page has an inline script, and its first page posts the manifest to GitHub. */
const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    scriptSrc: ["'self'", "'unsafe-inline'"],
    formAction: ["'self'", 'https:'],
    frameAncestors: ["'none'"],
    baseUri: ["'none'"],
  },
};

export function setupRoute(scope: FastifyInstance, setup: SetupHandler): void {
  // Probot reads the body itself.
  scope.addContentTypeParser('*', (_request, _payload, done) => done(null));

  const handler = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    if (!plainHost(request)) return answer(reply, badRequest(400));
    if (request.method === 'POST' && !sameOrigin(request)) return answer(reply, badRequest(403));
    if (!(await setup(request.raw, reply.raw))) return answer(reply, notFound());
    reply.hijack();
    return reply;
  };
  for (const url of ['/probot', '/probot/*']) {
    scope.route({ method: ['GET', 'POST'], url, handler, helmet: { contentSecurityPolicy } });
  }
}

/** Probot writes these headers into the page as they are. */
function plainHost({ headers }: FastifyRequest): boolean {
  const written = [headers.host, headers['x-forwarded-host'], headers['x-forwarded-proto']];
  return written.every(
    (value) => value === undefined || (typeof value === 'string' && /^[\w.:[\]-]+$/.test(value)),
  );
}

function sameOrigin({ headers }: FastifyRequest): boolean {
  const { origin } = headers;
  if (origin === undefined) return true;
  const host = headers['x-forwarded-host'] ?? headers.host;
  return URL.canParse(origin) && new URL(origin).host === host;
}
