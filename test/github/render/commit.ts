// Commits and file differences as GitHub shows them in answers and in `push` and `check_suite` payloads.

import type { FileDiff } from '../state/git.ts';
import type { Account, Commit, Json, Repository } from '../state/model.ts';
import { nodeId, type World } from '../state/world.ts';
import { userJson } from './account.ts';
import { repositoryPage, repositoryUrl } from './repository.ts';

export function personJson(account: Account): Json {
  return { name: account.login, email: `${account.login.replace(/[[\]]/g, '')}@users.noreply.github.com` };
}

export function commitJson(world: World, repository: Repository, commit: Commit): Json {
  const root = repositoryUrl(world, repository);
  const page = repositoryPage(repository);
  const person = { ...personJson(commit.author), date: commit.date };
  return {
    sha: commit.sha,
    node_id: nodeId('C', Number.parseInt(commit.sha.slice(0, 8), 16)),
    commit: {
      author: person,
      committer: person,
      message: commit.message,
      tree: { sha: commit.treeSha, url: `${root}/git/trees/${commit.treeSha}` },
      url: `${root}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification: {
        verified: false,
        reason: 'unsigned',
        signature: null,
        payload: null,
        verified_at: null,
      },
    },
    url: `${root}/commits/${commit.sha}`,
    html_url: `${page}/commit/${commit.sha}`,
    comments_url: `${root}/commits/${commit.sha}/comments`,
    author: userJson(world, commit.author),
    committer: userJson(world, commit.author),
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${root}/commits/${sha}`,
      html_url: `${page}/commit/${sha}`,
    })),
  };
}

/** A commit as `push` lists it. */
export function pushedCommitJson(repository: Repository, commit: Commit, files: readonly FileDiff[]): Json {
  const person = { ...personJson(commit.author), username: commit.author.login };
  const paths = (status: FileDiff['status']) =>
    files.filter((file) => file.status === status).map(({ path }) => path);
  return {
    id: commit.sha,
    tree_id: commit.treeSha,
    distinct: true,
    message: commit.message,
    timestamp: commit.date,
    url: `${repositoryPage(repository)}/commit/${commit.sha}`,
    author: person,
    committer: person,
    added: paths('added'),
    removed: paths('removed'),
    modified: paths('modified'),
  };
}

/** A commit as check suites and merge groups show their head. */
export function headCommitJson(commit: Commit): Json {
  return {
    id: commit.sha,
    tree_id: commit.treeSha,
    message: commit.message,
    timestamp: commit.date,
    author: personJson(commit.author),
    committer: personJson(commit.author),
  };
}

export function fileJson(world: World, repository: Repository, sha: string, file: FileDiff): Json {
  const path = file.path.split('/').map(encodeURIComponent).join('/');
  return {
    sha: (file.after ?? file.before)?.sha ?? null,
    filename: file.path,
    ...(file.from === undefined ? {} : { previous_filename: file.from }),
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${repositoryPage(repository)}/blob/${sha}/${path}`,
    raw_url: `${repositoryPage(repository)}/raw/${sha}/${path}`,
    contents_url: `${repositoryUrl(world, repository)}/contents/${path}?ref=${sha}`,
  };
}
