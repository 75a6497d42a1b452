// What `clos doctor` looks at, gathered beforehand: a plain value, so that each finding is a pure question about it.

export type Permissions = Readonly<Record<string, string | undefined>>;

/** What the features need of GitHub (src/app.ts). */
export interface Needs {
  readonly permissions: Readonly<Record<string, 'read' | 'write'>>;
  readonly events: readonly string[];
}

export interface AppSeen {
  readonly id: number;
  readonly slug: string;
  readonly permissions: Permissions;
  readonly events: readonly string[];
}

export interface HookSeen {
  readonly url: string;
  readonly secret: boolean;
  readonly insecureSsl: boolean;
}

export interface InstallationApproved {
  readonly id: number;
  readonly account: string;
  /** Where an owner accepts permissions. */
  readonly url: string;
  readonly permissions: Permissions;
  readonly events: readonly string[];
  readonly suspended: boolean;
}

/** A check that must be green before something is merged. `appId` null: whichever app reported it. */
export interface RequiredCheck {
  readonly name: string;
  readonly appId: number | null;
}

export interface RunSeen {
  readonly id: number;
  readonly name: string;
  readonly app: string;
  readonly appId: number | null;
  readonly headSha: string;
}

export interface RepositoryHealth {
  readonly name: string;
  readonly url: string;
  readonly branch: string;
  /** Null when its configuration is broken and there never was a good one. */
  readonly mode: 'observe' | 'warn' | 'enforce' | null;
  readonly configuration: 'default' | 'repository' | 'last-good' | 'none';
  /** Null where no gates are in force; their mode is null where broken ones never were good. */
  readonly gates: {
    readonly mode: 'observe' | 'warn' | 'enforce' | null;
    readonly source: 'default' | 'repository' | 'last-good' | 'none';
  } | null;
  /** Null when branch protection hides it. */
  readonly required: readonly RequiredCheck[] | null;
  readonly mergeQueue: boolean;
  /** Whether its installation is sent the event `merge_group`. */
  readonly hearsQueue: boolean;
  /** By other apps, under a name of ours, on recent heads. */
  readonly foreignRuns: readonly RunSeen[];
  /** Commit statuses under a name of ours; null when the app may not read statuses. */
  readonly statuses: readonly string[] | null;
}

/** What a repository keeps from us, and why not all of it can be looked after. */
export interface Lack {
  readonly repository: string;
  readonly url: string;
  readonly lacks: 'pull-requests' | 'commits' | 'contents-permission' | 'pulls-permission';
}

export interface FrozenPod {
  readonly account: string;
  readonly pod: string;
  readonly reason: string;
  readonly until: string | null;
}

export interface DoctorFacts {
  readonly needs: Needs;
  readonly app: AppSeen;
  readonly hook: HookSeen;
  /** How far ahead of this process's clock the others are, in seconds. */
  readonly clocks: { readonly database: number; readonly github: number };
  /** Deliveries of the last three days that failed and were not delivered later, by event. */
  readonly failed: Readonly<Record<string, number>>;
  readonly quarantined: number;
  readonly installations: readonly InstallationApproved[];
  readonly repositories: readonly RepositoryHealth[];
  /** What could not be looked at, and why. */
  readonly unread: readonly { readonly what: string; readonly why: string }[];
  readonly lacks: readonly Lack[];
  /** Repositories beyond those looked at. */
  readonly leftOut: number;
  /** Merged in the last 30 days while the check was not green, by account. */
  readonly mergedWithoutSlot: Readonly<Record<string, number>>;
  readonly frozen: readonly FrozenPod[];
}
