// One API call from arrival to answer: who calls, what is in the way, what it does, whether all of it is as GitHub describes.
// The handler runs in one go; faults decide only whether it runs and whether its answer arrives.

import { createHash } from 'node:crypto';
import type { Caller, Gatekeeper } from '../auth.ts';
import { type Limits, secondaryRefusal } from '../limits.ts';
import { description } from '../openapi/description.ts';
import type { CallId } from '../openapi/used.ts';
import type { Validator } from '../openapi/validator.ts';
import type { Json } from '../state/model.ts';
import { type World, wholeSeconds } from '../state/world.ts';
import type { DeliveryLog } from '../webhooks/delivery.ts';
import type { Sender } from '../webhooks/sender.ts';
import type { Fault, Faults } from './faults.ts';
import { kindOf, type RequestLog } from './requests.ts';
import { type Answer, ApiError, type Call, type Route } from './route.ts';
import type { Throttle } from './throttle.ts';

export type Parts = {
  readonly world: World;
  readonly gatekeeper: Gatekeeper;
  readonly limits: Limits;
  readonly faults: Faults;
  readonly throttle: Throttle;
  readonly validator: Validator | null;
  readonly requests: RequestLog;
  readonly deliveries: DeliveryLog;
  readonly sender: Sender;
  readonly webhookSecret: string;
  readonly privateKey: string;
  latencyMs: number;
};

export type Incoming = {
  readonly method: string;
  readonly url: string; // as it was sent
  readonly params: { readonly [name: string]: string };
  readonly query: { readonly [name: string]: string };
  readonly body: unknown;
  readonly authorization: string | undefined;
  readonly ifNoneMatch: string | undefined;
};

/** `null`: the connection is cut without an answer. */
export type Outgoing = { status: number; text: string; headers: { [name: string]: string } } | null;

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export async function serve(parts: Parts, route: AnyRoute, incoming: Incoming): Promise<Outgoing> {
  const caller = attempt(() => parts.gatekeeper.identify(incoming.authorization));
  const known: Caller = caller instanceof ApiError ? { kind: 'nobody' } : caller;
  const installationId = known.kind === 'installation' ? known.token.installation.id : null;
  const { operation } = route;
  const fault = parts.faults.next({ operation, method: incoming.method, path: incoming.url, installationId });
  const who = installationId === null ? known.kind : `installation ${installationId}`;
  const bucket = operation === 'graphql' ? `${who} graphql` : who;
  // When it came, and not when its answer left: that is what a limit counts.
  const at = wholeSeconds(parts.world.clock());
  await route.prepare?.();
  const happens = fault === null || fault.apply === true;
  const ready = happens ? begin(parts, route, incoming, { caller, bucket }) : null;
  if (parts.latencyMs > 0) await sleep(parts.latencyMs);
  const meanwhile = ready === null ? {} : parts.faults.takeMeanwhile(operation);
  meanwhile.before?.();
  const result = ready === null ? null : finish(parts, route, ready, { incoming, caller, bucket });
  meanwhile.after?.();
  const outgoing = fault === null ? result : await spoil(parts, fault);
  const kind = kindOf(operation, incoming.method);
  parts.requests.add({
    at,
    method: incoming.method,
    path: incoming.url,
    operation,
    status: outgoing?.status ?? 0,
    installationId,
    kind,
  });
  if (outgoing !== null && outgoing.headers['retry-after'] !== undefined)
    parts.throttle.told(shared(bucket), Number(outgoing.headers['retry-after']));
  return outgoing === null
    ? null
    : { ...outgoing, headers: { ...parts.limits.headers(bucket), ...outgoing.headers } };
}

/** GraphQL has no description here: its own schema judges it, and its queries change nothing. */
type AnyRoute = Route<CallId>;

type Who = { caller: Caller | ApiError; bucket: string };
type Ready = { refused: ApiError } | { leave: () => void };

/** Whoever is told to wait is to wait with everything. */
const shared = (bucket: string): string => bucket.replace(/ graphql$/, '');

