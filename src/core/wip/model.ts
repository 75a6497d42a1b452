// Work-in-progress limits: a pod has `limit` slots, an item holds at most one lock per pod. Counts are derived from rows.

import type { PullNumber, RepositoryId, Sha, UserId } from '../ids.ts';
import type { ConfigurationFacts, ItemType, Mode, PodRules, WipPolicy } from '../policy.ts';
import type { Visibility } from '../visibility.ts';
import type { Freeze } from './orders.ts';

/** Why an item is not admitted to a pod; the first that applies. */
export type Obstacle =
  /** No good rules of the pod are known. */
  | { readonly kind: 'unknown-rules' }
  | { readonly kind: 'frozen' }
  | { readonly kind: 'type'; readonly type: ItemType; readonly limit: number }
  | { readonly kind: 'author'; readonly limit: number }
  /** Fewer slots are free than it counts. Whoever stands behind waits too, so that the heavy are not starved. */
  | { readonly kind: 'full'; readonly weight: number }
  /** Somebody before it waits for more slots than are free. */
  | { readonly kind: 'behind-heavy' }
  /** There is room here, and none in another of its pods. */
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'not-before'; readonly at: string };

/** Why an item needs no slot. */
export type Exemption =
  | { readonly kind: 'author' }
  | { readonly kind: 'label'; readonly label: string; readonly by: string };

/** The unit of work: a pull request. */
export interface ItemKey {
  readonly repositoryId: RepositoryId;
  readonly pullNumber: PullNumber;
}

/** An item as others see it: enough to name and link it, and to write its check. */
export interface Item extends ItemKey {
  /** `owner/name`, for display. */
  readonly repository: string;
  /** Of the repository. Absent: nobody told. */
  readonly visibility?: Visibility;
  readonly title: string;
  readonly url: string;
  readonly authorId: UserId | null;
  readonly authorLogin: string;
  readonly labels: readonly string[];
  readonly headSha: Sha;
  readonly draft: boolean;
  /** Of its repository, when that is not simply in force: the last good one rules, or none. */
  readonly configuration: ConfigurationFacts | null;
}

export interface HeldLock {
  readonly status: 'held';
  readonly item: Item;
  /** From 1. Above the limit only after the limit was lowered: nobody is evicted. */
  readonly slot: number;
  readonly requestedAt: string;
  readonly grantedAt: string;
  /** Above 0 when expedited. */
  readonly priority: number;
  /** The last push, review or comment by a person, by the database clock. */
  readonly activeAt: string;
  /** When the check began to say that the slot will expire; null while it need not. */
  readonly warnedAt: string | null;
  /** Grows with every grant. */
  readonly fence: number;
  /** Every pod where the item has a row. */
  readonly inPods: readonly number[];
}

export interface QueuedLock {
  readonly status: 'queued';
  readonly item: Item;
  /** Higher goes first; 0 unless expedited. */
  readonly priority: number;
  readonly requestedAt: string;
  /** Its slot expired or was handed back: it may hold one again from then on. */
  readonly notBefore: string | null;
  /** Every pod it waits in: those that enforce admit it all or none. */
  readonly podIds: readonly number[];
  /** Every pod where the item has a row. */
  readonly inPods: readonly number[];
}

export type Lock = HeldLock | QueuedLock;

