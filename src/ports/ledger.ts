// What the spine needs of the database. Everything happens inside one tenant's transaction; what depends on a lock can only be
// written through `HeldPods`, which nobody can get without holding the pods.

import type { Button } from '../core/commands/buttons.ts';
import type { Reaction } from '../core/commands/ruling.ts';
import type { Decision } from '../core/decision.ts';
import type { Annotation, CheckName, CommentSlot } from '../core/effect.ts';
import type { LastEvent, PullFacts, RepositoryFacts } from '../core/facts.ts';
import type {
  CommentId,
  InstallationId,
  IssueNumber,
  PullNumber,
  RepositoryId,
  Sha,
  TraceId,
} from '../core/ids.ts';
import type { ConfigurationFacts, PodRules } from '../core/policy.ts';
import type { ItemKey, PodFacts } from '../core/wip/model.ts';
import type { Entitlement } from '../core/wip/orders.ts';
import type { LayerReader, LayerWriter } from './configurations.ts';

export interface StoredInstallation {
  readonly id: InstallationId;
  readonly accountLogin: string | null;
  readonly status: 'active' | 'suspended' | 'removed';
  /** GitHub asked for silence until then; null when it did not, or the time has passed. */
  readonly blockedForSeconds: number | null;
}

export interface StoredRepository extends RepositoryFacts {
  readonly status: 'active' | 'lost';
  /** Null until the configuration was read once. */
  readonly configuration: ConfigurationFacts | null;
  /** There are stage gates here; saved with them alone (ports/gate-records.ts). */
  readonly gatesActive: boolean;
}

/** What a pull request changes against its base, as GitHub listed it. */
export interface ChangedFiles {
  readonly headSha: Sha;
  readonly baseRef: string;
  /** What was listed is surely of this head. Absent in what was stored before anybody looked. */
  readonly ofHead?: true;
  /** Null when there are more than GitHub lists. */
  readonly paths: readonly string[] | null;
}

export interface StoredPull {
  readonly facts: PullFacts;
  /** Null until somebody had to know. */
  readonly files: ChangedFiles | null;
  readonly lastEvent: LastEvent | null;
}

export interface PendingDelivery {
  readonly guid: string;
  readonly event: string;
  readonly receivedAt: string;
  readonly body: Buffer;
}

/** How one delivery ended. */
export interface DeliveryOutcome {
  readonly guid: string;
  readonly status: 'done' | 'ignored' | 'rejected' | 'quarantined';
  readonly reason: string | null;
}

/** A check as the Checks API takes it, for one pull request. */
export interface RenderedCheck extends ItemKey {
  readonly name: string;
  readonly headSha: Sha;
  readonly essenceHash: string;
  /** Changes a check that was shown, and never shows a first one. */
  readonly onlyIfShown: boolean;
  readonly body: {
    readonly status: 'queued' | 'in_progress' | 'completed';
    readonly conclusion: 'success' | 'failure' | 'action_required' | 'timed_out' | null;
    readonly title: string;
    readonly summary: string;
    readonly text: string;
    /** Remarks on lines of the commit's files; absent for checks that never make any. */
    readonly annotations?: readonly Annotation[];
    /** Absent in what was stored before there were buttons. */
    readonly actions?: readonly Button[];
  };
}

/** Two checks with the same one say the same. */
export type StoredEssence = Pick<
  RenderedCheck,
  'repositoryId' | 'pullNumber' | 'name' | 'headSha' | 'essenceHash'
>;

