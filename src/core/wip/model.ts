// Work-in-progress limits: a pod has `limit` slots, an item holds at most one lock per pod. Counts are derived from rows.

import type { PullNumber, RepositoryId, Sha } from '../ids.ts';
import type { WipPolicy, Mode } from '../policy.ts';

/** The unit of work: a pull request. */
export interface ItemKey {
  readonly repositoryId: RepositoryId;
  readonly pullNumber: PullNumber;
}

/** An item as others see it: enough to name and link it, and to write its check. */
export interface Item extends ItemKey {
  readonly repository: string;
  readonly title: string;
  readonly url: string;
  readonly authorLogin: string;
  readonly headSha: Sha;
  readonly draft: boolean;
}

export interface HeldLock {
  readonly status: 'held';
  readonly item: Item;
  /** From 1. Above the limit only after the limit was lowered: nobody is evicted. */
  readonly slot: number;
  readonly requestedAt: string;
  readonly grantedAt: string;
  /** Grows with every grant; a write that depends on the lock compares it. */
  readonly fence: number;
}

export interface QueuedLock {
  readonly status: 'queued';
  readonly item: Item;
  /** Higher goes first; 0 unless expedited. */
  readonly priority: number;
  readonly requestedAt: string;
}

export type Lock = HeldLock | QueuedLock;

/** One pod as seen under its row lock. */
export interface PodFacts {
  readonly id: number;
  readonly name: string;
  readonly mode: Mode;
  readonly wip: WipPolicy;
  readonly held: readonly HeldLock[];
  /** The head of the queue in order (priority desc, requestedAt, repository, number); the whole of it for a survey. */
  readonly queue: readonly QueuedLock[];
  /** How many wait in all, also beyond `queue`. */
  readonly queueLength: number;
  /** The subject's own lock, wherever in the queue it stands, with its position from 1. */
  readonly own: { readonly lock: Lock; readonly position: number | null } | null;
}

export type ReleaseReason =
  | 'merged'
  | 'closed'
  | 'draft'
  | 'repository-removed'
  | 'installation-removed'
  | 'installation-suspended';

/** What changes in a pod's rows. Applied in order, under the pod lock, or not at all. */
export type Transition =
  | { readonly kind: 'enqueue'; readonly podId: number; readonly item: ItemKey; readonly requestedAt: string }
  | { readonly kind: 'grant'; readonly podId: number; readonly item: ItemKey; readonly slot: number; readonly requestedAt: string }
  | { readonly kind: 'release'; readonly podId: number; readonly item: ItemKey; readonly reason: ReleaseReason };
