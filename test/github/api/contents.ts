// A repository and what is in it: files, trees, branches, commits. Limits are GitHub's: a file over 1 MB comes without content.

import { userJson } from '../render/account.ts';
import { commitJson } from '../render/commit.ts';
import { pullSimpleJson } from '../render/pull.ts';
import { fullRepositoryJson, repositoryPage, repositoryUrl } from '../render/repository.ts';
import type { Blob } from '../state/files.ts';
import { resolveRef } from '../state/git.ts';
import type { Commit, Json, Repository } from '../state/model.ts';
import { entryAt, isTree, type Tree } from '../state/trees.ts';
import { nodeId, type World } from '../state/world.ts';
import {
  type Answer,
  ApiError,
  type Call,
  listing,
  notFound,
  type Route,
  reads,
  repositoryOf,
} from './route.ts';

const largestWithContent = 1_048_576; // bytes; above this `content` is empty and `encoding` is `none`
const largestAtAll = 104_857_600;
const directoryEntries = 1_000;
const contents = reads('contents');

function commitAt(repository: Repository, ref: string): Commit {
  const found = resolveRef(repository, ref);
  if (found === null) throw new ApiError(422, `No commit found for SHA: ${ref}`);
  return found;
}

type Place = { world: World; repository: Repository; ref: string };

function itemJson({ world, repository, ref }: Place, path: string, item: Json): Json {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  const url = `${repositoryUrl(world, repository)}/contents/${encoded}?ref=${encodeURIComponent(ref)}`;
  const kind = item.type === 'dir' ? 'trees' : 'blobs';
  const git = `${repositoryUrl(world, repository)}/git/${kind}/${String(item.sha)}`;
  const page = `${repositoryPage(repository)}/${item.type === 'dir' ? 'tree' : 'blob'}/${ref}/${encoded}`;
  const raw =
    item.type === 'dir'
      ? null
      : `https://raw.githubusercontent.com/${repository.owner.login}/${repository.name}/${ref}/${encoded}`;
  return {
    name: path.split('/').at(-1) ?? path,
    path,
    url,
    git_url: git,
    html_url: page,
    download_url: raw,
    ...item,
    _links: { self: url, git, html: page },
  };
}

function fileAnswer(place: Place, path: string, blob: Blob): Answer {
  const size = Buffer.byteLength(blob.text);
  if (size > largestAtAll) throw new ApiError(403, 'This API returns blobs up to 100 MB in size.');
  if (blob.mode === '120000') return symlinkAnswer(place, path, blob);
  if (blob.mode === '160000') {
    const item = {
      type: 'submodule',
      sha: blob.sha,
      size: 0,
      submodule_git_url: 'https://github.com/elsewhere/part.git',
    };
    return { status: 200, body: itemJson(place, path, item) };
  }
  const withContent = size <= largestWithContent;
  const base64 = Buffer.from(blob.text).toString('base64').replace(/.{60}/g, '$&\n');
  const content = withContent ? { content: base64, encoding: 'base64' } : { content: '', encoding: 'none' };
  return { status: 200, body: itemJson(place, path, { type: 'file', sha: blob.sha, size, ...content }) };
}

/** GitHub follows a link to a file of the repository and answers with that file; others are shown as links. */
function symlinkAnswer(place: Place, path: string, blob: Blob): Answer {
  const directory = path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : '';
  const target = new URL(blob.text, `file:///${directory}`).pathname.slice(1);
  const file = commitAt(place.repository, place.ref).files.get(target);
  if (file !== undefined && file.mode !== '120000') return fileAnswer(place, path, file);
  const item = { type: 'symlink', sha: blob.sha, size: Buffer.byteLength(blob.text), target: blob.text };
  return { status: 200, body: itemJson(place, path, item) };
}

function directoryAnswer(place: Place, path: string, tree: Tree): Answer {
  const prefix = path === '' ? '' : `${path}/`;
  const shown = [...tree.entries].slice(0, directoryEntries);
  const body = shown.map(([name, entry]) => itemJson(place, prefix + name, listed(entry)));
  return { status: 200, body };
}

/** In a list a submodule is called a file, for the sake of old clients. */
function listed(entry: Tree | Blob): Json {
  const { sha } = entry;
  if (isTree(entry)) return { type: 'dir', sha, size: 0 };
  if (entry.mode === '160000') return { type: 'file', sha, size: 0 };
  const type = entry.mode === '120000' ? 'symlink' : 'file';
  return { type, sha, size: Buffer.byteLength(entry.text) };
}

