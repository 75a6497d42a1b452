// What was read of one scope's files, kept so that a file that breaks later changes nothing, and so that everybody who
// builds on a file is found when it changes.

import type { RepositoryId, Sha } from '../core/ids.ts';
import type { ConfigurationFacts, ConfigurationProblem } from '../core/policy.ts';

/** Whose file it is: the organisation's `org.yml`, `gates.yml` or `ideas.yml`, or one repository's `config.yml`, `gates.yml` or `ideas.yml`. */
export type Scope =
  | 'organization'
  | 'organization-gates'
  | 'organization-ideas'
  | `repository/${number}`
  | `gates/${number}`
  | `ideas/${number}`;

/** A file that was read, and which version of it. `ref` null: on the default branch. */
export interface LayerFile {
  readonly owner: string;
  readonly name: string;
  readonly path: string;
  readonly ref: string | null;
  readonly blobSha: string;
}

export interface StoredLayer<T = unknown> {
  readonly source: ConfigurationFacts['source'];
  /** What the last good version says; null when there never was one. Written and read by the spine alone. */
  readonly value: T | null;
  /** Why the newest version is not in force; empty when it is. */
  readonly problems: readonly ConfigurationProblem[];
  /** What is in force but hardly as meant, such as an exempt login that nobody has. */
  readonly notices: readonly ConfigurationProblem[];
  /** All that were read for it, the newest version's. */
  readonly files: readonly LayerFile[];
}

export interface LayerReader {
  layer(scope: Scope): Promise<StoredLayer | null>;
  layers(): Promise<readonly (StoredLayer & { readonly scope: Scope })[]>;
  /** Whether a check of this name was ever wanted on the commit itself, not on a pull request's behalf. */
  commitCheck(repositoryId: RepositoryId, head: Sha, name: string): Promise<boolean>;
}

export interface LayerWriter {
  saveLayer(scope: Scope, layer: StoredLayer): Promise<void>;
}
