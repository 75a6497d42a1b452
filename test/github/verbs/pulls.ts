// The life of a pull request. Each verb changes the state first, then tells the app in the order GitHub would.

import { labelJson, pullJson } from '../render/pull.ts';
import {
  addCommit,
  commitOf,
  type FileChanges,
  mergeBase,
  mergedFiles,
  refreshStats,
  tipOf,
} from '../state/git.ts';
import type { Account, Json, Pull, Repository } from '../state/model.ts';
import {
  ensureAccount,
  ensureLabel,
  nowIn,
  pullNumbered,
  repositoryNamed,
  type World,
} from '../state/world.ts';
import { actor, type By, indexHead, takeNumber, touch } from './context.ts';
import { commitOn, moveBranch } from './git.ts';
import { forkRepository } from './repositories.ts';

export type NewPull = {
  readonly title?: string;
  readonly body?: string | null;
  readonly author?: string;
  readonly branch?: string;
  readonly base?: string;
  readonly draft?: boolean;
  readonly labels?: readonly string[];
  readonly fork?: string; // login of the owner of the fork it comes from
  readonly files?: FileChanges;
};

export function tellPull(world: World, action: string, pull: Pull, sender: Account, more: Json = {}): void {
  const fields = () => ({ number: pull.number, pull_request: pullJson(world, pull), ...more });
  world.emit({ name: `pull_request.${action}`, repository: pull.repository, sender, fields });
}

/** Without `files` the branch gets one file of its own, so no two pull requests conflict by accident. */
export function openPull(world: World, name: string, given: NewPull = {}): Pull {
  const repository = repositoryNamed(world, name);
  const author = ensureAccount(world, given.author ?? given.fork ?? 'octocat');
  const number = takeNumber(repository);
  const source = given.fork === undefined ? repository : forkRepository(world, repository, given.fork);
  const base = given.base ?? repository.defaultBranch;
  const branch = given.branch ?? `change-${number}`;
  const start = tipOf(repository, base).sha;
  const title = given.title ?? `Change ${number}`;
  if (!source.branches.has(branch) || given.files !== undefined) {
    pushTo(world, source, {
      branch,
      from: start,
      changes: given.files ?? { [`changes/${branch}.md`]: `${title}\n` },
      author,
    });
  }
  const pull = makePull(world, repository, {
    number,
    author,
    title,
    given,
    base: { ref: base, sha: start },
    source,
    branch,
  });
  tellPull(world, 'opened', pull, author);
  for (const label of pull.labels)
    tellPull(world, 'labeled', pull, author, { label: labelJson(world, repository, label) });
  return pull;
}

type Making = {
  number: number;
  author: Account;
  title: string;
  given: NewPull;
  base: { ref: string; sha: string };
  source: Repository;
  branch: string;
};

function makePull(world: World, repository: Repository, making: Making): Pull {
  const { number, author, title, given, base, source, branch } = making;
  const at = nowIn(world);
  const sha = tipOf(source, branch).sha;
  const straight = commitOf(repository, sha).parents[0] === base.sha;
  const pull: Pull = {
    id: world.nextId(),
    number,
    repository,
    author,
    createdAt: at,
    updatedAt: at,
    closedAt: null,
    head: { repository: source, ref: branch, sha },
    base,
    mergeBase: straight ? base.sha : mergeBase(repository, base.sha, sha),
    title,
    body: given.body ?? null,
    state: 'open',
    draft: given.draft ?? false,
    merged: null,
    labels: (given.labels ?? []).map((label) => ensureLabel(world, repository, label)),
    reviews: [],
    comments: new Map(),
    stats: { commits: 0, additions: 0, deletions: 0, files: 0 },
  };
  refreshStats(pull);
  repository.pulls.set(number, pull);
  setOpen(pull, true);
  indexHead(pull, null);
  return pull;
}

/** Keeps the count and the index of open pull requests with the state. */
export function setOpen(pull: Pull, open: boolean): void {
  const { repository, head } = pull;
  const same = repository.openByBranch.get(head.ref) ?? new Set();
  if (open) same.add(pull);
  else same.delete(pull);
  if (same.size === 0) repository.openByBranch.delete(head.ref);
  else repository.openByBranch.set(head.ref, same);
  repository.openPulls += open ? 1 : -1;
  pull.state = open ? 'open' : 'closed';
}

type PushTo = { branch: string; from: string; changes: FileChanges; author: Account };

