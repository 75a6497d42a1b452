// A GitHub for tests: a real HTTP server on loopback that behaves like api.github.com towards one GitHub App and sends it
// signed webhooks. Everything said either way is held against GitHub's own description; `assertHonest()` tells what did not match.

import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { Faults } from './api/faults.ts';
import type { Parts } from './api/pipeline.ts';
import { type RequestCounts, RequestLog, type RequestRecord } from './api/requests.ts';
import { createServer } from './api/server.ts';
import { Throttle } from './api/throttle.ts';
import { Gatekeeper, generatePrivateKey } from './auth.ts';
import { githubLimits, type LimitSettings, Limits } from './limits.ts';
import { Misbehaviour } from './misbehave.ts';
import { Validator } from './openapi/validator.ts';
import { type Violation, Violations } from './openapi/violations.ts';
import { latestPerName, type MissingCheck, missingChecks, runsAt } from './state/checks.ts';
import type { CheckRun, Json, Permissions, Pull, Repository } from './state/model.ts';
import { createRandom } from './state/random.ts';
import { createWorld, nowIn, pullNumbered, repositoryNamed, type World } from './state/world.ts';
import { bindVerbs, type Verbs } from './verbs/all.ts';
import { type Delivery, DeliveryLog } from './webhooks/delivery.ts';
import { subscribableEvents, toMessage } from './webhooks/envelope.ts';
import { Sender } from './webhooks/sender.ts';

export type GitHubOptions = {
  readonly seed?: number;
  readonly latencyMs?: number; // added to each API answer
  readonly clock?: () => Date; // default: real time, moved by `advance`
  readonly webhookUrl?: string | null;
  readonly port?: number; // default: any free one
  readonly webhookSecret?: string;
  readonly privateKeyPem?: string;
  readonly appId?: number;
  readonly slug?: string;
  readonly permissions?: Permissions; // what the app asks for and installations grant
  readonly limits?: Partial<LimitSettings>;
  readonly tokenSeconds?: number; // life of an installation token
  readonly validate?: boolean; // default true
  readonly keepLog?: boolean; // default true; false bounds memory in long runs
};

export type GitHub = Verbs & {
  readonly url: string;
  readonly app: {
    readonly id: number;
    readonly slug: string;
    readonly privateKey: string;
    readonly webhookSecret: string;
  };
  webhookUrl: string | null;
  latencyMs: number;
  readonly limits: LimitSettings; // settable one by one
  readonly misbehave: Misbehaviour;
  readonly world: World;
  subscribe(events: readonly string[]): void;
  ping(): void;
  now(): Date;
  advance(milliseconds: number): void;
  repository(name: string): Repository;
  pull(name: string, number: number): Pull;
  checkRuns(name: string, at: string | { readonly pull: number }): readonly CheckRun[];
  visibleChecks(name: string, number: number): CheckRun[];
  missingChecks(name: string, number: number): MissingCheck[];
  readonly requests: readonly RequestRecord[];
  requestCounts(): RequestCounts;
  resetRequests(): void;
  readonly deliveries: readonly Delivery[];
  redeliver(id: number): void;
  settle(): Promise<void>;
  readonly violations: readonly Violation[];
  assertHonest(): void;
  stop(): Promise<void>;
};

function createClock(given: (() => Date) | undefined) {
  let offset = 0;
  return {
    now: given ?? (() => new Date(Date.now() + offset)),
    advance: (milliseconds: number) => {
      if (given !== undefined) throw new Error('this GitHub was given a clock: move that one');
      offset += milliseconds;
    },
  };
}

/** Webhooks and the API draw from streams of their own, so that the order of API calls does not change what befalls webhooks. */
function createParts(options: GitHubOptions, clock: () => Date, violations: Violations): Parts {
  const seed = options.seed ?? 1;
  const world = createWorld({
    clock,
    random: createRandom(seed),
    slug: options.slug ?? 'clos',
    appId: options.appId ?? 4242,
  });
  world.permissions = options.permissions ?? world.permissions;
  world.events = subscribableEvents;
  const privateKey = options.privateKeyPem ?? generatePrivateKey();
  const webhookSecret = options.webhookSecret ?? randomBytes(20).toString('hex');
  const deliveries = new DeliveryLog({ now: clock, keepAll: options.keepLog ?? true });
  const { id: appId } = world.app;
  const road = { now: () => nowIn(world), nextId: world.nextId, appId, secret: webhookSecret };
  const sender = new Sender({ log: deliveries, random: createRandom(seed + 1), ...road });
  sender.url = options.webhookUrl ?? null;
  return {
    world,
    gatekeeper: new Gatekeeper(world, privateKey, options.tokenSeconds ?? 3_600),
    limits: new Limits({ ...githubLimits, ...options.limits }, clock),
    faults: new Faults(createRandom(seed + 2)),
    throttle: new Throttle(clock, violations),
    validator: options.validate === false ? null : new Validator(violations),
    requests: new RequestLog(options.keepLog ?? true),
    deliveries,
    sender,
    webhookSecret,
    privateKey,
    latencyMs: options.latencyMs ?? 0,
  };
}