/** One pod as seen under its row lock. */
export interface PodFacts {
  readonly id: number;
  /** `repository/<id>`, or `pod/<slug>` for one of the organisation. */
  readonly key: string;
  readonly name: string;
  /** Null while no good configuration of it was ever read: nobody is admitted. */
  readonly rules: PodRules | null;
  readonly freeze: Freeze | null;
  /** Whether the subject asks for a slot here; otherwise it is only locked for others, or the subject leaves it. */
  readonly asked: boolean;
  /** False where it is locked only because somebody of another pod stands here too: time and rules are not applied here now. */
  readonly primary: boolean;
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
  /** It needs no slot: its author or a label is exempt. */
  | 'exempt'
  /** It belongs to other pods now. */
  | 'moved'
  | 'repository-removed'
  | 'installation-suspended';

/** Why an item that held a slot, or waited, stands at the back of the line again. */
export type RequeueReason =
  | 'expired'
  | 'handed-back'
  /** It belongs to one more pod now, which has no room: it holds none of its slots until it can hold all. */
  | 'widened';

/** What changes in a pod's rows. Applied in order, under the pod lock, or not at all. */
export type Transition =
  | {
      readonly kind: 'enqueue';
      readonly podId: number;
      readonly item: ItemKey;
      readonly requestedAt: string;
      readonly priority: number;
    }
  | {
      readonly kind: 'grant';
      readonly podId: number;
      readonly item: ItemKey;
      readonly slot: number;
      readonly requestedAt: string;
      readonly priority: number;
    }
  | {
      readonly kind: 'release';
      readonly podId: number;
      readonly item: ItemKey;
      readonly reason: ReleaseReason;
    }
  | {
      readonly kind: 'requeue';
      readonly podId: number;
      readonly item: ItemKey;
      readonly reason: RequeueReason;
      readonly requestedAt: string;
      readonly priority: number;
      readonly notBefore: string | null;
    }
  | { readonly kind: 'expedite'; readonly podId: number; readonly item: ItemKey }
  /** The check says from now on that the slot will expire. */
  | { readonly kind: 'warn'; readonly podId: number; readonly item: ItemKey }
  /** Activity: the time to live begins again. */
  | { readonly kind: 'touch'; readonly podId: number; readonly item: ItemKey };

/** What changes of a pod itself. */
export type PodChange =
  | { readonly kind: 'freeze'; readonly podId: number; readonly freeze: Freeze }
  | { readonly kind: 'unfreeze'; readonly podId: number };

export interface Holder {
  readonly item: Item;
  /** Where this view is shown nothing of its item may be, and `item` holds no text. */
  readonly hidden?: true;
  readonly slot: number;
  /** How many slots it counts. */
  readonly weight: number;
  readonly grantedAt: string;
  readonly expedited: boolean;
  /** Null where slots do not expire. */
  readonly expiresAt: string | null;
  /** Its check says that the slot will expire. */
  readonly warned: boolean;
}

export interface Waiter {
  readonly item: Item;
  /** As of a holder. */
  readonly hidden?: true;
  readonly priority: number;
  readonly requestedAt: string;
  /** Why it was not admitted; null when nothing was tried. */
  readonly obstacle: Obstacle | null;
}

/** A pod as it reads once the transitions are applied: what the words are made from. */
export interface PodView {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  readonly mode: Mode;
  readonly wip: WipPolicy;
  /** Null unless the line is stopped now. */
  readonly freeze: Freeze | null;
  /** By slot. */
  readonly holders: readonly Holder[];
  /** The known head of the line, in order. */
  readonly line: readonly Waiter[];
  readonly lineLength: number;
  /** The subject, when it waits beyond the known head. */
  readonly far: { readonly waiter: Waiter; readonly position: number } | null;
}

/** Where one item stands in one pod. */
export type Standing =
  | {
      readonly kind: 'held';
      readonly slot: number;
      readonly weight: number;
      readonly since: string;
      readonly expedited: boolean;
      readonly expiresAt: string | null;
      readonly warned: boolean;
    }
  | {
      readonly kind: 'queued';
      readonly position: number;
      readonly requestedAt: string;
      readonly expedited: boolean;
      readonly obstacle: Obstacle | null;
    }
  /** The pod is full and does not queue. */
  | { readonly kind: 'refused' }
  /** A draft that holds no slot and does not ask for one. */
  | { readonly kind: 'draft' }
  /** It needs no slot. */
  | { readonly kind: 'exempt'; readonly why: Exemption };
