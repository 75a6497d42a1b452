// Short hands for facts: a pull request, a pod's rows and a whole `Facts`, with defaults that a test only overrides.
// Everything here is data; the instants are fixed so that decisions can be compared as text.

import type { Facts, LastEvent, PullFacts, RepositoryFacts } from '../../../src/core/facts.ts';
import { installationId, pullNumber, repositoryId, sha, traceId, userId } from '../../../src/core/ids.ts';
import {
  type ConfigurationFacts,
  DEFAULT_POLICY,
  type Mode,
  type PodRules,
  type WipPolicy,
} from '../../../src/core/policy.ts';
import type { HeldLock, Item, PodFacts, QueuedLock } from '../../../src/core/wip/model.ts';

export const NOW = '2026-11-20T14:03:00Z';

export const LIMIT_5: WipPolicy = { ...DEFAULT_POLICY.wip, limit: 5 };

const API: RepositoryFacts = {
  id: repositoryId(100),
  owner: 'acme',
  name: 'api',
  defaultBranch: 'main',
};

const shaOf = (number: number) => sha(number.toString(16).padStart(40, '0'));

const AUTHORS = ['ada', 'grace', 'edsger', 'barbara', 'donald'];
const TITLES = ['Add login', 'Fix the flaky clock', 'Drop the old API', 'Speed up search', 'Explain errors'];
const pick = (from: readonly string[], number: number) => from[number % from.length]!;

export function aPull(number: number, over: Partial<PullFacts> = {}): PullFacts {
  return {
    number: pullNumber(number),
    title: pick(TITLES, number),
    url: `https://github.com/acme/api/pull/${number}`,
    authorId: userId(1_000 + number),
    authorLogin: pick(AUTHORS, number),
    state: 'open',
    merged: false,
    draft: false,
    headSha: shaOf(number),
    headRepositoryId: API.id,
    baseRef: 'main',
    labels: [],
    createdAt: '2026-11-20T14:00:00Z',
    updatedAt: '2026-11-20T14:00:00Z',
    ...over,
  };
}

export function anItem(number: number, over: Partial<Item> = {}): Item {
  const { title, url, authorId, authorLogin, labels, headSha, draft } = aPull(number);
  return {
    repositoryId: API.id,
    pullNumber: pullNumber(number),
    repository: 'acme/api',
    title,
    url,
    authorId,
    authorLogin,
    labels,
    headSha,
    draft,
    configuration: null,
    ...over,
  };
}

/** Pull request `number` in slot `slot`, for `slot` days. */
export const held = (slot: number, number = slot, over: Partial<Item> = {}): HeldLock => ({
  status: 'held',
  item: anItem(number, over),
  slot,
  requestedAt: `2026-11-${String(20 - slot).padStart(2, '0')}T09:00:00Z`,
  grantedAt: `2026-11-${String(20 - slot).padStart(2, '0')}T09:00:05Z`,
  priority: 0,
  activeAt: '2026-11-20T12:00:00Z',
  warnedAt: null,
  fence: slot,
  inPods: [7],
});

/** Pull request `number` in line; the lower the number, the earlier it asked. */
export const queued = (number: number, over: Partial<QueuedLock> = {}): QueuedLock => ({
  status: 'queued',
  item: anItem(number),
  priority: 0,
  requestedAt: new Date(Date.parse('2026-11-20T10:00:00Z') + number * 60_000).toISOString(),
  notBefore: null,
  podIds: [7],
  inPods: over.podIds ?? [7],
  ...over,
});

export const holders = (...slots: readonly number[]): HeldLock[] => slots.map((slot) => held(slot));
export const line = (...numbers: readonly number[]): QueuedLock[] => numbers.map((number) => queued(number));

/** `mode` and `wip` are short for its rules. */
export function aPod(given: Partial<PodFacts> & Partial<PodRules> = {}): PodFacts {
  const { mode = 'enforce', wip = LIMIT_5, ...over } = given;
  const queue = over.queue ?? [];
  return {
    id: 7,
    key: 'repository/100',
    name: 'acme/api',
    rules: { mode, wip },
    freeze: null,
    asked: true,
    primary: true,
    held: [],
    queue,
    queueLength: queue.length,
    own: null,
    ...over,
  };
}

export const withRules = (pod: PodFacts, over: Partial<WipPolicy>, mode?: Mode): PodFacts => ({
  ...pod,
  rules: pod.rules && { mode: mode ?? pod.rules.mode, wip: { ...pod.rules.wip, ...over } },
});

/** The pod as the subject's decision sees it: its own row is found among the loaded ones. */
export function withOwn(pod: PodFacts, number: number): PodFacts {
  const index = pod.queue.findIndex((lock) => lock.item.pullNumber === number);
  const lock = pod.queue[index] ?? pod.held.find((row) => row.item.pullNumber === number);
  return { ...pod, own: lock ? { lock, position: index < 0 ? null : index + 1 } : null };
}

export const LAST_EVENT: LastEvent = {
  name: 'pull_request.opened',
  at: '2026-11-20T14:02:58Z',
  trace: traceId('0f8fad5b-d9cb-469f-a165-70867728950e'),
};

export const CONFIGURED: ConfigurationFacts = {
  source: 'repository',
  policy: { ...DEFAULT_POLICY, mode: 'enforce' },
  problems: [],
  blobSha: null,
};

export function theFacts(over: Partial<Facts> = {}): Facts {
  return {
    now: NOW,
    installationId: installationId(1),
    access: 'active',
    repository: API,
    pull: aPull(10),
    askedAt: '2026-11-20T14:00:00Z',
    configuration: CONFIGURED,
    pods: [aPod()],
    orders: [],
    entitlements: [],
    activity: false,
    wasOpen: true,
    ...over,
  };
}