function attempt<T>(action: () => T): T | ApiError {
  try {
    return action();
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

/** Everything GitHub checks before it looks at what is asked. A place among the concurrent calls is taken here. */
function begin(parts: Parts, route: AnyRoute, incoming: Incoming, { caller, bucket }: Who): Ready {
  const { operation } = route;
  const { notifies = false } = operation === 'graphql' ? {} : description.operations[operation];
  const entered = attempt(() => {
    if (caller instanceof ApiError) throw caller;
    const refused = parts.throttle.refusal(shared(bucket), `${incoming.method} ${incoming.url}`);
    if (refused !== null) throw secondaryRefusal(refused.seconds, refused.status);
    admit(route, caller);
    return parts.limits.enter(bucket, { write: kindOf(operation, incoming.method) !== 'read', notifies });
  });
  return entered instanceof ApiError ? { refused: entered } : { leave: entered };
}

function admit({ auth }: AnyRoute, caller: Caller): void {
  if (auth === 'anyone' || auth === caller.kind) return;
  if (caller.kind === 'nobody') throw new ApiError(401, 'Requires authentication');
  if (auth === 'app') throw new ApiError(401, 'A JSON web token could not be decoded');
  throw new ApiError(403, 'Resource not accessible by integration');
}

function finish(
  parts: Parts,
  route: AnyRoute,
  ready: Ready,
  { incoming, caller, bucket }: Who & { incoming: Incoming },
): NonNullable<Outgoing> {
  if ('refused' in ready) return written(parts, route, refusalAnswer(route, ready.refused));
  try {
    if (route.operation !== 'graphql') parts.validator?.request(route.operation, incoming);
    const moved = redirect(parts.world, incoming);
    const answer = moved ?? attempt(() => route.handle(callOf(parts, incoming, caller as Caller, bucket)));
    const outgoing = written(parts, route, answer instanceof ApiError ? errorAnswer(answer) : answer);
    return incoming.method === 'GET' ? conditional(parts, outgoing, { incoming, bucket }) : outgoing;
  } finally {
    ready.leave();
  }
}

/** GitHub answers an old name with the way to the repository by its id: 301 for reads, 307 so that a write stays a write. */
function redirect(world: World, { params, url, method }: Incoming): Answer | null {
  const { owner, repo } = params;
  if (owner === undefined || repo === undefined) return null;
  const name = `${owner}/${repo}`.toLowerCase();
  const target = world.names.has(name) ? undefined : world.formerNames.get(name);
  if (target === undefined) return null;
  const rest = url
    .slice(url.toLowerCase().indexOf(`/repos/`) + '/repos/'.length)
    .split('/')
    .slice(2)
    .join('/');
  const location = `${world.url}/repositories/${target.id}${rest === '' ? '' : `/${rest}`}`;
  const message = method === 'GET' ? 'Moved Permanently' : 'Temporary Redirect';
  const body = {
    message,
    url: location,
    documentation_url:
      'https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api#follow-redirects',
  };
  return { status: method === 'GET' ? 301 : 307, body, headers: { location } };
}

function callOf(parts: Parts, incoming: Incoming, caller: Caller, bucket: string): Call {
  const { world, deliveries, sender, webhookSecret, privateKey, gatekeeper, limits } = parts;
  const token = caller.kind === 'installation' ? caller.token : null;
  return {
    world,
    deliveries,
    sender,
    webhookSecret,
    privateKey,
    params: incoming.params,
    query: incoming.query,
    body: (incoming.body ?? {}) as Json,
    path: incoming.url.split('?')[0] ?? '',
    token,
    installation: token?.installation ?? null,
    issueToken: (installation, narrowed) => gatekeeper.issue(installation, narrowed),
    revokeToken: () => (caller.kind === 'installation' ? gatekeeper.revoke(caller.secret) : undefined),
    rateLimit: () => {
      const core = limits.state(bucket);
      return { resources: { core, search: { ...core, limit: 30, remaining: 30, used: 0 } }, rate: core };
    },
  };
}

function errorAnswer(error: ApiError): Answer {
  return { status: error.status, body: error.body, headers: error.headers };
}

/** GraphQL tells with 200 that the hour's points are used up. */
function refusalAnswer({ operation }: AnyRoute, error: ApiError): Answer {
  if (operation !== 'graphql' || error.headers['x-ratelimit-remaining'] !== '0') return errorAnswer(error);
  const body = { errors: [{ type: 'RATE_LIMITED', message: error.message }] };
  return { status: 200, body, headers: error.headers };
}

function written(parts: Parts, route: AnyRoute, answer: Answer): NonNullable<Outgoing> {
  const { operation } = route;
  if (answer.status !== 204 && operation !== 'graphql')
    parts.validator?.answer(operation, answer.status, answer.body);
  const text = answer.body === undefined ? '' : JSON.stringify(answer.body);
  return { status: answer.status, text, headers: answer.headers ?? {} };
}

function conditional(
  parts: Parts,
  outgoing: NonNullable<Outgoing>,
  { incoming, bucket }: { incoming: Incoming; bucket: string },
): NonNullable<Outgoing> {
  if (outgoing.status !== 200) return outgoing;
  const etag = `W/"${createHash('sha256').update(outgoing.text).digest('hex')}"`;
  const headers = { ...outgoing.headers, etag, 'cache-control': 'private, max-age=60, s-maxage=60' };
  const known = incoming.ifNoneMatch?.split(',').map((one) => one.trim().replace(/^W\//, ''));
  if (known === undefined || !known.includes(etag.slice(2))) return { ...outgoing, headers };
  parts.limits.refund(bucket);
  return { status: 304, text: '', headers };
}

async function spoil(parts: Parts, fault: Fault): Promise<Outgoing> {
  if (fault.hangMs !== undefined) await sleep(fault.hangMs);
  if (fault.status === undefined) return null;
  const limited = fault.status === 429 || fault.status === 403;
  const error = limited
    ? secondaryRefusal(fault.retryAfter ?? parts.faults.trouble.retryAfterSeconds, fault.status as 403 | 429)
    : new ApiError(fault.status, 'Server Error');
  return { status: error.status, text: JSON.stringify(error.body), headers: error.headers };
}
