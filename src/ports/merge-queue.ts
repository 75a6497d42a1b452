// What answering the merge queue needs: GitHub's queue branches, and rows of our own for the groups we were asked about.

import type { CheckName } from '../core/effect.ts';
import type { StageRules } from '../core/gates/model.ts';
import type { InstallationId, PullNumber, RepositoryId, Sha, TraceId } from '../core/ids.ts';
import type { Member, MergeGroup, QueueRef } from '../core/queue/model.ts';
import type { Location } from './github.ts';
import type { RenderedCheck, Writer } from './ledger.ts';

export interface QueueRefs {
  /** Every branch of every merge queue of the repository. Repeated without a change in between it costs no rate limit. */
  list(installation: InstallationId, at: Location): Promise<readonly QueueRef[]>;
}

export interface StoredGroup {
  readonly group: MergeGroup;
  readonly state: 'open' | 'ended';
}

export interface GroupVerdict {
  readonly name: CheckName;
  readonly members: readonly PullNumber[];
  /** Null: nothing is to be shown. */
  readonly check: Pick<RenderedCheck, 'body' | 'essenceHash'> | null;
  readonly trace: TraceId;
  /** Write the check even if it did not change. */
  readonly force: boolean;
}

/** One tenant's transaction about its merge groups. */
export interface GroupWriter extends Writer {
  group(repositoryId: RepositoryId, head: Sha): Promise<StoredGroup | null>;
  /** By what its gates go; null where they have no rules. */
  stageRules(repositoryId: RepositoryId): Promise<StageRules | null>;
  /** Groups that were asked about and did not end. */
  openGroups(repositoryId: RepositoryId): Promise<readonly MergeGroup[]>;
  /** Which of these heads were ever asked about. */
  knownHeads(repositoryId: RepositoryId, heads: readonly Sha[]): Promise<ReadonlySet<Sha>>;
  /** In the order of `numbers`; what each pull request's own check `name` says for its head. */
  members(
    repositoryId: RepositoryId,
    numbers: readonly PullNumber[],
    name: CheckName,
  ): Promise<readonly Member[]>;
  /** Stores the answer, with a delivery job when it changed. A group that ended stays so. */
  answer(group: MergeGroup, verdict: GroupVerdict): Promise<void>;
  /** Ends those whose branch is gone, unless they were answered only minutes ago: the branches may be listed late. */
  endGone(repositoryId: RepositoryId, heads: readonly Sha[], trace: TraceId): Promise<void>;
  /** It landed or was taken apart; also of groups never asked about, so that a late request is known to be late. */
  end(group: MergeGroup, name: CheckName, trace: TraceId): Promise<void>;
}

export interface MergeGroups {
  writing<T>(installation: InstallationId, work: (writer: GroupWriter) => Promise<T>): Promise<T>;
}
