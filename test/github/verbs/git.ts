// Moving branches: every push tells the app with `push`, opens a check suite for it, and moves the heads of open pull requests.

import { suitePayloadJson } from '../render/check.ts';
import { personJson, pushedCommitJson } from '../render/commit.ts';
import { pullJson } from '../render/pull.ts';
import { pushedRepositoryJson, repositoryPage } from '../render/repository.ts';
import { ensureSuite } from '../state/checks.ts';
import { FileTable } from '../state/files.ts';
import {
  addCommit,
  applyChanges,
  commitOf,
  commitsBetween,
  diff,
  type FileChanges,
  mergeBase,
  refreshStats,
  tipOf,
} from '../state/git.ts';
import type { Account, Commit, Json, Pull, Repository } from '../state/model.ts';
import { installationFor, nowIn, type World } from '../state/world.ts';
import { indexHead, touch } from './context.ts';

const noCommit = '0'.repeat(40);
const listedCommits = 2_048; // GitHub lists no more in a push payload

type NewCommit = { branch: string; changes: FileChanges; message: string; author: Account };

/** Adds a commit on top of a branch, without telling anyone. */
export function commitOn(world: World, repository: Repository, commit: NewCommit): Commit {
  const tip = repository.branches.get(commit.branch);
  const parent = tip === undefined ? null : commitOf(repository, tip);
  return addCommit(repository, {
    files: applyChanges(parent?.files ?? FileTable.empty, commit.changes),
    parents: parent === null ? [] : [parent.sha],
    message: commit.message,
    author: commit.author,
    date: nowIn(world),
  });
}

type Move = { branch: string; to: string | null; by: Account; forced?: boolean };

/** Points a branch elsewhere (or removes it) and tells everyone who would hear of it. */
export function moveBranch(
  world: World,
  repository: Repository,
  { branch, to, by, forced = false }: Move,
): void {
  const before = repository.branches.get(branch) ?? null;
  if (to === null) repository.branches.delete(branch);
  else repository.branches.set(branch, to);
  repository.pushedAt = nowIn(world);
  touch(world, repository);
  tellPush(world, repository, { branch, before, after: to, by, forced });
  if (to === null) return;
  openSuite(world, repository, { branch, before, sha: to, by });
  for (const pull of headedBy(repository, branch)) synchronize(world, pull, to, by);
}

type Push = { branch: string; before: string | null; after: string | null; by: Account; forced: boolean };

function tellPush(world: World, repository: Repository, push: Push): void {
  if (installationFor(world, repository) === null) return;
  world.emit({
    name: 'push',
    repository,
    sender: push.by,
    fields: () => pushFields(world, repository, push),
  });
}

function pushFields(world: World, repository: Repository, push: Push): Json {
  const { before, after, branch } = push;
  const fresh = after === null ? [] : newCommits(repository, before, after);
  const commits = fresh.map((commit) => {
    const parent = commit.parents[0];
    const old = parent === undefined ? FileTable.empty : commitOf(repository, parent).files;
    return pushedCommitJson(repository, commit, diff(old, commit.files));
  });
  const range = `${(before ?? noCommit).slice(0, 12)}...${(after ?? noCommit).slice(0, 12)}`;
  return {
    ref: `refs/heads/${branch}`,
    before: before ?? noCommit,
    after: after ?? noCommit,
    repository: pushedRepositoryJson(world, repository),
    pusher: personJson(push.by),
    created: before === null,
    deleted: after === null,
    forced: push.forced,
    base_ref: null,
    compare: `${repositoryPage(repository)}/compare/${range}`,
    commits,
    head_commit: commits.at(-1) ?? null,
  };
}

/** Bounded, and short for the usual case of one commit on top: a long history is not walked for each push. */
function newCommits(repository: Repository, before: string | null, after: string): Commit[] {
  const tip = commitOf(repository, after);
  if (before === null || tip.parents[0] === before) return [tip];
  return commitsBetween(repository, before, after).slice(-listedCommits);
}

type SuiteAt = { branch: string; before: string | null; sha: string; by: Account };

function openSuite(world: World, repository: Repository, { branch, before, sha, by }: SuiteAt): void {
  if (installationFor(world, repository) === null) return;
  const suite = ensureSuite(world, repository, {
    app: world.app,
    headSha: sha,
    headBranch: branch,
    before: before ?? noCommit,
  });
  world.emit({
    name: 'check_suite.requested',
    repository,
    sender: by,
    fields: () => ({ check_suite: suitePayloadJson(world, suite) }),
  });
}

/** Open pull requests from this branch: those of the repository itself and, for a fork, those of the repository it came from. */
function headedBy(repository: Repository, branch: string): Pull[] {
  const into = repository.forkOf === null ? [repository] : [repository, repository.forkOf];
  return into
    .flatMap((target) => [...(target.openByBranch.get(branch) ?? [])])
    .filter((pull) => pull.head.repository === repository);
}

function synchronize(world: World, pull: Pull, sha: string, by: Account): void {
  const before = pull.head.sha;
  if (before === sha) return;
  pull.head.sha = sha;
  pull.base.sha = tipOf(pull.repository, pull.base.ref).sha;
  pull.mergeBase = onTopOf(pull, before, sha)
    ? pull.mergeBase
    : mergeBase(pull.repository, pull.base.sha, sha);
  indexHead(pull, before);
  refreshStats(pull);
  touch(world, pull);
  world.emit({
    name: 'pull_request.synchronize',
    repository: pull.repository,
    sender: by,
    fields: () => ({ number: pull.number, pull_request: pullJson(world, pull), before, after: sha }),
  });
}

function onTopOf(pull: Pull, before: string, sha: string): boolean {
  const { parents } = commitOf(pull.repository, sha);
  return parents.length === 1 && parents[0] === before;
}
