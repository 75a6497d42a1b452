// What is known of the world when a decision is made. A plain, serialisable value: `decide` needs nothing else,
// and "what if" is editing an object. Instants are ISO 8601 strings in UTC.

import type { InstallationId, PullNumber, RepositoryId, Sha, TraceId, UserId } from './ids.ts';
import type { ConfigurationFacts } from './policy.ts';
import type { Visibility } from './visibility.ts';
import type { PodFacts } from './wip/model.ts';
import type { Entitlement, Order } from './wip/orders.ts';

export interface RepositoryFacts {
  readonly id: RepositoryId;
  readonly owner: string;
  readonly name: string;
  readonly defaultBranch: string;
  /** Who may read it. Absent: not told; what is known stays. */
  readonly visibility?: Visibility;
}

/** A pull request as GitHub showed it at `updatedAt` (whole seconds: GitHub keeps no finer time). */
export interface PullFacts {
  readonly number: PullNumber;
  readonly title: string;
  readonly url: string;
  readonly authorId: UserId | null;
  readonly authorLogin: string;
  readonly state: 'open' | 'closed';
  readonly merged: boolean;
  readonly draft: boolean;
  readonly headSha: Sha;
  /** The name of its branch; absent in what was stored before gates could ask for it. */
  readonly headRef?: string;
  /** Null when the fork was deleted. */
  readonly headRepositoryId: RepositoryId | null;
  readonly baseRef: string;
  readonly labels: readonly string[];
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** The last event that reached us about a pull request; shown in the check. */
export interface LastEvent {
  /** GitHub's name, such as `pull_request.opened`, or `sweep`. */
  readonly name: string;
  readonly at: string;
  readonly trace: TraceId;
}

export interface Facts {
  /** The database clock after the pod lock was taken. */
  readonly now: string;
  readonly installationId: InstallationId;
  /** Null once the app has lost the repository (removed, deleted, suspended, transferred away). */
  readonly access: 'active' | 'suspended' | 'lost';
  /** Null when the decision is about pods alone (their rules changed, or time passed). */
  readonly repository: RepositoryFacts | null;
  /** Null when the decision is about a repository or about pods alone. */
  readonly pull: PullFacts | null;
  /** When the pull request asked for its slot, by GitHub's clock; decided by `askedAt`. */
  readonly askedAt: string | null;
  /** Of the repository; null when there is none. */
  readonly configuration: ConfigurationFacts | null;
  /** All that are locked: those the subject asks in, those it leaves, and those where somebody behind it in line waits too. */
  readonly pods: readonly PodFacts[];
  /** What people ordered about the subject, in order, permissions already looked up. */
  readonly orders: readonly Order[];
  /** The subject's exempting labels that somebody entitled set. */
  readonly entitlements: readonly Entitlement[];
  /** The subject was open when it was last looked at. */
  readonly wasOpen: boolean;
  /** A person worked on the subject just now. */
  readonly activity: boolean;
}
