// A team's rules once read: what `.clos/` files resolve to. Pure data, so the core knows no YAML.

import type { UserId } from './ids.ts';

/** `observe` records and posts nothing; `warn` posts success that says what would be blocked; `enforce` blocks. */
export type Mode = 'observe' | 'warn' | 'enforce';

/** What kind of work an item is; told by its labels, else by its conventional-commit title (core/wip/traits.ts). */
export const ITEM_TYPES = ['FEATURE', 'BUG', 'INVESTIGATION', 'DEPLOYMENT'] as const;
export type ItemType = (typeof ITEM_TYPES)[number];

/** An author who needs no slot. Ids are identity: a login that changed hands exempts nobody (T-11). */
export interface ExemptAuthor {
  readonly login: string;
  /** Null when no such account was found when the file was read: then it exempts nobody. */
  readonly id: UserId | null;
}

export interface WipPolicy {
  /** Slots of the pod; 0 stops the line. */
  readonly limit: number;
  /** Over the limit: wait in line, or be refused until asked again. */
  readonly onLimit: 'queue' | 'block';
  /** Whether a draft asks for a slot (`include`) or holds none (`exclude`). */
  readonly drafts: 'exclude' | 'include';
  /** Limits of single item types, inside `limit`. */
  readonly perType: Readonly<Partial<Record<ItemType, number>>>;
  /** How many items of one author may hold slots at once; null: as many as the limit allows. */
  readonly perAuthor: number | null;
  /** How many slots an item with this label counts; the heaviest label counts, without one it is 1. Keys in lower case. */
  readonly weights: Readonly<Record<string, number>>;
  /** Labels that tell an item's type, before its title does. Keys in lower case. */
  readonly types: Readonly<Record<string, ItemType>>;
  /** Seconds without activity after which a slot passes on; null: never. */
  readonly ttl: number | null;
  /** Seconds that an item whose slot expired or was handed back waits before it may hold one again. */
  readonly reacquireDelay: number;
  readonly exempt: {
    readonly authors: readonly ExemptAuthor[];
    /** In lower case. Count only when somebody entitled set them (T-30). */
    readonly labels: readonly string[];
  };
}

/** What one pod goes by. */
export interface PodRules {
  readonly mode: Mode;
  readonly wip: WipPolicy;
}

/** A pod of the organisation that a repository, or part of it, belongs to. */
export interface PodMembership {
  /** `pod/<slug>`. */
  readonly key: string;
  readonly name: string;
  /** Globs of the paths that belong to the pod; null: the whole repository. */
  readonly paths: readonly string[] | null;
}

/** What a repository goes by: the pods of the organisation it belongs to or, where there is none, its own. */
export interface Policy extends PodRules {
  readonly pods: readonly PodMembership[];
}

const DAY_SECONDS = 86_400;

/** Before a slot expires its check says so for this long, and without that nothing expires (T-65). */
export const WARN_SECONDS = DAY_SECONDS;

/** What holds before anyone configures anything (requirements 3.2, 3.3, 3.7). */
export const DEFAULT_POLICY: Policy = {
  mode: 'warn',
  wip: {
    limit: 5,
    onLimit: 'queue',
    drafts: 'exclude',
    perType: {},
    perAuthor: null,
    weights: {},
    types: {
      feature: 'FEATURE',
      enhancement: 'FEATURE',
      bug: 'BUG',
      investigation: 'INVESTIGATION',
      spike: 'INVESTIGATION',
      deployment: 'DEPLOYMENT',
      deploy: 'DEPLOYMENT',
      release: 'DEPLOYMENT',
    },
    ttl: 7 * DAY_SECONDS,
    reacquireDelay: 0,
    exempt: { authors: [], labels: [] },
  },
  pods: [],
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