function getContent(call: Call): Answer {
  const repository = repositoryOf(call, contents);
  const path = (call.params.path ?? '').replace(/^\/+|\/+$/g, '');
  const ref = call.query.ref ?? repository.defaultBranch;
  const commit = resolveRef(repository, ref);
  if (commit === null) throw new ApiError(404, `No commit found for the ref ${ref}`);
  const place = { world: call.world, repository, ref };
  const entry = entryAt(commit.files, path);
  if (entry === null) throw notFound();
  return isTree(entry) ? directoryAnswer(place, path, entry) : fileAnswer(place, path, entry);
}

/** Only whole trees are kept, so a tree is named by its commit, branch or own SHA and always starts at the root. */
function getTree(call: Call): Answer {
  const repository = gitOf(call);
  const wanted = call.params.tree_sha ?? '';
  const commit =
    resolveRef(repository, wanted) ??
    [...repository.commits.values()].find(({ treeSha }) => treeSha === wanted);
  if (commit === undefined) throw notFound();
  const root = `${repositoryUrl(call.world, repository)}/git`;
  const all = [...commit.files].flatMap(([path, blob]) => treeEntry(root, path, blob));
  const folders = new Set([...commit.files].flatMap(([path]) => parents(path)));
  const trees = [...folders].map((path) => ({
    path,
    mode: '040000',
    type: 'tree',
    sha: entryAt(commit.files, path)?.sha ?? '',
    url: `${root}/trees/${entryAt(commit.files, path)?.sha}`,
  }));
  const recursive = call.query.recursive !== undefined;
  const shown = [...all, ...trees].filter(({ path }) => recursive || !path.includes('/'));
  const tree = shown.sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    status: 200,
    body: { sha: commit.treeSha, url: `${root}/trees/${commit.treeSha}`, truncated: false, tree },
  };
}

function treeEntry(root: string, path: string, blob: Blob) {
  return [
    {
      path,
      mode: blob.mode,
      type: blob.mode === '160000' ? 'commit' : 'blob',
      sha: blob.sha,
      size: Buffer.byteLength(blob.text),
      url: `${root}/blobs/${blob.sha}`,
    },
  ];
}

