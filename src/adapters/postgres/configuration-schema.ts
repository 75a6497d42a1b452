// Tables of what configuration files said, and of checks that stand on commits rather than on pull requests.
// Both under forced row-level security (migrations/0007_configuration.sql).

import type { ConfigurationProblem } from '../../core/policy.ts';
import type { LayerFile } from '../../ports/configurations.ts';
import type { RenderedCheck } from '../../ports/ledger.ts';
import { bigint, integer, jsonb, pgTable, primaryKey, text, timestamp } from './drizzle.ts';

const id = (name: string) => bigint(name, { mode: 'number' });
const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'string', precision: 3 });

/** One row per scope: `organization`, or `repository/<id>`. */
export const configurationLayers = pgTable(
  'configuration_layers',
  {
    installationId: id('installation_id').notNull(),
    scope: text('scope').notNull(),
    source: text('source', { enum: ['default', 'repository', 'last-good', 'none'] }).notNull(),
    value: jsonb('value'),
    problems: jsonb('problems').$type<readonly ConfigurationProblem[]>().notNull(),
    notices: jsonb('notices').$type<readonly ConfigurationProblem[]>().notNull(),
    files: jsonb('files').$type<readonly LayerFile[]>().notNull(),
    changedAt: instant('changed_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.installationId, t.scope] })],
);

/** What a commit should show by itself (`clos/config`), as `checks` has it for pull requests. */
export const commitChecks = pgTable(
  'commit_checks',
  {
    installationId: id('installation_id').notNull(),
    repositoryId: id('repository_id').notNull(),
    headSha: text('head_sha').notNull(),
    name: text('name').notNull(),
    body: jsonb('body').$type<RenderedCheck['body']>().notNull(),
    essenceHash: text('essence_hash').notNull(),
    generation: integer('generation').notNull().default(0),
    traceId: text('trace_id').notNull(),
    decidedAt: instant('decided_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.installationId, t.repositoryId, t.headSha, t.name] })],
);
