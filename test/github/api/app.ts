// What an app asks about itself: its installations, its tokens, its webhook and the deliveries of that webhook.

import { appJson, userJson } from '../render/account.ts';
import { installationJson } from '../render/installation.ts';
import { repositoryJson } from '../render/repository.ts';
import type { Installation, Json } from '../state/model.ts';
import { installationFor, repositoriesOf, type World } from '../state/world.ts';
import { installationWith } from '../verbs/installations.ts';
import { type Delivery, succeeded } from '../webhooks/delivery.ts';
import { type Answer, ApiError, type Call, invalid, listing, notFound, paged, type Route } from './route.ts';

function named(call: Call): Installation {
  const found = call.world.installations.get(Number(call.params.installation_id));
  if (found === undefined) throw notFound();
  return found;
}

function ofAccount(world: World, login: string | undefined): Answer {
  for (const one of world.installations.values()) {
    if (one.account.login.toLowerCase() === login?.toLowerCase())
      return { status: 200, body: installationJson(world, one) };
  }
  throw notFound();
}

function ofRepository({ world, params }: Call): Answer {
  const repository = world.names.get(`${params.owner}/${params.repo}`.toLowerCase());
  const found = repository === undefined ? null : installationFor(world, repository);
  if (found === null) throw notFound();
  return { status: 200, body: installationJson(world, found) };
}

/** A token may be narrowed to some repositories and fewer permissions, never widened. */
function createToken(call: Call): Answer {
  const installation = named(call);
  if (installation.suspended !== null) throw new ApiError(403, 'This installation has been suspended');
  const { repositories, repository_ids, permissions } = call.body;
  const wanted = [
    ...((repositories as string[] | undefined) ?? []),
    ...((repository_ids as number[] | undefined) ?? []),
  ];
  const reach = repositoriesOf(call.world, installation);
  const ids = wanted.map((one) => {
    const found = reach.find(
      ({ id, name }) => id === one || name.toLowerCase() === String(one).toLowerCase(),
    );
    if (found === undefined) {
      throw new ApiError(
        422,
        'There is at least one repository that does not exist or is not accessible to the parent installation.',
      );
    }
    return found.id;
  });
  const chosen = ids.length === 0 ? null : new Set(ids);
  const body = call.issueToken(installation, {
    repositories: chosen,
    permissions: (permissions as Json | undefined) ?? null,
  });
  return { status: 201, body };
}

function reachable(call: Call): Answer {
  const { token, world } = call;
  if (token === null) throw notFound();
  const all = repositoriesOf(world, token.installation).filter(
    ({ id }) => token.repositories?.has(id) ?? true,
  );
  const { items, headers } = paged(call, all, (one) => repositoryJson(world, one));
  return {
    status: 200,
    headers,
    body: {
      total_count: all.length,
      repository_selection: token.installation.selection === 'all' ? 'all' : 'selected',
      repositories: items,
    },
  };
}

function deliveryItem(delivery: Delivery): Json {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: delivery.deliveredAt,
    redelivery: delivery.redelivery,
    duration: delivery.duration,
    status: delivery.status,
    status_code: delivery.statusCode,
    event: delivery.event,
    action: delivery.action,
    installation_id: delivery.installationId,
    repository_id: delivery.repositoryId,
    throttled_at: null,
  };
}

/** Newest first; the cursor names the last delivery of the page before. */
function listDeliveries(call: Call): Answer {
  const { query, deliveries, world, path } = call;
  const size = Math.min(Math.max(Number(query.per_page ?? 30) || 30, 1), 100);
  const status = query.status;
  const wanted = deliveries
    .list()
    .filter((one) => status === undefined || succeeded(one) === (status === 'success'));
  const cursor = query.cursor;
  const start = cursor === undefined ? 0 : wanted.findIndex((one) => `v1_${one.id}` === cursor) + 1;
  if (cursor !== undefined && start === 0) throw invalid('Hook', 'cursor');
  const page = wanted.slice(start, start + size);
  const last = page.at(-1);
  if (last === undefined || start + size >= wanted.length)
    return { status: 200, body: page.map(deliveryItem) };
  const next = new URLSearchParams({ ...query, per_page: String(size), cursor: `v1_${last.id}` });
  return {
    status: 200,
    body: page.map(deliveryItem),
    headers: { link: `<${world.url}${path}?${next}>; rel="next"` },
  };
}

