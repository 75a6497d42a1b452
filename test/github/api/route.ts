// The shape of a route: which operation of GitHub's description it is, who may call it, and what it does.
// A handler is synchronous, so no other request or verb ever sees half of its effect.

import type { CallId, OperationId } from '../openapi/used.ts';
import type { Account, Installation, Json, Repository, Token } from '../state/model.ts';
import type { World } from '../state/world.ts';
import type { DeliveryLog } from '../webhooks/delivery.ts';
import type { Sender } from '../webhooks/sender.ts';

export type Answer = { status: number; body?: unknown; headers?: { [name: string]: string } };

export class ApiError extends Error {
  readonly status: number;
  readonly body: Json;
  readonly headers: { [name: string]: string };

  constructor(
    status: number,
    message: string,
    more: { errors?: Json[]; url?: string; headers?: { [name: string]: string } } = {},
  ) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.headers = more.headers ?? {};
    this.body = {
      message,
      ...(more.errors === undefined ? {} : { errors: more.errors }),
      ...(more.url === undefined ? {} : { url: more.url }),
      documentation_url: 'https://docs.github.com/rest',
      status: String(status),
    };
  }
}

export const notFound = () => new ApiError(404, 'Not Found');
export const notAccessible = () => new ApiError(403, 'Resource not accessible by integration');

export function invalid(resource: string, field: string, message?: string, code = 'invalid'): ApiError {
  const error =
    message === undefined ? { resource, field, code } : { resource, field, code: 'custom', message };
  return new ApiError(422, 'Validation Failed', { errors: [error] });
}

export type Call = {
  readonly world: World;
  readonly deliveries: DeliveryLog;
  readonly sender: Sender;
  readonly webhookSecret: string;
  readonly privateKey: string;
  readonly params: { readonly [name: string]: string };
  readonly query: { readonly [name: string]: string };
  readonly body: Json;
  readonly path: string; // without query
  readonly token: Token | null;
  readonly installation: Installation | null;
  readonly rateLimit: () => Json;
  readonly issueToken: (
    installation: Installation,
    narrowed: { repositories: ReadonlySet<number> | null; permissions: Json | null },
  ) => Json;
  readonly revokeToken: () => void;
};

/** One permission, or several of which any is enough. */
export type Needs = { readonly any: readonly string[]; readonly level: 'read' | 'write' };

export type Route<Id extends CallId = OperationId> = {
  readonly operation: Id;
  readonly auth: 'app' | 'installation' | 'anyone';
  readonly needs?: Needs;
  /** What has to be loaded before it can be answered. */
  readonly prepare?: () => Promise<void>;
  readonly handle: (call: Call) => Answer;
};

export const reads = (...any: string[]): Needs => ({ any, level: 'read' });
export const writes = (...any: string[]): Needs => ({ any, level: 'write' });

/** The repository of the path. A private one outside the token's reach does not exist for it; a public one can only be read. */
export function repositoryOf(call: Call, needs: Needs): Repository {
  const { owner = '', repo = '' } = call.params;
  const repository = call.world.names.get(`${owner}/${repo}`.toLowerCase());
  if (repository === undefined) throw notFound();
  if (call.token === null) return repository;
  if (reaches(call.token, repository)) {
    requirePermission(call.token, needs);
    return repository;
  }
  if (repository.private) throw notFound();
  if (needs.level === 'write') throw notAccessible();
  return repository;
}

/** Whether the repository exists for the caller at all. */
export function sees({ token }: Call, repository: Repository): boolean {
  return token === null || !repository.private || reaches(token, repository);
}

/** Of a public repository that the installation does not have, everybody may read. */
export function mayRead({ token }: Call, repository: Repository, permission: string): boolean {
  return token === null || !reaches(token, repository) || requirementMet(token, reads(permission));
}

function reaches(token: Token, repository: Repository): boolean {
  const { installation, repositories } = token;
  if (installation.account !== repository.owner) return false;
  if (installation.selection !== 'all' && !installation.selection.has(repository.id)) return false;
  return repositories === null || repositories.has(repository.id);
}

function requirementMet(token: Token, needs: Needs): boolean {
  return needs.any.some((name) => {
    const held = token.permissions[name];
    return held !== undefined && (needs.level === 'read' || held !== 'read');
  });
}

function requirePermission(token: Token, needs: Needs): void {
  if (!requirementMet(token, needs)) throw notAccessible();
}

export type Page = { readonly items: readonly unknown[]; readonly headers: { [name: string]: string } };

/** GitHub's pages: 30 by default, 100 at most, with `Link` to the neighbours. */
export function paged<T>(call: Call, all: readonly T[], render: (item: T) => unknown): Page {
  const size = Math.min(Math.max(Number(call.query.per_page ?? 30) || 30, 1), 100);
  const page = Math.max(Number(call.query.page ?? 1) || 1, 1);
  const last = Math.max(Math.ceil(all.length / size), 1);
  const items = all.slice((page - 1) * size, page * size).map(render);
  const to = (number: number, rel: string) => {
    const query = new URLSearchParams({ ...call.query, page: String(number) });
    return `<${call.world.url}${call.path}?${query}>; rel="${rel}"`;
  };
  const before = page > 1 ? [to(page - 1, 'prev'), to(1, 'first')] : [];
  const after = page < last ? [to(page + 1, 'next'), to(last, 'last')] : [];
  const link = [...before, ...after].join(', ');
  return { items, headers: link === '' ? {} : { link } };
}

export function listing<T>(call: Call, all: readonly T[], render: (item: T) => unknown): Answer {
  const { items, headers } = paged(call, all, render);
  return { status: 200, body: items, headers };
}

/** Whoever writes through the API is the app's own bot. */
export function botOf(call: Call): Account {
  return call.world.bot;
}
