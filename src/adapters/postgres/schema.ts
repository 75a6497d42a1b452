// The tables, declared once; `npm run migrations:generate` turns changes into numbered SQL.
// Every table carries its installation and stands under forced row-level security (migrations/0001_*.sql).
// Counts are derived from rows, never stored; numeric GitHub ids are identity, names are for display.

import type { Button } from '../../core/commands/buttons.ts';
import type { LastEvent, PullFacts } from '../../core/facts.ts';
import type { ConfigurationProblem, PodRules, Policy } from '../../core/policy.ts';
import { VISIBILITIES } from '../../core/visibility.ts';
import type { Freeze } from '../../core/wip/orders.ts';
import type { ChangedFiles } from '../../ports/ledger.ts';
import {
  bigint,
  boolean,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  sql,
  text,
  timestamp,
  uniqueIndex,
} from './drizzle.ts';

const id = (name: string) => bigint(name, { mode: 'number' });
const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'string', precision: 3 });
const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });
const tenant = () => id('installation_id').notNull();

/** One account's install of the app: the tenant. */
export const installations = pgTable('installations', {
  installationId: id('installation_id').primaryKey(),
  accountId: id('account_id'),
  accountLogin: text('account_login'),
  status: text('status', { enum: ['active', 'suspended', 'removed'] })
    .notNull()
    .default('active'),
  /** GitHub told us to wait (`retry-after`): nothing is sent to it before this instant, by any process. */
  blockedUntil: instant('blocked_until'),
  changedAt: instant('changed_at').notNull().defaultNow(),
});

