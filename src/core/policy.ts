// A team's rules once read: what `.clos/` files resolve to. Pure data, so the core knows no YAML.

/** `observe` records and posts nothing; `warn` posts success that says what would be blocked; `enforce` blocks. */
export type Mode = 'observe' | 'warn' | 'enforce';

export interface WipPolicy {
  /** Slots of the pod; 0 stops the line. */
  readonly limit: number;
  /** Over the limit: wait in line, or be refused until asked again. */
  readonly onLimit: 'queue' | 'block';
  /** Whether a draft asks for a slot (`include`) or holds none (`exclude`). */
  readonly drafts: 'exclude' | 'include';
}

export interface Policy {
  readonly mode: Mode;
  readonly wip: WipPolicy;
}

/** What holds before anyone configures anything (requirements 3.2). */
export const DEFAULT_POLICY: Policy = {
  mode: 'warn',
  wip: { limit: 5, onLimit: 'queue', drafts: 'exclude' },
};

/** One thing wrong with a `.clos/` file: what, where, and what to do. Line and column count from 1. */
export interface ConfigurationProblem {
  readonly code: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly mend: string;
}

/**
 * The configuration a repository runs under.
 * `policy` is null only when the file is broken and there never was a good one: then nothing can be judged.
 */
export interface ConfigurationFacts {
  readonly source: 'default' | 'repository' | 'last-good' | 'none';
  readonly policy: Policy | null;
  /** Why the newest file is not in force; empty when it is. */
  readonly problems: readonly ConfigurationProblem[];
  /** Blob SHA of the file in force, null for defaults. */
  readonly blobSha: string | null;
}