function parents(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function getBranch(call: Call): Answer {
  const repository = repositoryOf(call, contents);
  const name = call.params.branch ?? '';
  const sha = repository.branches.get(name);
  const commit = sha === undefined ? undefined : repository.commits.get(sha);
  if (commit === undefined) throw new ApiError(404, 'Branch not found');
  const protection = repository.protections.get(name);
  const url = `${repositoryUrl(call.world, repository)}/branches/${encodeURIComponent(name)}`;
  const level = protection === undefined ? 'off' : 'non_admins';
  const contexts = (protection?.checks ?? []).map(({ context }) => context);
  const checks = (protection?.checks ?? []).map(({ context, appId }) => ({ context, app_id: appId }));
  return {
    status: 200,
    body: {
      name,
      commit: commitJson(call.world, repository, commit),
      _links: { self: url, html: `${repositoryPage(repository)}/tree/${name}` },
      protected: protection !== undefined,
      protection: {
        enabled: protection !== undefined,
        required_status_checks: { enforcement_level: level, contexts, checks },
      },
      protection_url: `${url}/protection`,
    },
  };
}

function getProtection(call: Call): Answer {
  const repository = repositoryOf(call, reads('administration'));
  const name = call.params.branch ?? '';
  const protection = repository.protections.get(name);
  if (protection === undefined) throw new ApiError(404, 'Branch not protected');
  const url = `${repositoryUrl(call.world, repository)}/branches/${encodeURIComponent(name)}/protection`;
  const checks = protection.checks.map(({ context, appId }) => ({ context, app_id: appId }));
  const required = {
    url: `${url}/required_status_checks`,
    strict: protection.strict,
    contexts: checks.map(({ context }) => context),
  };
  const contextsUrl = `${url}/required_status_checks/contexts`;
  const off = { enabled: false };
  return {
    status: 200,
    body: {
      url,
      required_status_checks: { ...required, contexts_url: contextsUrl, checks },
      enforce_admins: { url: `${url}/enforce_admins`, enabled: false },
      required_linear_history: off,
      allow_force_pushes: off,
      allow_deletions: off,
    },
  };
}

function getCommit(call: Call): Answer {
  const repository = repositoryOf(call, contents);
  return {
    status: 200,
    body: commitJson(call.world, repository, commitAt(repository, call.params.ref ?? '')),
  };
}

function refJson(world: World, repository: Repository, name: string, sha: string): Json {
  const root = `${repositoryUrl(world, repository)}/git`;
  return {
    ref: `refs/heads/${name}`,
    node_id: nodeId('REF', repository.id),
    url: `${root}/refs/heads/${name}`,
    object: { sha, type: 'commit', url: `${root}/commits/${sha}` },
  };
}

const branchNamed = (ref: string | undefined): string => (ref ?? '').replace(/^heads\//, '');

/**
 * Whatever is asked of git's own database answers 409 while there is no commit
 * (https://docs.github.com/en/rest/guides/using-the-rest-api-to-interact-with-your-git-database).
 */
function gitOf(call: Call): Repository {
  const repository = repositoryOf(call, contents);
  if (repository.branches.size === 0) throw new ApiError(409, 'Git Repository is empty.');
  return repository;
}

function getRef(call: Call): Answer {
  const repository = gitOf(call);
  const name = branchNamed(call.params.ref);
  const sha = repository.branches.get(name);
  if (sha === undefined) throw notFound();
  return { status: 200, body: refJson(call.world, repository, name, sha) };
}

/** All at once, without pages. */
function matchingRefs(call: Call): Answer {
  const repository = gitOf(call);
  const start = branchNamed(call.params.ref);
  const found = [...repository.branches].filter(([name]) => name.startsWith(start)).sort();
  return { status: 200, body: found.map(([name, sha]) => refJson(call.world, repository, name, sha)) };
}

function pullsOfCommit(call: Call): Answer {
  const repository = repositoryOf(call, reads('pull_requests', 'contents'));
  const { sha } = commitAt(repository, call.params.commit_sha ?? '');
  const heads = [...(repository.pullsByHead.get(sha) ?? [])];
  const merged = [...repository.pulls.values()].filter((pull) => pull.merged?.sha === sha);
  return listing(call, [...new Set([...heads, ...merged])], (pull) => pullSimpleJson(call.world, pull));
}

const legacy = {
  admin: 'admin',
  maintain: 'write',
  write: 'write',
  triage: 'read',
  read: 'read',
  none: 'none',
} as const;

function getPermission(call: Call): Answer {
  const repository = repositoryOf(call, reads('metadata'));
  const account = call.world.accounts.get((call.params.username ?? '').toLowerCase());
  if (account === undefined) throw notFound();
  const owns = account.id === repository.owner.id;
  const role = owns
    ? 'admin'
    : (repository.collaborators.get(account.login.toLowerCase()) ?? (repository.private ? 'none' : 'read'));
  const permissions = {
    pull: role !== 'none',
    triage: !['none', 'read'].includes(role),
    push: ['admin', 'maintain', 'write'].includes(role),
    maintain: ['admin', 'maintain'].includes(role),
    admin: role === 'admin',
  };
  const user = { ...userJson(call.world, account), permissions, role_name: role };
  return { status: 200, body: { permission: legacy[role], role_name: role, user } };
}

export const contentRoutes: readonly Route[] = [
  {
    operation: 'repos/get',
    auth: 'installation',
    handle: (call) => ({
      status: 200,
      body: fullRepositoryJson(call.world, repositoryOf(call, reads('metadata'))),
    }),
  },
  { operation: 'repos/get-content', auth: 'installation', handle: getContent },
  { operation: 'repos/get-branch', auth: 'installation', handle: getBranch },
  { operation: 'repos/get-branch-protection', auth: 'installation', handle: getProtection },
  { operation: 'repos/get-commit', auth: 'installation', handle: getCommit },
  { operation: 'repos/get-collaborator-permission-level', auth: 'installation', handle: getPermission },
  {
    operation: 'repos/list-pull-requests-associated-with-commit',
    auth: 'installation',
    handle: pullsOfCommit,
  },
  { operation: 'git/get-tree', auth: 'installation', handle: getTree },
  { operation: 'git/get-ref', auth: 'installation', handle: getRef },
  { operation: 'git/list-matching-refs', auth: 'installation', handle: matchingRefs },
];
