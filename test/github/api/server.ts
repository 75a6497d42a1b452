// The HTTP side: routes as GitHub's description spells them, with and without the GHES prefix, and a 404 that is remembered
// for every path that is not described.

import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { description } from '../openapi/description.ts';
import type { Violations } from '../openapi/violations.ts';
import { fullName, type World, wholeSeconds } from '../state/world.ts';
import { appRoutes } from './app.ts';
import { checkRoutes } from './checks.ts';
import { commentRoutes } from './comments.ts';
import { compareRoutes } from './compare.ts';
import { contentRoutes } from './contents.ts';
import { graphqlRoute } from './graphql.ts';
import { issueListRoutes } from './issue-list.ts';
import { issueRoutes } from './issues.ts';
import { labelRoutes } from './labels.ts';
import { type Incoming, type Outgoing, type Parts, serve } from './pipeline.ts';
import { pullRoutes } from './pulls.ts';
import type { Route } from './route.ts';
import { ruleRoutes } from './rules.ts';
import { userRoutes } from './users.ts';

export const routes: readonly Route[] = [
  ...appRoutes,
  ...contentRoutes,
  ...compareRoutes,
  ...ruleRoutes,
  ...userRoutes,
  ...pullRoutes,
  ...checkRoutes,
  ...issueListRoutes,
  ...issueRoutes,
  ...labelRoutes,
  ...commentRoutes,
];

const ghesPrefix = '/api/v3';
const largestBody = 32 * 1024 * 1024;

/** `/repositories/{id}/…` is where redirects lead; GitHub serves it though it describes it nowhere. */
function plainUrl(world: World, url: string): string {
  const bare = url.startsWith(`${ghesPrefix}/`) ? url.slice(ghesPrefix.length) : url;
  const byId = /^\/repositories\/(\d+)(.*)$/.exec(bare);
  const repository = byId === null ? undefined : world.repositories.get(Number(byId[1]));
  return repository === undefined ? bare : `/repos/${fullName(repository)}${byId?.[2] ?? ''}`;
}

/** `{path}` and `{ref}` at the end may hold slashes that a client did not escape. */
function routePatterns(path: string): string[] {
  const pattern = path.replaceAll(/\{(\w+)\}/g, ':$1');
  if (pattern.endsWith('/contents/:path'))
    return [pattern.replace(':path', '*'), pattern.replace('/:path', '')];
  return /\/git\/(ref|matching-refs)\/:ref$/.test(pattern) ? [pattern.replace(':ref', '*')] : [pattern];
}

function incomingOf(request: FastifyRequest, lastName: string): Incoming {
  const { '*': rest, ...params } = request.params as { [name: string]: string };
  return {
    method: request.method,
    url: request.originalUrl,
    params: { ...params, ...(lastName in params ? {} : { [lastName]: rest ?? '' }) },
    query: request.query as { [name: string]: string },
    body: request.body,
    authorization: request.headers.authorization,
    ifNoneMatch: request.headers['if-none-match'],
  };
}

function send(world: World, reply: FastifyReply, outgoing: Outgoing): unknown {
  if (outgoing === null) {
    reply.hijack();
    reply.raw.destroy();
    return undefined;
  }
  reply.code(outgoing.status).headers(outgoing.headers);
  reply.header('date', world.clock().toUTCString()); // clients correct their clock by this
  reply
    .header('content-type', 'application/json; charset=utf-8')
    .header('x-github-media-type', 'github.v3; format=json');
  return reply.send(outgoing.text);
}

export function createServer(parts: Parts, violations: Violations): FastifyInstance {
  const { world } = parts;
  const server = Fastify({
    bodyLimit: largestBody,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 2_000 },
    rewriteUrl: (request) => plainUrl(world, request.url ?? '/'),
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, body === '' ? undefined : JSON.parse(String(body)));
    } catch {
      done(Object.assign(new Error('Problems parsing JSON'), { statusCode: 400 }));
    }
  });
  for (const route of routes) {
    const { method, path } = description.operations[route.operation];
    const lastName = /\{(\w+)\}$/.exec(path)?.[1] ?? '*';
    for (const url of routePatterns(path)) {
      server.route({
        method,
        url,
        handler: async (request, reply) =>
          send(world, reply, await serve(parts, route, incomingOf(request, lastName))),
      });
    }
  }
  const route = graphqlRoute(violations);
  for (const url of ['/graphql', '/api/graphql']) {
    server.post(url, async (request, reply) =>
      send(world, reply, await serve(parts, route, incomingOf(request, '*'))),
    );
  }
  server.setNotFoundHandler((request, reply) => {
    violations.add(
      'unknownPath',
      `${request.method} ${request.originalUrl.split('?')[0]}`,
      'is not described',
    );
    const at = wholeSeconds(world.clock());
    const kind = request.method === 'GET' ? 'read' : 'write';
    const { method, originalUrl: path } = request;
    parts.requests.add({ at, method, path, operation: null, status: 404, installationId: null, kind });
    return reply
      .code(404)
      .send({ message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' });
  });
  return server;
}