function pushTo(world: World, repository: Repository, { branch, from, changes, author }: PushTo): void {
  const fresh = !repository.branches.has(branch);
  if (fresh) repository.branches.set(branch, from);
  const commit = commitOn(world, repository, { branch, changes, message: `Work on ${branch}`, author });
  if (fresh) repository.branches.delete(branch); // so that the push is told as the creation it is
  moveBranch(world, repository, { branch, to: commit.sha, by: author });
}

export function push(
  world: World,
  name: string,
  number: number,
  given: { files?: FileChanges } & By = {},
): string {
  const pull = pullNumbered(world, name, number);
  const author = given.as === undefined ? pull.author : ensureAccount(world, given.as);
  const { repository, ref, sha } = pull.head;
  const changes = given.files ?? { [`changes/${ref}.md`]: `${pull.title}\n${sha}\n` };
  pushTo(world, repository, { branch: ref, from: sha, changes, author });
  return pull.head.sha;
}

/** Rewrites the branch as one new commit on top of the base: the head moves and the old commit is no ancestor. */
export function forcePush(
  world: World,
  name: string,
  number: number,
  given: { files?: FileChanges } & By = {},
): string {
  const pull = pullNumbered(world, name, number);
  const author = given.as === undefined ? pull.author : ensureAccount(world, given.as);
  const { repository, ref } = pull.head;
  const base = tipOf(pull.repository, pull.base.ref);
  const files = given.files === undefined ? mergedFiles(base.files, pull) : base.files;
  const at = { files, parents: [base.sha], message: `Rewrite ${ref}`, author, date: nowIn(world) };
  const rewritten = addCommit(repository, at);
  const changes = given.files ?? {};
  repository.branches.set(ref, rewritten.sha);
  const tip =
    Object.keys(changes).length === 0
      ? rewritten
      : commitOn(world, repository, { branch: ref, changes, message: 'More', author });
  repository.branches.set(ref, pull.head.sha);
  moveBranch(world, repository, { branch: ref, to: tip.sha, by: author, forced: true });
  return pull.head.sha;
}

/** Forces the branch to a commit that is there already: one that was pushed over comes back under its own SHA. */
export function restoreHead(world: World, name: string, number: number, sha: string, by?: By): void {
  const pull = pullNumbered(world, name, number);
  const author = actor(world, by, pull.author);
  moveBranch(world, pull.head.repository, { branch: pull.head.ref, to: sha, by: author, forced: true });
}

export type PullEdit = { readonly title?: string; readonly body?: string | null; readonly base?: string };

export function editPull(world: World, name: string, number: number, edit: PullEdit, by?: By): Pull {
  const pull = pullNumbered(world, name, number);
  const changes: Json = {};
  if (edit.title !== undefined && edit.title !== pull.title) {
    changes.title = { from: pull.title };
    pull.title = edit.title;
  }
  if (edit.body !== undefined && edit.body !== pull.body) {
    changes.body = { from: pull.body ?? '' };
    pull.body = edit.body;
  }
  if (edit.base !== undefined && edit.base !== pull.base.ref) {
    changes.base = { ref: { from: pull.base.ref }, sha: { from: pull.base.sha } };
    pull.base = { ref: edit.base, sha: tipOf(pull.repository, edit.base).sha };
    pull.mergeBase = mergeBase(pull.repository, pull.base.sha, pull.head.sha);
    refreshStats(pull);
  }
  touch(world, pull);
  tellPull(world, 'edited', pull, actor(world, by, pull.author), { changes });
  return pull;
}

export function setDraft(world: World, name: string, number: number, draft: boolean, by?: By): Pull {
  const pull = pullNumbered(world, name, number);
  if (pull.draft === draft) return pull;
  pull.draft = draft;
  touch(world, pull);
  tellPull(world, draft ? 'converted_to_draft' : 'ready_for_review', pull, actor(world, by, pull.author));
  return pull;
}

export function closePull(world: World, name: string, number: number, by?: By): Pull {
  const pull = pullNumbered(world, name, number);
  if (pull.state === 'closed') return pull;
  setOpen(pull, false);
  pull.closedAt = nowIn(world);
  touch(world, pull);
  tellPull(world, 'closed', pull, actor(world, by, pull.author));
  return pull;
}

export function reopenPull(world: World, name: string, number: number, by?: By): Pull {
  const pull = pullNumbered(world, name, number);
  if (pull.merged !== null) throw new Error(`${name}#${number} is merged and cannot be reopened`);
  if (pull.state === 'open') return pull;
  setOpen(pull, true);
  pull.closedAt = null;
  touch(world, pull);
  tellPull(world, 'reopened', pull, actor(world, by, pull.author));
  return pull;
}
