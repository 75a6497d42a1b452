// What stage gates keep: what a repository declared, where its projects stand, what was judged, approved and waived.

import type { Basis } from '../core/basis.ts';
import type {
  Approval,
  GateConfiguration,
  GateFacts,
  ProjectReading,
  Transition,
  Waiver,
} from '../core/gates/model.ts';
import type { InstallationId, PullNumber, RepositoryId, Sha, TraceId } from '../core/ids.ts';
import type { CheckName } from '../core/effect.ts';
import type { ItemKey } from '../core/wip/model.ts';
import type { ChangedFiles, RenderedCheck, StoredPull, Writer } from './ledger.ts';

/** What the default branch said when it was last read. */
export interface StoredGates {
  /** As `GateReader.version`: the same means that nothing under `.clos/` changed. */
  readonly version: string | null;
  readonly configuration: GateConfiguration;
  readonly projects: readonly ProjectReading[];
  /** Of the rules in force: what `Basis.rules` is compared with. Null until they are read again after an upgrade. */
  readonly rulesHash: string | null;
}

/** Where a project stands, by the default branch. */
export interface StoredProject {
  readonly slug: string;
  readonly name: string;
  readonly pod: string | null;
  readonly stage: string;
  /** False once its file is gone. */
  readonly present: boolean;
}

export interface Judged {
  readonly pullNumber: PullNumber;
  readonly headSha: Sha;
  readonly transitions: readonly Transition[];
  /** What its check said; null when nothing was said. */
  readonly green: boolean | null;
  /** What it stood on; null: not known, so nothing of it counts any more. */
  readonly basis: Basis | null;
  /** Merged, and its history written. */
  readonly merged: boolean;
}

/** A step in a project's history. */
export interface Step {
  readonly project: Omit<StoredProject, 'present'>;
  /** Null when it was met for the first time. */
  readonly from: string | null;
  /** Null when its file was deleted. */
  readonly to: string | null;
  /** What was judged of it on the pull request that brought it; null when none did that we judged. */
  readonly judged: (Pick<Judged, 'pullNumber' | 'headSha'> & { readonly transition: Transition }) | null;
}

export type GateMemory = Pick<GateFacts, 'approvals' | 'waivers' | 'since'>;

/** One tenant's transaction about its gates. */
export interface GateWriter extends Writer {
  gates(repositoryId: RepositoryId): Promise<StoredGates | null>;
  /** As `gates`, and nobody saves others until the transaction ends; waits for whoever does. */
  holdGates(repositoryId: RepositoryId): Promise<StoredGates | null>;
  saveGates(repositoryId: RepositoryId, gates: StoredGates): Promise<void>;
  /** The pull request's row, locked until the transaction ends: nobody else judges its gates meanwhile. */
  lockPull(item: ItemKey): Promise<StoredPull | null>;
  saveFiles(item: ItemKey, files: ChangedFiles): Promise<void>;
  /** What people said about it that still counts, by the database clock, and since when projects are where they are. */
  memory(item: ItemKey): Promise<GateMemory>;
  judged(item: ItemKey): Promise<Judged | null>;
  /** False, and nothing is written, when a newer look was judged already. */
  saveJudged(
    item: ItemKey,
    judged: Omit<Judged, 'pullNumber' | 'merged'> & {
      readonly readAt: string;
      readonly wakeAt: string | null;
    },
  ): Promise<boolean>;
  /** Its history is written: nothing it did counts again. */
  saveMerged(item: ItemKey, headSha: Sha): Promise<void>;
  /** The last judgements that asked for this stage of this project, the newest first. */
  judgedFor(repositoryId: RepositoryId, slug: string, to: string): Promise<readonly Judged[]>;
  /** Stores what the check should say, with its delivery job; true when that changed, or when it is forced. */
  desireCheck(
    check: RenderedCheck,
    options: { readonly trace: TraceId; readonly force: boolean },
  ): Promise<boolean>;
  /** The commit that its check of this name was last made to stand on; null where there is none. */
  shownHead(item: ItemKey, name: CheckName): Promise<Sha | null>;
  /** Whether our comment about its gates was ever wanted. */
  commented(item: ItemKey): Promise<boolean>;
  saveApproval(item: ItemKey, approval: Approval): Promise<void>;
  saveWaiver(repositoryId: RepositoryId, waiver: Waiver): Promise<void>;
  /** Every project ever seen; until the transaction ends nobody else moves one of them, or brings a new one. */
  lockProjects(repositoryId: RepositoryId): Promise<readonly StoredProject[]>;
  /** Moves the project and writes its history, once. */
  record(repositoryId: RepositoryId, step: Step, trace: TraceId): Promise<void>;
  /** Open pull requests whose answer time alone changes by now, and those whose head nobody judged. */
  dueGates(): Promise<readonly ItemKey[]>;
}

export interface GateRecords {
  writing<T>(installation: InstallationId, work: (writer: GateWriter) => Promise<T>): Promise<T>;
}
