// Tables of ideas: what the organisation and the repository say of them, each idea as it was last read and scored, and the ledger of
// everything that happened to it. All under forced row-level security (migrations/0011_ideas.sql); the ledger is append-only.
// Whatever people wrote was redacted before it came here.

import type { Answer } from '../../core/commands/answer.ts';
import type { KnownIssue, Override, ParkedAs, Promotion, StoredReading } from '../../core/ideas/record.ts';
import type { IdeaConfiguration } from '../../core/ideas/rules.ts';
import {
  bigint,
  boolean,
  doublePrecision,
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

/** What the default branch says of ideas: `.clos/ideas.yml`, and the issue form. */
export const ideaConfigurations = pgTable(
  'idea_configurations',
  {
    installationId: tenant(),
    repositoryId: id('repository_id').notNull(),
    configuration: jsonb('configuration').$type<IdeaConfiguration>().notNull(),
    changedAt: instant('changed_at').notNull().default(sql`clos_now()`),
  },
  (t) => [primaryKey({ columns: [t.installationId, t.repositoryId] })],
);

export const ideas = pgTable(
  'ideas',
  {
    installationId: tenant(),
    repositoryId: id('repository_id').notNull(),
    issueNumber: integer('issue_number').notNull(),
    title: text('title').notNull(),
    status: text('status', { enum: ['PENDING', 'EVALUATING', 'APPROVED', 'PROMOTED', 'ARCHIVED'] }).notNull(),
    /** 0 to 10. */
    score: doublePrecision('score').notNull(),
    band: text('band', { enum: ['approved', 'review', 'needs-work'] }).notNull(),
    /** Grows with every version of its text. */
    version: integer('version').notNull(),
    /** Of the text that was read, as it was before redaction: equal, nothing to read. */
    textHash: text('text_hash').notNull(),
    reading: jsonb('reading').$type<StoredReading>().notNull(),
    overrides: jsonb('overrides').$type<readonly Override[]>().notNull(),
    /** Null unless it is archived. */
    parked: jsonb('parked').$type<ParkedAs>(),
    /** Null until it was promoted. */
    promotion: jsonb('promotion').$type<Promotion>(),
    open: boolean('open').notNull(),
    /** Its issue is no longer there, or no idea: nothing is written to it. */
    gone: boolean('gone').notNull().default(false),
    /** What GitHub showed when it was last looked at: labels, who closed it how, and the rest of it. */
    issue: jsonb('issue').$type<KnownIssue>().notNull(),
    /** Of what our comment says about it: equal, nothing to write. */
    saidHash: text('said_hash'),
    /** The last answers to commands, which stay until the next ones. */
    answers: jsonb('answers').$type<readonly Answer[]>(),
    /** The one of our labels that we last set. */
    shownLabel: text('shown_label'),
    /** When its Discovery issue was first tried to be opened: it can be no older. */
    discoveryAttemptedAt: instant('discovery_attempted_at'),
    githubUpdatedAt: instant('github_updated_at').notNull(),
    /** The last version, score or status. */
    changedAt: instant('changed_at').notNull().default(sql`clos_now()`),
  },
  (t) => [
    primaryKey({ columns: [t.installationId, t.repositoryId, t.issueNumber] }),
    index('ideas_status').on(t.installationId, t.status, t.changedAt),
  ],
);

/** Append-only: who did what to an idea, with old and new values. */
export const ideaEntries = pgTable(
  'idea_entries',
  {
    entryId: id('entry_id').primaryKey().generatedAlwaysAsIdentity(),
    installationId: tenant(),
    repositoryId: id('repository_id').notNull(),
    issueNumber: integer('issue_number').notNull(),
    at: instant('at').notNull().default(sql`clos_now()`),
    actor: text('actor').notNull(),
    /** Null where nobody of GitHub did it: time, or rules that changed. */
    actorId: id('actor_id'),
    action: text('action').notNull(),
    version: integer('version').notNull(),
    before: jsonb('before'),
    after: jsonb('after'),
    reason: text('reason'),
    traceId: text('trace_id').notNull(),
  },
  (t) => [index('idea_entries_idea').on(t.installationId, t.repositoryId, t.issueNumber, t.entryId)],
);

/**
 * What an idea says, for finding others that say the same (`clos_similar` of migrations/0012_similar_ideas.sql is its one reader).
 * The words of both are as `gist` of src/core/ideas/similar.ts makes them.
 */
export const ideaTexts = pgTable(
  'idea_texts',
  {
    installationId: tenant(),
    repositoryId: id('repository_id').notNull(),
    issueNumber: integer('issue_number').notNull(),
    title: text('title').notNull(),
    words: text('words').notNull(),
    /** How many trigrams these have: counting them anew for whatever is compared took most of the time. */
    titleTrigrams: integer('title_trigrams').notNull().generatedAlwaysAs(sql`cardinality(show_trgm(title))`),
    trigrams: integer('trigrams').notNull().generatedAlwaysAs(sql`cardinality(show_trgm(words))`),
  },
  (t) => [primaryKey({ columns: [t.installationId, t.repositoryId, t.issueNumber] })],
);

/** The ideas that may be about the same: those that have a key in common. The primary key is the order in which they are looked up. */
export const ideaKeys = pgTable(
  'idea_keys',
  {
    installationId: tenant(),
    key: text('key').notNull(),
    repositoryId: id('repository_id').notNull(),
    issueNumber: integer('issue_number').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.installationId, t.key, t.repositoryId, t.issueNumber] }),
    index('idea_keys_of_idea').on(t.installationId, t.repositoryId, t.issueNumber),
  ],
);
