// What the spine needs of GitHub. Answers come as GitHub wrote them where `webhooks/` already knows how to read the shape.
// Failures are Fault classes: TransientFault with `retryAfterSeconds` for limits and 5xx, TerminalFault otherwise.

import type { Permission } from '../core/commands/permission.ts';
import type { Reaction } from '../core/commands/ruling.ts';
import type { PullFacts, RepositoryFacts } from '../core/facts.ts';
import type { CommentId, InstallationId, IssueNumber, PullNumber, Sha, UserId } from '../core/ids.ts';
import type { RenderedCheck } from './ledger.ts';

export interface Location {
  readonly owner: string;
  readonly name: string;
}

/** A file on the default branch. `text` is null when it is no plain file of readable size; `problem` says why. */
export interface RemoteFile {
  readonly blobSha: string;
  readonly text: string | null;
  readonly problem: string | null;
}

export interface Repositories {
  list(installation: InstallationId): Promise<readonly RepositoryFacts[]>;
  /** The installation that really owns this repository, null when the app is not installed there. */
  installationOf(at: Location): Promise<InstallationId | null>;
  /** The repository that has this name now; null when there is none, or when it is archived. */
  active(installation: InstallationId, at: Location): Promise<RepositoryFacts | null>;
  /** On the default branch, or at `ref` (branch, tag or commit). Null when the file does not exist there. */
  file(
    installation: InstallationId,
    at: Location,
    path: string,
    ref?: string | null,
  ): Promise<RemoteFile | null>;
}

/** A pull request at one commit, into one branch. */
export type PullHead = Pick<PullFacts, 'number' | 'headSha' | 'baseRef'>;

export interface Pulls {
  /** The pull request object, null when GitHub answers 404. */
  get(installation: InstallationId, at: Location, number: PullNumber): Promise<unknown>;
  /**
   * All open pull requests. Repeated without a change in between it costs no rate limit. Null when GitHub answers 404: there is no such
   * repository, or its pull requests are switched off.
   */
  open(installation: InstallationId, at: Location): Promise<readonly unknown[] | null>;
  /**
   * Paths that this head changes against the base branch, old names of renamed files included; null when GitHub does not show all of
   * them (it lists at most 3,000). One request, and a few more from 300 files on. TransientFault when what it shows is of another head.
   */
  files(installation: InstallationId, at: Location, asked: PullHead): Promise<readonly string[] | null>;
}

/** One of our check runs as GitHub shows it. */
export interface ShownRun {
  readonly id: number;
  readonly name: string;
  readonly finished: boolean;
  readonly conclusion: string | null;
  readonly startedAt: string | null;
}

export interface CheckRuns {
  /** The newest of our runs of each name on the commit. Repeated without a change in between it costs no rate limit. */
  shown(installation: InstallationId, at: Location, head: Sha): Promise<readonly ShownRun[]>;
  /** The newest of our runs with this name and external id prefix on the commit. */
  find(
    installation: InstallationId,
    at: Location,
    head: Sha,
    name: string,
    externalIdPrefix: string,
  ): Promise<number | null>;
  create(
    installation: InstallationId,
    at: Location,
    check: {
      readonly name: string;
      readonly headSha: Sha;
      readonly externalId: string;
      readonly body: RenderedCheck['body'];
    },
  ): Promise<number>;
  /** False when GitHub no longer knows the run. Remarks are only ever added: those it has already are not sent again. */
  update(
    installation: InstallationId,
    at: Location,
    checkRunId: number,
    body: RenderedCheck['body'],
  ): Promise<boolean>;
}

export interface Comments {
  /** The oldest of our own comments since then that begins with the marker. Others' are passed over, whatever they copied. */
  find(
    installation: InstallationId,
    at: Location,
    number: PullNumber,
    marker: string,
    since: string,
  ): Promise<CommentId | null>;
  create(installation: InstallationId, at: Location, number: PullNumber, body: string): Promise<CommentId>;
  /** False when GitHub no longer knows the comment. */
  update(installation: InstallationId, at: Location, id: CommentId, body: string): Promise<boolean>;
  /** The same reaction again changes nothing. False when GitHub no longer knows the comment. */
  react(installation: InstallationId, at: Location, id: CommentId, reaction: Reaction): Promise<boolean>;
}

export interface Issues {
  /** The issue object; null when GitHub answers 404 or 410. Of a transferred one GitHub shows what it became, elsewhere. */
  get(installation: InstallationId, at: Location, number: IssueNumber): Promise<unknown>;
  /** All open ones with this label, pull requests among them. Repeated without a change in between it costs no rate limit. */
  labelled(installation: InstallationId, at: Location, label: string): Promise<readonly unknown[]>;
  /** The newest of our own issues with this label and since then that begins with the marker. */
  find(
    installation: InstallationId,
    at: Location,
    label: string,
    marker: string,
    since: string,
  ): Promise<IssueNumber | null>;
  create(
    installation: InstallationId,
    at: Location,
    issue: { readonly title: string; readonly body: string; readonly labels: readonly string[] },
  ): Promise<IssueNumber>;
  /** As not planned. Returns when it changed last, by GitHub's clock; null when GitHub no longer knows the issue. */
  close(installation: InstallationId, at: Location, number: IssueNumber): Promise<string | null>;
  /** GitHub makes a label that the repository does not have. False when it no longer knows the issue. */
  addLabel(installation: InstallationId, at: Location, number: IssueNumber, label: string): Promise<boolean>;
  removeLabel(installation: InstallationId, at: Location, number: IssueNumber, label: string): Promise<void>;
  /** Makes a label of the repository; one of that name stays as it is. `color` in six hex digits. */
  makeLabel(
    installation: InstallationId,
    at: Location,
    label: { readonly name: string; readonly color: string; readonly description: string },
  ): Promise<void>;
}

export interface Collaborators {
  /** What this login may do there now; null when GitHub knows no such account, or does not say. */
  permission(installation: InstallationId, at: Location, login: string): Promise<Permission | null>;
}

export interface AppDeliveries {
  /** Failed deliveries no older than `since`, the newest first and at most a thousand, that were not tried in vain too often. */
  failed(since: Date): Promise<readonly { readonly id: number; readonly guid: string }[]>;
  redeliver(id: number): Promise<void>;
}

export interface InstallationSeen {
  readonly id: InstallationId;
  readonly accountId: number;
  readonly accountLogin: string;
  readonly suspended: boolean;
}

export interface Installations {
  /** Null once it was deleted. */
  get(id: InstallationId): Promise<InstallationSeen | null>;
  list(): Promise<readonly InstallationSeen[]>;
}

export interface Accounts {
  /** The id of the account that has this login now; null when nobody has. */
  idOf(installation: InstallationId, login: string): Promise<UserId | null>;
}

export interface GitHub {
  readonly accounts: Accounts;
  readonly repositories: Repositories;
  readonly pulls: Pulls;
  readonly checkRuns: CheckRuns;
  readonly comments: Comments;
  readonly issues: Issues;
  readonly collaborators: Collaborators;
  readonly deliveries: AppDeliveries;
  readonly installations: Installations;
}
