// Tables of stage gates: what a repository declared, where its projects stand, and what was judged on each pull request.
// All under forced row-level security (migrations/0009_gates.sql); the history of stages is append-only.

import type { Basis } from '../../core/basis.ts';
import type { GateConfiguration, ProjectReading, Transition, Waiver } from '../../core/gates/model.ts';
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  sql,
  text,
  timestamp,
} from './drizzle.ts';

const id = (name: string) => bigint(name, { mode: 'number' });
const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'string', precision: 3 });
const tenant = () => id('installation_id').notNull();

/** What the default branch says of gates. `version` changes with anything under its `.clos/`. */
export const gateConfigurations = pgTable(
  'gate_configurations',
  {
    installationId: tenant(),
    repositoryId: id('repository_id').notNull(),
    version: text('version'),
    configuration: jsonb('configuration').$type<GateConfiguration>().notNull(),
    projects: jsonb('projects').$type<readonly ProjectReading[]>().notNull(),
    /** Of the rules in force; null in what older versions stored. */
    rulesHash: text('rules_hash'),
    changedAt: instant('changed_at').notNull().default(sql`clos_now()`),
  },
  (t) => [primaryKey({ columns: [t.installationId, t.repositoryId] })],
);

/** Where each project stands, by the default branch. */
export const projects = pgTable(
  'projects',
  {
    installationId: tenant(),
    repositoryId: id('repository_id').notNull(),
    slug: text('slug').notNull(),
    name: text('name').notNull(),
    pod: text('pod'),
    stage: text('stage').notNull(),
    since: instant('since').notNull(),
    /** False once its file is gone from the default branch. */
    present: boolean('present').notNull(),
  },
  (t) => [primaryKey({ columns: [t.installationId, t.repositoryId, t.slug] })],
);

/** Append-only: every stage a project was in, who let it move, and by what evidence. */
export const stageTransitions = pgTable(
  'stage_transitions',
  {
    transitionId: id('transition_id').primaryKey().generatedAlwaysAsIdentity(),
    installationId: tenant(),
    repositoryId: id('repository_id').notNull(),
    slug: text('slug').notNull(),
    /** Null when the project was met for the first time. */
    fromStage: text('from_stage'),
    /** Null when its file was deleted. */
    toStage: text('to_stage'),
    at: instant('at').notNull().default(sql`clos_now()`),
    /** Null when it did not come by a pull request that we judged. */
    pullNumber: integer('pull_number'),
    headSha: text('head_sha'),
    /** As judged on the head that was merged; null when nobody judged it. */
    judged: jsonb('judged').$type<Transition>(),
    traceId: text('trace_id').notNull(),
  },
  (t) => [index('stage_transitions_project').on(t.installationId, t.repositoryId, t.slug, t.at)],
);

/** What was last judged on a pull request. An older look never replaces a newer one (`read_at`). */
export const gateStates = pgTable(
  'gate_states',
  {
    installationId: tenant(),
    repositoryId: id('repository_id').notNull(),
    pullNumber: integer('pull_number').notNull(),
    headSha: text('head_sha').notNull(),
    readAt: instant('read_at').notNull(),
    transitions: jsonb('transitions').$type<readonly Transition[]>().notNull(),
    /** What its check said; null when nothing was said. */
    green: boolean('green'),
    /** What it stood on; null in what older versions stored. */
    basis: jsonb('basis').$type<Basis>(),
    /** Merged, and its history written. */
    merged: boolean('merged').notNull().default(false),
    /** Time alone changes the answer then. */
    wakeAt: instant('wake_at'),
  },
  (t) => [
    primaryKey({ columns: [t.installationId, t.repositoryId, t.pullNumber] }),
    index('gate_states_wake').on(t.installationId, t.wakeAt).where(sql`${t.wakeAt} IS NOT NULL`),
  ],
);

/** Given by `/clos approve`, bound to what was shown then. */
export const gateApprovals = pgTable(
  'gate_approvals',
  {
    installationId: tenant(),
    repositoryId: id('repository_id').notNull(),
    pullNumber: integer('pull_number').notNull(),
    project: text('project').notNull(),
    userId: id('user_id').notNull(),
    login: text('login').notNull(),
    binding: text('binding').notNull(),
    at: instant('at').notNull().default(sql`clos_now()`),
  },
  (t) => [
    primaryKey({
      name: 'gate_approvals_pk',
      columns: [t.installationId, t.repositoryId, t.pullNumber, t.project, t.userId],
    }),
  ],
);

/** The newest waiver of each criterion; what it replaced is in the audit log. */
export const gateWaivers = pgTable(
  'gate_waivers',
  {
    installationId: tenant(),
    repositoryId: id('repository_id').notNull(),
    project: text('project').notNull(),
    stage: text('stage').notNull(),
    criterion: text('criterion').notNull(),
    waiver: jsonb('waiver').$type<Waiver>().notNull(),
    until: instant('until').notNull(),
  },
  (t) => [
    primaryKey({
      name: 'gate_waivers_pk',
      columns: [t.installationId, t.repositoryId, t.project, t.stage, t.criterion],
    }),
  ],
);
