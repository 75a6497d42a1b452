// Delivering desired checks: what should one commit show, and what was it last made to show.

import type { Basis, Standing } from '../core/basis.ts';
import type { InstallationId, PullNumber, RepositoryId, Sha, TraceId } from '../core/ids.ts';
import type { RenderedCheck } from './ledger.ts';

export interface CheckTarget {
  readonly installationId: InstallationId;
  readonly repositoryId: RepositoryId;
  readonly headSha: Sha;
  readonly name: string;
}

/** One pull request's, a merge group's, or the commit's own wish for the check on this commit. */
export interface Wish {
  /** Null for a merge group's and for the commit's own. */
  readonly pullNumber: PullNumber | null;
  readonly body: RenderedCheck['body'];
  readonly hash: string;
  readonly trace: TraceId;
  /** What a gate's verdict stood on, beside how things stand now; absent for what keeps none (core/basis.ts). */
  readonly stands?: { readonly basis: Basis | null; readonly shown: Standing };
}

/** Everything known about one check on one commit, read in one go. */
export interface Outgoing {
  readonly owner: string;
  readonly repository: string;
  /** False once the app lost the repository or is suspended: nothing is written. */
  readonly reachable: boolean;
  readonly blockedForSeconds: number | null;
  /** Of the open pull requests, and of the open merge group, whose head is this commit, and its own. */
  readonly wishes: readonly Wish[];
  /** Open pull requests with this head of which nobody has judged yet what this check says. */
  readonly unjudged: readonly PullNumber[];
  readonly checkRunId: number | null;
  readonly attempted: boolean;
  readonly deliveredHash: string | null;
}

/** A check run that we made, on the head of an open pull request. */
export interface Written extends CheckTarget {
  readonly checkRunId: number;
}

export interface Outbox {
  /**
   * Where it stands; and if by that something is `due`, the attempt becomes durable before it is made, so that a crash in between
   * is looked up and never doubled. The answer is from before that: `attempted` tells of earlier attempts.
   */
  attempt(target: CheckTarget, due: (out: Outgoing) => boolean): Promise<Outgoing>;
  /** Nothing left our process: takes the attempt back. Only whoever made it may, and not when there was one before. */
  unsent(target: CheckTarget): Promise<void>;
  delivered(target: CheckTarget, checkRunId: number, hash: string): Promise<void>;
  /** The remembered check run is gone at GitHub. */
  forget(target: CheckTarget): Promise<void>;
  /** What nobody looked at for a day, the longest first: at one sweep so many heads that all have their turn within half a day. */
  unseen(installation: InstallationId, repositoryId: RepositoryId): Promise<readonly Written[]>;
  /** They were looked at; those that are `gone` get a new run by their next delivery. Nothing is lost if another was made meanwhile. */
  looked(installation: InstallationId, written: readonly Written[], gone: readonly Written[]): Promise<void>;
  /** GitHub asked this installation for silence. */
  block(installation: InstallationId, seconds: number): Promise<void>;
}
