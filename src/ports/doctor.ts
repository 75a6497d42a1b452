// What the doctor needs to look at: GitHub's settings around the app, and rows that tell of trouble. It reads; the one thing it
// writes besides its check is the audit log, when somebody else's check has a name of ours.

import type {
  AppSeen,
  FrozenPod,
  HookSeen,
  InstallationApproved,
  Lack,
  RequiredCheck,
  RunSeen,
} from '../core/doctor/facts.ts';
import type { InstallationId, RepositoryId, Sha, TraceId } from '../core/ids.ts';
import type { Mode } from '../core/policy.ts';
import type { Location } from './github.ts';

export interface BranchSeen {
  readonly headSha: Sha;
  /** By branch protection and rulesets together; null when protection hides it. */
  readonly required: readonly RequiredCheck[] | null;
  readonly mergeQueue: boolean;
}

export interface Examiner {
  /** The app as registered, and GitHub's clock, whole seconds, at the middle of the call. */
  app(): Promise<{ readonly app: AppSeen; readonly githubAt: string }>;
  hook(): Promise<HookSeen>;
  /** Deliveries since then whose newest attempt failed. */
  failed(since: Date): Promise<readonly { readonly guid: string; readonly event: string }[]>;
  installations(): Promise<readonly InstallationApproved[]>;
  /** What the repository does not have, or does not let us read. */
  lacks(installation: InstallationId, at: Location): Promise<readonly Lack['lacks'][]>;
  branch(installation: InstallationId, at: Location, branch: string): Promise<BranchSeen>;
  /** The newest run of each app on the commit whose name starts with `prefix`. */
  runs(installation: InstallationId, at: Location, head: Sha, prefix: string): Promise<readonly RunSeen[]>;
  /** The contexts of the commit's statuses; null when the app may not read them. */
  statuses(installation: InstallationId, at: Location, head: Sha): Promise<readonly string[] | null>;
}

export interface DoctorRecords {
  /** What each pod does over its limit, by the pod's key. */
  modes(installation: InstallationId): Promise<ReadonlyMap<string, Mode>>;
  mergedWithoutSlot(installation: InstallationId): Promise<number>;
  frozen(installation: InstallationId): Promise<readonly Omit<FrozenPod, 'account'>[]>;
  /** One audit event for each run that has none yet; returns how many were new. */
  foreignRuns(
    installation: InstallationId,
    repositoryId: RepositoryId,
    runs: readonly RunSeen[],
    trace: TraceId,
  ): Promise<number>;
}
