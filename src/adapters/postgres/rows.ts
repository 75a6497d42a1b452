// From rows to the spine's shapes. PostgreSQL's text of an instant becomes ISO 8601 here and nowhere else.

import type { RepositoryId } from '../../core/ids.ts';
import type { ConfigurationFacts } from '../../core/policy.ts';
import { type Visibility, visibilityOf } from '../../core/visibility.ts';
import type { StoredRepository } from '../../ports/ledger.ts';
import type { repositories } from './schema.ts';

export const iso = (text: string): string => new Date(text).toISOString();

type RepositoryRow = typeof repositories.$inferSelect;

function configuration(row: RepositoryRow): ConfigurationFacts | null {
  if (row.configSource === null) return null;
  return {
    source: row.configSource,
    policy: row.configPolicy,
    problems: row.configProblems ?? [],
    blobSha: row.configBlobSha,
  };
}

/** An older version that wrote meanwhile knew `private` only: where the two differ, nobody told. */
export function toldVisibility(row: { readonly visibility: Visibility | null; readonly private: boolean }): {
  readonly visibility?: Visibility;
} {
  const visibility = row.visibility === null ? undefined : visibilityOf(row.visibility, row.private);
  return visibility === undefined ? {} : { visibility };
}

export function storedRepository(row: RepositoryRow): StoredRepository {
  return {
    id: row.repositoryId as RepositoryId,
    owner: row.owner,
    name: row.name,
    defaultBranch: row.defaultBranch,
    status: row.status,
    configuration: configuration(row),
    ...toldVisibility(row),
    gatesActive: row.gatesActive,
  };
}
