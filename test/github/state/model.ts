// What exists on the simulated GitHub: plain values, linked by reference, named as GitHub names them.
// Times are whole-second ISO strings, as in every answer and payload GitHub sends.

import type { FileTable } from './files.ts';

export type Json = { [key: string]: unknown };
export type Level = 'read' | 'write' | 'admin';
export type Permissions = { [name: string]: Level };

export type Account = {
  readonly id: number;
  readonly nodeId: string;
  readonly login: string;
  readonly type: 'User' | 'Organization' | 'Bot';
  readonly createdAt: string;
};

export type AppRecord = {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly owner: Account;
  readonly createdAt: string;
};

export type Team = {
  readonly id: number;
  readonly organization: Account;
  readonly slug: string;
  readonly parent: Team | null;
  readonly members: Set<Account>;
};

export type Commit = {
  readonly sha: string;
  readonly treeSha: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: Account;
  readonly date: string;
  readonly files: FileTable;
};

export type Label = { readonly id: number; readonly name: string };

export type Review = {
  readonly id: number;
  readonly author: Account;
  readonly body: string | null;
  readonly commitSha: string;
  readonly submittedAt: string;
  state: 'approved' | 'changes_requested' | 'commented' | 'dismissed';
};

export type Reaction = {
  readonly id: number;
  readonly author: Account;
  readonly content: string; // one of `reactionNames`
  readonly createdAt: string;
};

export type Comment = {
  readonly id: number;
  readonly repository: Repository;
  readonly issueNumber: number;
  readonly author: Account;
  readonly byApp: boolean;
  readonly createdAt: string;
  readonly reactions: Reaction[];
  body: string;
  updatedAt: string;
};

export type Pull = {
  readonly id: number;
  readonly number: number;
  readonly repository: Repository;
  readonly author: Account;
  readonly createdAt: string;
  readonly head: { readonly repository: Repository; readonly ref: string; sha: string };
  base: { ref: string; sha: string };
  mergeBase: string;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  draft: boolean;
  updatedAt: string;
  closedAt: string | null;
  merged: { readonly at: string; readonly by: Account; readonly sha: string } | null;
  labels: readonly Label[];
  reviews: Review[];
  comments: Map<number, Comment>;
  stats: { commits: number; additions: number; deletions: number; files: number };
};

export type StateReason = 'completed' | 'not_planned' | 'duplicate' | 'reopened';

export type Issue = {
  readonly id: number;
  readonly number: number; // from the same row as those of the pull requests
  readonly repository: Repository;
  readonly author: Account;
  readonly createdAt: string;
  readonly comments: Map<number, Comment>;
  readonly reactions: Reaction[];
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  stateReason: StateReason | null;
  locked: boolean;
  inDiscussion: boolean; // it was converted to a discussion, and stays behind
  updatedAt: string;
  closed: { readonly at: string; readonly by: Account } | null;
  labels: readonly Label[];
};

/** What people talk about and label: GitHub's issue endpoints serve both alike. */
export type Subject = Issue | Pull;

/** What is left of an issue under its number: the way to where it was moved, or nothing. */
export type Gone = { readonly movedTo: Issue | null };

export type RequiredCheck = { readonly context: string; readonly appId: number | null };
export type Protection = { readonly checks: readonly RequiredCheck[]; readonly strict: boolean };

/** What a ruleset asks of a branch. A check bound to no app may come from any. */
export type Ruleset = {
  readonly checks: readonly RequiredCheck[];
  readonly mergeQueue: boolean;
};

/** A commit status: what apps and people set before there were checks, and some still do. */
export type CommitStatus = {
  readonly id: number;
  readonly sha: string;
  readonly context: string;
  readonly state: 'success' | 'failure' | 'error' | 'pending';
  readonly createdAt: string;
};

export type MergeGroup = {
  readonly repository: Repository;
  readonly branches: readonly string[]; // one per member, in order; the last is the head
  readonly headRef: string;
  readonly headSha: string;
  readonly baseRef: string;
  readonly baseSha: string;
  readonly pulls: readonly number[];
};

export type Repository = {
  readonly id: number;
  readonly createdAt: string;
  readonly forkOf: Repository | null;
  readonly commits: Map<string, Commit>; // shared by a repository and its forks, as git objects are on GitHub
  readonly branches: Map<string, string>;
  readonly pulls: Map<number, Pull>;
  readonly issues: Map<number, Issue>;
  readonly gone: Map<number, Gone>; // by number
  readonly pullsByHead: Map<string, Set<Pull>>; // by head SHA
  readonly openByBranch: Map<string, Set<Pull>>; // open ones, by head branch, whichever repository that is in
  readonly labels: Map<string, Label>;
  readonly suites: Map<string, CheckSuite>; // by app id and SHA
  readonly runsBySha: Map<string, CheckRun[]>;
  readonly protections: Map<string, Protection>;
  readonly collaborators: Map<string, Collaborator>;
  readonly mergeGroups: Map<string, MergeGroup>;
  readonly rulesets: Map<string, Ruleset>; // by branch
  readonly statuses: CommitStatus[];
  owner: Account;
  name: string;
  private: boolean;
  /** Then it is private too: https://docs.github.com/en/rest/repos/repos#get-a-repository (`visibility`). */
  internal: boolean;
  archived: boolean;
  hasPulls: boolean; // pull requests can be switched off
  defaultBranch: string;
  updatedAt: string;
  pushedAt: string;
  openPulls: number;
  openIssues: number;
  nextNumber: number;
};

export type Collaborator = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none';

export type CheckStatus = 'queued' | 'in_progress' | 'completed';
export type Conclusion =
  | 'success'
  | 'failure'
  | 'neutral'
  | 'cancelled'
  | 'skipped'
  | 'timed_out'
  | 'action_required'
  | 'stale';

export type CheckSuite = {
  readonly id: number;
  readonly repository: Repository;
  readonly app: AppRecord;
  readonly headSha: string;
  readonly headBranch: string | null;
  readonly before: string;
  readonly createdAt: string;
  readonly runs: CheckRun[];
  updatedAt: string;
  reopened: boolean; // a rerequest put it back to `queued`, whatever its runs say
};

export type CheckRun = {
  readonly id: number;
  readonly suite: CheckSuite;
  readonly annotations: Json[];
  name: string;
  externalId: string;
  detailsUrl: string | null;
  status: CheckStatus;
  conclusion: Conclusion | null;
  startedAt: string;
  completedAt: string | null;
  output: { title: string | null; summary: string | null; text: string | null };
  actions: readonly Json[];
};

export type Installation = {
  readonly id: number;
  readonly account: Account;
  readonly createdAt: string;
  updatedAt: string;
  permissions: Permissions;
  events: readonly string[];
  selection: 'all' | Set<number>;
  suspended: { readonly at: string; readonly by: Account } | null;
};

export type Token = {
  readonly installation: Installation;
  readonly expiresAt: number; // milliseconds
  readonly repositories: ReadonlySet<number> | null; // null: all that the installation has
  readonly permissions: Permissions;
};