/** Work for later, added in the same transaction as what made it necessary. Equal keys coalesce. */
export type Job = {
  /** How often this was put off already; the wait grows with it. */
  readonly tries?: number;
  readonly delaySeconds?: number;
} & (
  | { readonly task: 'cycle'; readonly subject: string }
  | {
      readonly task: 'deliver';
      readonly repositoryId: RepositoryId;
      readonly headSha: Sha;
      readonly name: string;
      /** Says that somebody may merge now: goes first. */
      readonly green?: boolean;
    }
  | {
      readonly task: 'deliver-reply';
      readonly repositoryId: RepositoryId;
      readonly pullNumber: PullNumber;
      /** Absent in jobs of the time when there was only one comment: the reply. */
      readonly slot?: CommentSlot;
    }
  | {
      readonly task: 'react';
      readonly repositoryId: RepositoryId;
      readonly commentId: CommentId;
      readonly reaction: Reaction;
    }
  /** A pull request's gates, because something they may ask about changed. */
  | {
      readonly task: 'gate';
      readonly repositoryId: RepositoryId;
      readonly pullNumber: PullNumber;
      /** Write the check even if it did not change. */
      readonly force?: boolean;
      /** Waits for the moment when time changes the answer, beside those that have another reason. */
      readonly timed?: boolean;
      /** Of what made it necessary. */
      readonly trace?: TraceId;
    }
  /** What was decided about an idea, done at GitHub: its label, its issue closed, its Discovery issue. */
  | { readonly task: 'write-idea'; readonly repositoryId: RepositoryId; readonly issueNumber: IssueNumber }
  /** A repository's ideas against what GitHub shows; `force`: each of them, because the rules changed. */
  | { readonly task: 'sweep-ideas'; readonly repositoryId: RepositoryId; readonly force?: boolean }
  | {
      readonly task: 'refresh';
      readonly podId: number;
      /** Who may read one of its repositories changed: what was shown before is written again wherever it stands. */
      readonly force?: boolean;
    }
  /** A repository's configuration again, because something it builds on changed. */
  | { readonly task: 'reconfigure'; readonly repositoryId: RepositoryId }
  /** Whether a commit that is not in force changes configuration files, and what would follow. */
  | {
      readonly task: 'propose';
      readonly repositoryId: RepositoryId;
      readonly headSha: Sha;
      /** A fork's: GitHub is asked which files it changes. */
      readonly pullNumber?: PullNumber;
      /** Write the check even if it did not change. */
      readonly force?: boolean;
    }
  | {
      readonly task: 'sweep-installation';
      /** Of its repositories only those that were not ours before. */
      readonly gainedOnly?: boolean;
    }
  | { readonly task: 'sweep-repository'; readonly repositoryId: RepositoryId }
);

/** Reads inside one tenant's transaction. */
export interface Reader extends LayerReader {
  installation(): Promise<StoredInstallation | null>;
  repository(id: RepositoryId): Promise<StoredRepository | null>;
  repositories(): Promise<readonly StoredRepository[]>;
  pull(repositoryId: RepositoryId, number: PullNumber): Promise<StoredPull | null>;
  openPulls(repositoryId: RepositoryId): Promise<readonly PullFacts[]>;
  /** Open pull requests that neither hold nor wait: drafts, refused ones, and those whose slot was lost with our access. */
  withoutLock(repositoryId: RepositoryId): Promise<ReadonlySet<PullNumber>>;
  pullsAt(repositoryId: RepositoryId, head: Sha): Promise<readonly PullNumber[]>;
  /** The oldest `limit` of those that wait. */
  pending(subject: string, limit: number): Promise<readonly PendingDelivery[]>;
  /** When the newest complete sweep of this tenant started, null when there was none. */
  lastSweep(): Promise<string | null>;
  /** The database clock. */
  now(): Promise<string>;
  /** Pods where time alone changes something by now: a freeze ended, a wait is over, a slot is to be announced or expires. */
  duePods(): Promise<readonly number[]>;
  /** Pods where an item of this repository stands. */
  podsOf(id: RepositoryId): Promise<readonly number[]>;
  entitlements(item: ItemKey): Promise<readonly Entitlement[]>;
  /** The title that a pull request's check was last made to have; null where it has none. */
  checkTitle(item: ItemKey, name: CheckName): Promise<string | null>;
}

/** Writes that depend on no lock. */
export interface Writer extends Reader, LayerWriter {
  saveInstallation(change: {
    accountId: number;
    accountLogin: string;
    status: StoredInstallation['status'];
  }): Promise<void>;
  saveRepository(repository: StoredRepository): Promise<void>;
  /** What a pod goes by from now on; made when it is new. Waits for whoever holds the pod. */
  saveRules(pod: PodKey, rules: PodRules): Promise<void>;
  saveEntitlement(item: ItemKey, entitlement: Entitlement): Promise<void>;
  removeEntitlement(item: ItemKey, label: string): Promise<void>;
  finishDeliveries(outcomes: readonly DeliveryOutcome[]): Promise<void>;
  /** Counts a failed try against the subject's deliveries; those that used up `allowed` tries are quarantined. */
  strikeDeliveries(subject: string, reason: string, allowed: number): Promise<number>;
  /**
   * Adds delivery jobs for checks of open pull requests that GitHub should show and was never made to, unless one still waits. Returns
   * how many.
   */
  resendChecks(repositoryId: RepositoryId): Promise<number>;
  /** What a commit should show whatever pull requests it has; adds a delivery job when that changed. True when it did. */
  desireOnCommit(
    check: Pick<RenderedCheck, 'repositoryId' | 'headSha' | 'name' | 'essenceHash' | 'body'>,
    options: { readonly trace: TraceId; readonly force: boolean },
  ): Promise<boolean>;
  addJobs(jobs: readonly Job[]): Promise<void>;
  audit(entries: Decision['audit'], trace: TraceId): Promise<void>;
  /** Stores what our one comment of this slot should say, and adds its delivery job. */
  saveReply(
    item: ItemKey,
    reply: { readonly slot: CommentSlot; readonly body: string; readonly hash: string },
  ): Promise<void>;
  saveSweep(sweep: {
    startedAt: string;
    complete: boolean;
    report: Readonly<Record<string, number>>;
  }): Promise<void>;
}

