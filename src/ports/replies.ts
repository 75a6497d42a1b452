// Delivering our comments on a pull request, one per slot: what each should say, and what it was last made to say.

import type { CommentSlot } from '../core/effect.ts';
import type { CommentId, InstallationId, PullNumber, RepositoryId } from '../core/ids.ts';

export interface ReplyTarget {
  readonly installationId: InstallationId;
  readonly repositoryId: RepositoryId;
  readonly pullNumber: PullNumber;
  readonly slot: CommentSlot;
}

/** Everything known about one reply, read in one go. */
export interface OutgoingReply {
  readonly owner: string;
  readonly repository: string;
  /** False once the app lost the repository or is suspended: nothing is written. */
  readonly reachable: boolean;
  readonly blockedForSeconds: number | null;
  readonly body: string;
  readonly hash: string;
  readonly commentId: CommentId | null;
  /** When the first write was tried, as far as this is known: its comment can be no older. */
  readonly attemptedAt: string | null;
  readonly deliveredHash: string | null;
}

export interface Replies {
  /** As `Outbox.attempt`: durable before it is made, and the answer is from before that. Null when nothing was ever replied. */
  attempt(target: ReplyTarget, due: (out: OutgoingReply) => boolean): Promise<OutgoingReply | null>;
  delivered(target: ReplyTarget, commentId: CommentId, hash: string): Promise<void>;
  /** The remembered comment is gone at GitHub. */
  forget(target: ReplyTarget): Promise<void>;
  /** The repository and whether it may be written to, for a reaction; null when it is not known. */
  place(
    target: Pick<ReplyTarget, 'installationId' | 'repositoryId'>,
  ): Promise<Pick<OutgoingReply, 'owner' | 'repository' | 'reachable' | 'blockedForSeconds'> | null>;
}