export const repositories = pgTable(
  'repositories',
  {
    installationId: tenant(),
    repositoryId: id('repository_id').notNull(),
    owner: text('owner').notNull(),
    name: text('name').notNull(),
    defaultBranch: text('default_branch').notNull(),
    status: text('status', { enum: ['active', 'lost'] })
      .notNull()
      .default('active'),
    /** Null until the configuration was read once. */
    configReadAt: instant('config_read_at'),
    configBlobSha: text('config_blob_sha'),
    configSource: text('config_source', { enum: ['default', 'repository', 'last-good', 'none'] }),
    configPolicy: jsonb('config_policy').$type<Policy>(),
    configProblems: jsonb('config_problems').$type<readonly ConfigurationProblem[]>(),
    /** There are stage gates: pull requests are judged by them too. */
    gatesActive: boolean('gates_active').notNull().default(false),
    /** Not everybody who reads another repository may read this one. True also while nobody said. */
    private: boolean('private').notNull().default(true),
    /** Null while nobody told. */
    visibility: text('visibility', { enum: VISIBILITIES }),
    changedAt: instant('changed_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.installationId, t.repositoryId] })],
);

/** A team. Without further configuration a repository is its own pod, with the key `repository/<id>`. */
export const pods = pgTable(
  'pods',
  {
    podId: id('pod_id').primaryKey().generatedAlwaysAsIdentity(),
    installationId: tenant(),
    key: text('key').notNull(),
    name: text('name').notNull(),
    /** What it goes by; null until a good configuration of it was read. */
    rules: jsonb('rules').$type<PodRules>(),
    /** The line is stopped; over by itself at `until` inside. */
    freeze: jsonb('frozen').$type<Freeze>(),
  },
  (t) => [uniqueIndex('pods_key').on(t.installationId, t.key)],
);

/** The newest facts of each pull request, as GitHub showed them at `githubUpdatedAt`. */
export const pulls = pgTable(
  'pulls',
  {
    installationId: tenant(),
    repositoryId: id('repository_id').notNull(),
    number: integer('number').notNull(),
    state: text('state', { enum: ['open', 'closed'] }).notNull(),
    headSha: text('head_sha').notNull(),
    facts: jsonb('facts').$type<PullFacts>().notNull(),
    githubUpdatedAt: instant('github_updated_at').notNull(),
    lastEvent: jsonb('last_event').$type<LastEvent>(),
    /** Read only where a pod owns paths. */
    files: jsonb('files').$type<ChangedFiles>(),
    changedAt: instant('changed_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.installationId, t.repositoryId, t.number] }),
    index('pulls_open').on(t.installationId, t.repositoryId).where(sql`${t.state} = 'open'`),
    index('pulls_head').on(t.installationId, t.repositoryId, t.headSha),
  ],
);

/**
 * One row per lock, kept after release as history. `UNIQUE (pod_id, slot_no)` over held rows is the backstop that no
 * isolation level can break; `fence` grows with every grant.
 */
export const wipLocks = pgTable(
  'wip_locks',
  {
    lockId: id('lock_id').primaryKey().generatedAlwaysAsIdentity(),
    installationId: tenant(),
    podId: id('pod_id')
      .notNull()
      .references(() => pods.podId),
    repositoryId: id('repository_id').notNull(),
    pullNumber: integer('pull_number').notNull(),
    status: text('status', { enum: ['held', 'queued', 'released'] }).notNull(),
    slotNo: integer('slot_no'),
    /** The item is in several pods at once: whoever decides about one of them locks the others too. */
    shared: boolean('shared').notNull().default(false),
    priority: smallint('priority').notNull().default(0),
    fence: id('fence'),
    requestedAt: instant('requested_at').notNull(),
    grantedAt: instant('granted_at'),
    releasedAt: instant('released_at'),
    releaseReason: text('release_reason'),
    /** The last push, review or comment by a person while it held its slot. */
    activeAt: instant('active_at'),
    /** Since when its check says that the slot will expire. */
    warnedAt: instant('warned_at'),
    /** It may hold a slot (again) from then on. */
    notBefore: instant('not_before'),
    traceId: text('trace_id').notNull(),
  },
  (t) => [
    uniqueIndex('wip_locks_slot').on(t.podId, t.slotNo).where(sql`${t.status} = 'held'`),
    uniqueIndex('wip_locks_item')
      .on(t.podId, t.repositoryId, t.pullNumber)
      .where(sql`${t.status} <> 'released'`),
    index('wip_locks_queue')
      .on(t.podId, t.priority.desc(), t.requestedAt, t.repositoryId, t.pullNumber)
      .where(sql`${t.status} = 'queued'`),
    index('wip_locks_shared').on(t.podId).where(sql`${t.shared} AND ${t.status} <> 'released'`),
    index('wip_locks_pull')
      .on(t.installationId, t.repositoryId, t.pullNumber)
      .where(sql`${t.status} <> 'released'`),
  ],
);

/** Exempting labels that somebody entitled set: a label alone grants nothing (T-30). */
export const entitlements = pgTable(
  'entitlements',
  {
    installationId: tenant(),
    repositoryId: id('repository_id').notNull(),
    pullNumber: integer('pull_number').notNull(),
    label: text('label').notNull(),
    actorId: id('actor_id').notNull(),
    actorLogin: text('actor_login').notNull(),
    at: instant('at').notNull().default(sql`clos_now()`),
  },
  (t) => [primaryKey({ columns: [t.installationId, t.repositoryId, t.pullNumber, t.label] })],
);

/** What each pull request wants its check to say: rendered, with the hash of its essence. */
export const checks = pgTable(
  'checks',
  {
    installationId: tenant(),
    repositoryId: id('repository_id').notNull(),
    pullNumber: integer('pull_number').notNull(),
    name: text('name').notNull(),
    headSha: text('head_sha').notNull(),
    body: jsonb('body').$type<StoredCheck>().notNull(),
    essenceHash: text('essence_hash').notNull(),
    /** Grows when a check must be written although nothing changed (rerequested). */
    generation: integer('generation').notNull().default(0),
    traceId: text('trace_id').notNull(),
    decidedAt: instant('decided_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.installationId, t.repositoryId, t.pullNumber, t.name] }),
    index('checks_head').on(t.installationId, t.repositoryId, t.headSha),
  ],
);

/** The one visible check run per commit and name, and what it was last made to say. */
export const checkRuns = pgTable(
  'check_runs',
  {
    installationId: tenant(),
    repositoryId: id('repository_id').notNull(),
    headSha: text('head_sha').notNull(),
    name: text('name').notNull(),
    checkRunId: id('check_run_id'),
    /** Set before the first write and kept: an unknown outcome is looked up before anything is created again. */
    attemptedAt: instant('attempted_at'),
    deliveredHash: text('delivered_hash'),
    /** When GitHub was last known to show it: written, or looked at. */
    deliveredAt: instant('delivered_at'),
  },
  (t) => [primaryKey({ columns: [t.installationId, t.repositoryId, t.headSha, t.name] })],
);

/** The comments we keep on a pull request, one per slot: what it should say, and what it was last made to say. */
export const replies = pgTable(
  'replies',
  {
    installationId: tenant(),
    repositoryId: id('repository_id').notNull(),
    pullNumber: integer('pull_number').notNull(),
    /** Which of our comments: the answers to commands, what gates say, or what an idea came to. */
    slot: text('slot', { enum: ['reply', 'gate', 'idea'] })
      .notNull()
      .default('reply'),
    body: text('body').notNull(),
    essenceHash: text('essence_hash').notNull(),
    commentId: id('comment_id'),
    /** Set before the first write and kept: an unknown outcome is looked up before anything is created again. */
    attemptedAt: instant('attempted_at'),
    deliveredHash: text('delivered_hash'),
  },
  (t) => [primaryKey({ columns: [t.installationId, t.repositoryId, t.pullNumber, t.slot] })],
);

/** The durable inbox. `body` is the raw bytes: a replay sees exactly what GitHub signed. */
export const deliveries = pgTable(
  'deliveries',
  {
    installationId: tenant(),
    guid: text('guid').notNull(),
    event: text('event').notNull(),
    action: text('action'),
    subject: text('subject'),
    status: text('status', { enum: ['received', 'done', 'ignored', 'rejected', 'quarantined'] }).notNull(),
    reason: text('reason'),
    attempts: smallint('attempts').notNull().default(0),
    receivedAt: instant('received_at').notNull().default(sql`clos_now()`),
    processedAt: instant('processed_at'),
    bodyHash: bytes('body_hash').notNull(),
    body: bytes('body').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.installationId, t.guid] }),
    index('deliveries_pending').on(t.installationId, t.subject).where(sql`${t.status} = 'received'`),
    index('deliveries_quarantined').on(t.installationId).where(sql`${t.status} = 'quarantined'`),
    index('deliveries_received_at').on(t.receivedAt),
  ],
);

/** Append-only (enforced by grants and a trigger): who did what to which subject. */
export const auditEvents = pgTable(
  'audit_events',
  {
    eventId: id('event_id').primaryKey().generatedAlwaysAsIdentity(),
    installationId: tenant(),
    at: instant('at').notNull().default(sql`clos_now()`),
    actor: text('actor').notNull(),
    action: text('action').notNull(),
    subject: text('subject').notNull(),
    before: jsonb('before'),
    after: jsonb('after'),
    traceId: text('trace_id').notNull(),
  },
  (t) => [index('audit_events_subject').on(t.installationId, t.subject, t.at)],
);

/** What each sweep found and mended. */
export const sweeps = pgTable(
  'sweeps',
  {
    sweepId: id('sweep_id').primaryKey().generatedAlwaysAsIdentity(),
    installationId: tenant(),
    startedAt: instant('started_at').notNull(),
    finishedAt: instant('finished_at').notNull().default(sql`clos_now()`),
    complete: boolean('complete').notNull(),
    report: jsonb('report').$type<Record<string, number>>().notNull(),
  },
  (t) => [index('sweeps_installation').on(t.installationId, t.finishedAt)],
);

/** A rendered check as the Checks API takes it. */
export interface StoredCheck {
  readonly status: 'queued' | 'in_progress' | 'completed';
  readonly conclusion: 'success' | 'failure' | 'action_required' | 'timed_out' | null;
  readonly title: string;
  readonly summary: string;
  readonly text: string;
  readonly actions?: readonly Button[];
}

/** What the merge queue asked about; kept after its end, so that a late request is not answered again. */
export const mergeGroups = pgTable(
  'merge_groups',
  {
    installationId: tenant(),
    repositoryId: id('repository_id').notNull(),
    headSha: text('head_sha').notNull(),
    headRef: text('head_ref').notNull(),
    baseSha: text('base_sha').notNull(),
    state: text('state', { enum: ['open', 'ended'] }).notNull(),
    /** Pull request numbers, first in line first. */
    members: jsonb('members').$type<readonly number[]>().notNull(),
    name: text('name').notNull(),
    /** Null when nothing is to be shown: the pods only observe, or it ended before it was judged. */
    body: jsonb('body').$type<StoredCheck>(),
    essenceHash: text('essence_hash').notNull(),
    generation: integer('generation').notNull().default(0),
    traceId: text('trace_id').notNull(),
    decidedAt: instant('decided_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.installationId, t.repositoryId, t.headSha, t.name] }),
    index('merge_groups_open').on(t.installationId, t.repositoryId).where(sql`${t.state} = 'open'`),
  ],
);