export interface PodKey {
  /** `repository/<id>` for a repository that is its own pod, `pod/<slug>` for one of the organisation. */
  readonly key: string;
  readonly name: string;
}

/** What is to be locked. The adapter adds the pods where the subject stands, and those shared by anybody in any of these. */
export interface Claim {
  /** Where the subject asks for a slot. */
  readonly keys: readonly PodKey[];
  readonly ids: readonly number[];
  readonly own: ItemKey | null;
}

/** What is stored about the pull request that a claim is made for. */
export interface Known {
  readonly item: ItemKey;
  readonly installation: StoredInstallation | null;
  readonly repository: StoredRepository | null;
  readonly pull: StoredPull | null;
  readonly entitlements: readonly Entitlement[];
  /** What its checks were last made to say. */
  readonly essences: readonly StoredEssence[];
}

/** What one decision changes. */
export interface Change {
  readonly trace: TraceId;
  /** What a look at the pull request found; null when none was looked at. */
  readonly pull: {
    readonly repositoryId: RepositoryId;
    readonly facts: PullFacts;
    readonly lastEvent: LastEvent;
    readonly files: ChangedFiles | null;
    /** Commits where others may show the answer of all: their `clos/wip` is delivered again if another open pull request has them. */
    readonly sharedHeads: readonly Sha[];
  } | null;
  readonly decision: Pick<Decision, 'transitions' | 'podChanges' | 'audit'>;
  /** What these should say; each that changed gets a delivery job. */
  readonly checks: readonly RenderedCheck[];
  /** All of them get one, changed or not. */
  readonly force: boolean;
  readonly jobs: readonly Job[];
  readonly finish: readonly DeliveryOutcome[];
}

/** Proof that the pods' rows are locked until the transaction ends. */
export interface HeldPods extends Writer {
  /** The database clock, read after the locks were taken. */
  readonly lockedAt: string;
  /** Read after the locks were taken; null where the claim is not made for a pull request. */
  readonly known: Known | null;
  /** `head`: held locks and the first of each queue. `all`: whole queues. */
  pods(depth: 'head' | 'all'): Promise<readonly PodFacts[]>;
  /** What the checks of these items were last made to say. */
  essences(items: readonly ItemKey[]): Promise<readonly StoredEssence[]>;
  /** The last event seen of each item, keyed by `itemKey` of core/wip/items. */
  lastEvents(items: readonly ItemKey[]): Promise<ReadonlyMap<string, LastEvent>>;
  /**
   * Writes the change and commits, in one round trip, and lets go of the pods: the last thing done with them. Returns how many checks
   * are to be delivered.
   */
  commit(change: Change): Promise<number>;
}

export interface Ledger {
  /** Which of these deliveries are stored, of whatever tenant. */
  arrived(guids: readonly string[]): Promise<ReadonlySet<string>>;
  reading<T>(installation: InstallationId, work: (reader: Reader) => Promise<T>): Promise<T>;
  writing<T>(installation: InstallationId, work: (writer: Writer) => Promise<T>): Promise<T>;
  /** Locks the pods' rows in id order (READ COMMITTED), creating those that are new. `work` may run again from the start. */
  holding<T>(installation: InstallationId, claim: Claim, work: (held: HeldPods) => Promise<T>): Promise<T>;
  /** Every installation known to the database, for the sweep. */
  directory(): Promise<
    readonly { readonly id: InstallationId; readonly status: StoredInstallation['status'] }[]
  >;
}
