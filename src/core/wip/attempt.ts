// What one decision is asked about pods, and when an item asked for its slot.

import type { RepositoryId } from '../ids.ts';
import type { Item, ReleaseReason } from './model.ts';
import type { Order } from './orders.ts';

/** What the pull request under decision wants. `stays`: neither asks nor lets go. */
export type Wish =
  | { readonly kind: 'asks'; readonly requestedAt: string }
  | { readonly kind: 'leaves'; readonly reason: ReleaseReason }
  | { readonly kind: 'stays' };

export interface Attempt {
  /** The database clock. */
  readonly now: string;
  /** Null when the decision is about the pods alone. */
  readonly subject: {
    readonly item: Item;
    readonly wish: Wish;
    /** A person worked on it just now. */
    readonly activity: boolean;
    /** It was open when last looked at, and is merged now. */
    readonly merged: boolean;
  } | null;
  /** About the subject; a freeze is about its pods. */
  readonly orders: readonly Order[];
  /** A repository whose items can hold nothing any more. */
  readonly lost: { readonly repositoryId: RepositoryId; readonly reason: ReleaseReason } | null;
  /** False while nobody may be admitted, because the installation is suspended. */
  readonly admits: boolean;
  /** False while nobody knows which pods the subject belongs to: then it leaves none. */
  readonly moves: boolean;
}

interface Asking {
  /** What the author just did: opened it, or marked it ready or reopened it; null for any other event and for a sweep. */
  readonly asked: 'opened' | 'again' | null;
  /** No row of ours knew this pull request before. */
  readonly firstSeen: boolean;
  readonly pull: { readonly createdAt: string; readonly updatedAt: string };
  readonly now: string;
}

/**
 * When a pull request without a lock asked for its slot, by GitHub's clock: a late delivery keeps its place.
 * Opened, or never seen before: when it was created. Ready or reopened, or back without a lock: when it last changed.
 * Never later than `now`, so that a clock running ahead cannot hold a place in the future.
 */
export function askedAt({ asked, firstSeen, pull, now }: Asking): string {
  const since = asked === 'opened' || (firstSeen && asked === null) ? pull.createdAt : pull.updatedAt;
  return Date.parse(since) > Date.parse(now) ? now : since;
}