function deliveryOf(call: Call): Delivery {
  const found = call.deliveries.get(Number(call.params.delivery_id));
  if (found === undefined) throw notFound();
  return found;
}

function oneDelivery(call: Call): Answer {
  const delivery = deliveryOf(call);
  const { request, response } = delivery;
  const body = {
    ...deliveryItem(delivery),
    url: call.sender.url ?? '',
    request: { headers: request.headers, payload: request.payload },
  };
  return {
    status: 200,
    body: { ...body, response: { headers: response.headers, payload: response.payload } },
  };
}

function redeliver(call: Call): Answer {
  call.sender.redeliver(deliveryOf(call));
  return { status: 202, body: {} };
}

function hookConfig({ sender, world }: Call): Answer {
  return {
    status: 200,
    body: {
      content_type: 'json',
      insecure_ssl: world.hook.insecureSsl ? '1' : '0',
      ...(world.hook.secret ? { secret: '********' } : {}),
      url: sender.url ?? '',
    },
  };
}

/** The last step of registering an app from a manifest; the code is not checked further than being there. */
function convertManifest(call: Call): Answer {
  const { world, privateKey, webhookSecret } = call;
  const secrets = { client_secret: 'client-secret', webhook_secret: webhookSecret, pem: privateKey };
  return {
    status: 201,
    body: { ...appJson(world, world.app), ...secrets, owner: userJson(world, world.app.owner) },
  };
}

function revoke(call: Call): Answer {
  call.revokeToken();
  return { status: 204 };
}

function meta(): Answer {
  const domains = { website: [], codespaces: [], copilot: [], packages: [] };
  return {
    status: 200,
    body: { verifiable_password_authentication: false, hooks: ['127.0.0.0/8'], domains },
  };
}

export const appRoutes: readonly Route[] = [
  { operation: 'meta/get', auth: 'anyone', handle: meta },
  {
    operation: 'rate-limit/get',
    auth: 'anyone',
    handle: ({ rateLimit }) => ({ status: 200, body: rateLimit() }),
  },
  {
    operation: 'apps/get-authenticated',
    auth: 'app',
    handle: ({ world }) => ({
      status: 200,
      body: { ...appJson(world, world.app), installations_count: world.installations.size },
    }),
  },
  { operation: 'apps/create-from-manifest', auth: 'anyone', handle: convertManifest },
  { operation: 'apps/get-webhook-config-for-app', auth: 'app', handle: hookConfig },
  { operation: 'apps/list-webhook-deliveries', auth: 'app', handle: listDeliveries },
  { operation: 'apps/get-webhook-delivery', auth: 'app', handle: oneDelivery },
  { operation: 'apps/redeliver-webhook-delivery', auth: 'app', handle: redeliver },
  {
    operation: 'apps/list-installations',
    auth: 'app',
    handle: (call) =>
      listing(call, [...call.world.installations.values()], (one) => installationJson(call.world, one)),
  },
  {
    operation: 'apps/get-installation',
    auth: 'app',
    handle: (call) => ({
      status: 200,
      body: installationJson(call.world, installationWith(call.world, named(call).id)),
    }),
  },
  { operation: 'apps/create-installation-access-token', auth: 'app', handle: createToken },
  { operation: 'apps/get-repo-installation', auth: 'app', handle: ofRepository },
  {
    operation: 'apps/get-org-installation',
    auth: 'app',
    handle: ({ world, params }) => ofAccount(world, params.org),
  },
  {
    operation: 'apps/get-user-installation',
    auth: 'app',
    handle: ({ world, params }) => ofAccount(world, params.username),
  },
  { operation: 'apps/list-repos-accessible-to-installation', auth: 'installation', handle: reachable },
  { operation: 'apps/revoke-installation-access-token', auth: 'installation', handle: revoke },
];
