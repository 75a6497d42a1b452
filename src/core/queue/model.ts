// The merge queue: GitHub builds each entry on the one before it, on a temporary branch of its own, and asks for checks there.
// What lands with a group's head is every entry below it, down to the base.

import type { Basis, Standing } from '../basis.ts';
import type { PullNumber, RepositoryId, Sha } from '../ids.ts';

/** What `merge_group.checks_requested` says, or what the sweep reads from the branch itself. */
export interface MergeGroup {
  readonly repositoryId: RepositoryId;
  readonly headSha: Sha;
  /** `refs/heads/gh-readonly-queue/<base>/pr-<n>-<sha>`; the base may contain slashes. */
  readonly headRef: string;
  /** The group's parent commit: the tip of the base branch, or the head of the entry before it. */
  readonly baseSha: Sha;
}

/** One branch of the queue as GitHub lists it. */
export interface QueueRef {
  readonly ref: string;
  readonly headSha: Sha;
}

/** Where one member stands, read from what its own check says. */
export type MemberStanding =
  /** Its own check is green: it holds its slots, needs none, or its pods only warn. */
  | {
      readonly kind: 'passes';
      readonly because: string;
      /** What a gate's verdict stood on, beside how things stand now. */
      readonly stands?: { readonly basis: Basis | null; readonly shown: Standing };
    }
  | { readonly kind: 'fails'; readonly because: string }
  /** Its pods only observe, and post nothing. */
  | { readonly kind: 'observed' }
  /** Neither GitHub nor we know a pull request of this number. */
  | { readonly kind: 'unknown' };

export interface Member {
  readonly number: PullNumber;
  /** Null when the pull request is not known. */
  readonly pull: { readonly title: string; readonly url: string } | null;
  readonly standing: MemberStanding;
}
