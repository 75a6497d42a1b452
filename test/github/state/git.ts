// Commits, branches and diffs, as far as GitHub's API shows them: a commit holds its whole file table, so a tree, a content
// look-up and a diff are map operations. A branch only ever points at a commit its network has.

import { createHash } from 'node:crypto';
import type { Blob, FileMode, FileTable } from './files.ts';
import type { Account, Commit, Pull, Repository } from './model.ts';

export type FileChange = string | null | { readonly text: string; readonly mode: FileMode };
export type FileChanges = { readonly [path: string]: FileChange };

export type FileDiff = {
  readonly path: string;
  readonly from?: string; // of a renamed one
  readonly status: 'added' | 'removed' | 'modified' | 'renamed';
  readonly before: Blob | null;
  readonly after: Blob | null;
  readonly additions: number;
  readonly deletions: number;
};

function sha1(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

function toBlob(change: Exclude<FileChange, null>): Blob {
  const { text, mode } = typeof change === 'string' ? { text: change, mode: '100644' as const } : change;
  return { text, mode, sha: mode === '160000' ? text : sha1(`blob ${Buffer.byteLength(text)}\0${text}`) };
}

export function applyChanges(files: FileTable, changes: FileChanges): FileTable {
  return files.with(
    Object.entries(changes).map(([path, change]) => [path, change === null ? null : toBlob(change)]),
  );
}

type NewCommit = {
  files: FileTable;
  parents: readonly string[];
  message: string;
  author: Account;
  date: string;
};

/** The SHA covers a counter: GitHub's commits differ by time, and two of ours may be made in the same second. */
export function addCommit(repository: Repository, commit: NewCommit): Commit {
  const { sha: treeSha } = commit.files;
  const sha = sha1(
    `${treeSha} ${commit.parents.join(' ')} ${commit.message} ${commit.date} ${repository.commits.size}`,
  );
  const added: Commit = { ...commit, sha, treeSha };
  repository.commits.set(sha, added);
  return added;
}

export function commitOf(repository: Repository, sha: string): Commit {
  const found = repository.commits.get(sha);
  if (found === undefined) throw new Error(`no commit ${sha}`);
  return found;
}

export function tipOf(repository: Repository, branch: string): Commit {
  const sha = repository.branches.get(branch);
  if (sha === undefined)
    throw new Error(`${repository.owner.login}/${repository.name} has no branch ${branch}`);
  return commitOf(repository, sha);
}

/** A SHA, a branch, `heads/…`, `refs/heads/…` or a pull request's head: whatever GitHub takes as a ref. */
export function resolveRef(repository: Repository, ref: string): Commit | null {
  const name = ref.replace(/^refs\//, '').replace(/^heads\//, '');
  const pull = /^pull\/(\d+)\/head$/.exec(name);
  const head = pull === null ? undefined : repository.pulls.get(Number(pull[1]))?.head.sha;
  const sha = head ?? repository.branches.get(name) ?? repository.branches.get(ref) ?? ref;
  return repository.commits.get(sha) ?? null;
}

function ancestors(repository: Repository, start: string): Set<string> {
  const seen = new Set<string>();
  const open = [start];
  for (let sha = open.pop(); sha !== undefined; sha = open.pop()) {
    if (seen.has(sha)) continue;
    seen.add(sha);
    open.push(...(repository.commits.get(sha)?.parents ?? []));
  }
  return seen;
}

/** The newest commit both sides have; breadth first from `head`, so the nearest one wins. */
export function mergeBase(repository: Repository, base: string, head: string): string {
  const known = ancestors(repository, base);
  const queue = [head];
  for (const sha of queue) {
    if (known.has(sha)) return sha;
    queue.push(...(repository.commits.get(sha)?.parents ?? []));
  }
  return base;
}

/** Walks first parents only; null when that does not lead straight from `head` down to `base`. */
function straightLine(repository: Repository, base: string, head: string): Commit[] | null {
  const found: Commit[] = [];
  for (let sha: string | undefined = head; sha !== base; ) {
    const commit: Commit | undefined = sha === undefined ? undefined : repository.commits.get(sha);
    if (commit === undefined || commit.parents.length > 1) return null;
    found.push(commit);
    sha = commit.parents[0];
  }
  return found.reverse();
}

/** Commits on `head` that `base` does not have, oldest first. */
export function commitsBetween(repository: Repository, base: string, head: string): Commit[] {
  const straight = straightLine(repository, base, head);
  if (straight !== null) return straight;
  const known = ancestors(repository, base);
  const found: Commit[] = [];
  const queue = [head];
  const seen = new Set(queue);
  for (const sha of queue) {
    const commit = repository.commits.get(sha);
    if (commit === undefined || known.has(sha)) continue;
    found.push(commit);
    for (const parent of commit.parents) if (!seen.has(parent)) queue.push(parent);
    for (const parent of commit.parents) seen.add(parent);
  }
  return found.reverse();
}

function lines(blob: Blob | null): number {
  if (blob === null || blob.text === '') return 0;
  return blob.text.split('\n').length - (blob.text.endsWith('\n') ? 1 : 0);
}

export function diff(before: FileTable, after: FileTable): FileDiff[] {
  return before.changedPaths(after).map((path) => {
    const old = before.get(path) ?? null;
    const fresh = after.get(path) ?? null;
    const status = old === null ? 'added' : fresh === null ? 'removed' : 'modified';
    return { path, status, before: old, after: fresh, additions: lines(fresh), deletions: lines(old) };
  });
}

/** A file that went away and came back elsewhere, unchanged, counts as renamed (GitHub goes by likeness). */
export function withRenames(files: readonly FileDiff[]): FileDiff[] {
  const gone = files.filter(({ status }) => status === 'removed');
  const moved = new Map<FileDiff, FileDiff>();
  for (const file of files) {
    if (file.status !== 'added' || file.after?.text === '') continue;
    const index = gone.findIndex(({ before }) => before?.sha === file.after?.sha);
    const [old] = index < 0 ? [] : gone.splice(index, 1);
    if (old !== undefined) moved.set(file, old);
  }
  const left = new Set(moved.values());
  return files.flatMap((file) => {
    if (left.has(file)) return [];
    const old = moved.get(file);
    if (old === undefined) return [file];
    const rest = { status: 'renamed' as const, from: old.path, additions: 0, deletions: 0 };
    return [{ ...file, ...rest, before: old.before }];
  });
}

export function pullDiff(pull: Pull): FileDiff[] {
  const { repository } = pull;
  return diff(commitOf(repository, pull.mergeBase).files, commitOf(repository, pull.head.sha).files);
}

/** Files both sides changed, differently: GitHub calls such a pull request conflicting and refuses to merge it. */
export function conflicts(pull: Pull): string[] {
  const { repository } = pull;
  const base = repository.branches.get(pull.base.ref);
  if (base === undefined || base === pull.mergeBase) return [];
  const theirs = commitOf(repository, base).files;
  const ours = commitOf(repository, pull.mergeBase).files;
  return pullDiff(pull)
    .filter(
      ({ path, after }) =>
        theirs.get(path)?.sha !== ours.get(path)?.sha && theirs.get(path)?.sha !== after?.sha,
    )
    .map(({ path }) => path);
}

export function mergedFiles(onto: FileTable, pull: Pull): FileTable {
  return onto.with(pullDiff(pull).map(({ path, after }) => [path, after]));
}

export function refreshStats(pull: Pull): void {
  const files = pullDiff(pull);
  pull.stats = {
    commits: commitsBetween(pull.repository, pull.mergeBase, pull.head.sha).length,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    files: files.length,
  };
}
