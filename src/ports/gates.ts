// What judging gates needs of GitHub: one look at a pull request is one request, whatever its gates ask about.

import type { CheckState, DeclaredCheck, Known, Review, TreeFile } from '../core/gates/model.ts';
import type { InstallationId, PullNumber, Sha, UserId } from '../core/ids.ts';
import type { Location } from './github.ts';

/** What is asked beside the files. */
export interface GateQuestion {
  readonly pullNumber: PullNumber;
  readonly headSha: Sha;
  readonly baseRef: string;
  /** A path whose tree the evidence has to name; null: not asked. */
  readonly subject: string | null;
  readonly reviews: boolean;
  readonly checks: readonly DeclaredCheck[];
  /** Slugs of teams of the organisation that owns the repository. */
  readonly teams: readonly string[];
}

/**
 * The files of `.clos/`, `.clos/projects/` and `.clos/evidence/` (further folders are named and not entered), read as they are:
 * links are not followed. An empty list where there is no such folder.
 */
export type ClosFiles = Known<readonly TreeFile[]>;

export interface GateLook {
  /** The pull request as GitHub shows it at that moment; null where it shows none. */
  readonly pull: {
    readonly state: 'open' | 'closed';
    readonly headSha: string;
    readonly baseRef: string;
    readonly labels: readonly string[];
  } | null;
  /** When any of its branches was last pushed to; null where GitHub does not tell. */
  readonly pushedAt: string | null;
  /** As `GateReader.version`, of the same moment. */
  readonly version: Known<string | null>;
  readonly head: ClosFiles;
  /** At the tip of the base branch. */
  readonly base: ClosFiles;
  /** Id of the tree or blob at `subject`, null when there is none. */
  readonly subject: string | null;
  /** The newest opinion of each person who may write. */
  readonly reviews: Known<readonly Review[]>;
  /** The newest run of each declared check on the head that its app wrote; absent where there is none. */
  readonly checks: Known<readonly CheckState[]>;
  /** Ids of everybody in the team, child teams included. */
  readonly teams: Readonly<Record<string, Known<readonly UserId[]>>>;
}

export interface FilesAt {
  readonly files: ClosFiles;
  /** As `GateReader.version`, of these very files; null also where they could not be read. */
  readonly version: string | null;
}

export interface GateReader {
  /** One request; more only where a list is longer than a page, or a review is of a commit not looked at before. */
  look(installation: InstallationId, at: Location, question: GateQuestion): Promise<GateLook>;
  /** The same files at a branch, tag or commit; null: the default branch. */
  files(installation: InstallationId, at: Location, ref: string | null): Promise<FilesAt>;
  /**
   * What changes whenever anything under `.clos/` of the default branch does; null where there is no such folder. Repeated without a
   * change in between it costs no rate limit.
   */
  version(installation: InstallationId, at: Location): Promise<string | null>;
}