function connect({ world, sender, validator }: Parts): void {
  world.emit = (event) => {
    const made = toMessage(world, event);
    if (made === null) return;
    validator?.webhook(event.name, made.payload);
    sender.queue(made.message);
  };
}

export async function startGitHub(options: GitHubOptions = {}): Promise<GitHub> {
  const violations = new Violations();
  const clock = createClock(options.clock);
  const parts = createParts(options, clock.now, violations);
  const { world, sender } = parts;
  connect(parts);
  const server = createServer(parts, violations);
  await server.listen({ port: options.port ?? 0, host: '127.0.0.1' });
  world.url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  const stop = async () => {
    sender.close();
    await server.close();
  };
  const base = {
    ...settings(parts),
    ...inspection(parts, violations),
    now: clock.now,
    advance: clock.advance,
    stop,
  };
  return Object.defineProperties(
    bindVerbs(world),
    Object.getOwnPropertyDescriptors(live(parts, violations, base)),
  ) as GitHub;
}

function settings({ world, sender, privateKey, webhookSecret, faults, throttle }: Parts) {
  return {
    url: world.url,
    app: { id: world.app.id, slug: world.app.slug, privateKey, webhookSecret },
    world,
    misbehave: new Misbehaviour(sender, faults, throttle),
    subscribe(events: readonly string[]): void {
      for (const event of events)
        if (!subscribableEvents.includes(event)) throw new Error(`no app can subscribe to ${event} here`);
      world.events = events;
      for (const installation of world.installations.values()) installation.events = events;
    },
    ping: () => world.emit({ name: 'ping', sender: world.bot, fields: pingFields(world, sender.url) }),
  };
}

function pingFields(world: World, url: string | null): Json {
  const id = world.app.id * 10 + 1;
  const config = { url: url ?? '', content_type: 'json', insecure_ssl: '0', secret: '********' };
  const at = { created_at: world.app.createdAt, updated_at: world.app.createdAt };
  const hook = {
    type: 'App',
    id,
    name: 'web',
    active: true,
    events: world.events,
    config,
    app_id: world.app.id,
    ...at,
  };
  return { zen: 'Keep it logically awesome.', hook_id: id, hook };
}

function inspection({ world, requests, deliveries, sender }: Parts, violations: Violations) {
  const shaOf = (name: string, at: string | { readonly pull: number }) =>
    typeof at === 'string' ? at : pullNumbered(world, name, at.pull).head.sha;
  return {
    repository: (name: string) => repositoryNamed(world, name),
    pull: (name: string, number: number) => pullNumbered(world, name, number),
    checkRuns: (name: string, at: string | { readonly pull: number }) =>
      runsAt(repositoryNamed(world, name), shaOf(name, at)),
    visibleChecks: (name: string, number: number) =>
      latestPerName(runsAt(repositoryNamed(world, name), shaOf(name, { pull: number }))),
    missingChecks: (name: string, number: number) => {
      const { repository, base, head } = pullNumbered(world, name, number);
      return missingChecks(repository, base.ref, head.sha);
    },
    requestCounts: () => ({ ...requests.counts }),
    resetRequests: () => requests.reset(),
    redeliver(id: number): void {
      const found = deliveries.get(id);
      if (found === undefined) throw new Error(`no delivery ${id} can be redelivered`);
      sender.redeliver(found);
    },
    settle: () => sender.settle(),
    assertHonest: () => violations.assertNone(),
  };
}

/** Properties that are read and set at run time. */
function live<T extends object>(parts: Parts, violations: Violations, base: T) {
  const { sender, limits, requests, deliveries } = parts;
  return Object.defineProperties(base, {
    webhookUrl: {
      enumerable: true,
      get: () => sender.url,
      set: (url: string | null) => {
        sender.url = url;
      },
    },
    latencyMs: {
      enumerable: true,
      get: () => parts.latencyMs,
      set: (milliseconds: number) => {
        parts.latencyMs = milliseconds;
      },
    },
    limits: { enumerable: true, get: () => limits.settings },
    requests: { enumerable: true, get: () => requests.all },
    deliveries: { enumerable: true, get: () => deliveries.all },
    violations: { enumerable: true, get: () => violations.all },
  });
}
