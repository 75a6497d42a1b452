// Commits, folders and files in GraphQL. A file over half a megabyte comes cut short, and says so.

import type { Blob } from '../state/files.ts';
import { resolveRef } from '../state/git.ts';
import type { Commit, Repository } from '../state/model.ts';
import { entryAt, isTree, modeOf, type Tree } from '../state/trees.ts';
import { type Asker, type Resolvers, require } from './asker.ts';
import { suites } from './checks.ts';
import { refusal } from './refusal.ts';

const truncatesAt = 512_000; // bytes; seen by users of GitHub, and not documented

export type CommitNode = { __typename: 'Commit'; repository: Repository; commit: Commit };
type TreeNode = { __typename: 'Tree'; repository: Repository; tree: Tree; path: string };
type BlobNode = { __typename: 'Blob'; repository: Repository; blob: Blob };
type EntryNode = { repository: Repository; name: string; path: string; entry: Tree | Blob };

export const commitNode = (repository: Repository, commit: Commit): CommitNode => ({
  __typename: 'Commit',
  repository,
  commit,
});

/** What a submodule points at is not in this repository. */
function objectNode(repository: Repository, path: string, entry: Tree | Blob | null) {
  if (entry === null) return null;
  if (isTree(entry)) return { __typename: 'Tree', repository, tree: entry, path };
  return entry.mode === '160000' ? null : { __typename: 'Blob', repository, blob: entry };
}

/** Git's own words for an object: `main`, a SHA, or either with `:path`. */
function byExpression(repository: Repository, expression: string) {
  const colon = expression.indexOf(':');
  const revision = colon < 0 ? expression : expression.slice(0, colon);
  const commit = resolveRef(repository, revision === 'HEAD' ? repository.defaultBranch : revision);
  if (commit === null) return null;
  if (colon < 0) return commitNode(repository, commit);
  const path = expression.slice(colon + 1);
  // Git takes neither a path from the root of the disk nor one that leaves the tree.
  if (path.startsWith('/') || path.split('/').includes('..')) return null;
  return objectNode(repository, path, entryAt(commit.files, path));
}

type Named = { readonly expression?: string | null; readonly oid?: string | null };

export function repositoryObject(asker: Asker, repository: Repository, { expression, oid }: Named) {
  require(asker, repository, 'contents');
  if (typeof expression === 'string') return byExpression(repository, expression);
  if (!/^[0-9a-f]{40}$/.test(oid ?? ''))
    throw refusal('INVALID', `The value for the Git object id is not valid: ${oid}`);
  const commit = repository.commits.get(oid ?? '');
  return commit === undefined ? null : commitNode(repository, commit);
}

const bytesOf = (text: string): number => Buffer.byteLength(text);

/** As git tells: a zero among the first eight thousand bytes. */
const isBinary = ({ text }: Blob): boolean => text.slice(0, 8_000).includes('\0');

const cut = (text: string): string =>
  Buffer.from(text.slice(0, truncatesAt)).subarray(0, truncatesAt).toString('utf8');

const types = { tree: 'tree', blob: 'blob', commit: 'commit' } as const;

function typeOf(entry: Tree | Blob): string {
  if (isTree(entry)) return types.tree;
  return entry.mode === '160000' ? types.commit : types.blob;
}

const CommitObject: Resolvers<CommitNode> = {
  oid: ({ commit }) => commit.sha,
  checkSuites: ({ repository, commit }, args, asker) => suites(asker, repository, commit, args),
};

const TreeObject: Resolvers<TreeNode> = {
  oid: ({ tree }) => tree.sha,
  entries: ({ repository, tree, path }) =>
    [...tree.entries].map(([name, entry]): EntryNode => {
      const prefix = path === '' ? '' : `${path}/`;
      return { repository, name, path: prefix + name, entry };
    }),
};

const TreeEntry: Resolvers<EntryNode> = {
  name: ({ name }) => name,
  path: ({ path }) => path,
  mode: ({ entry }) => Number.parseInt(modeOf(entry), 8),
  oid: ({ entry }) => entry.sha,
  type: ({ entry }) => typeOf(entry),
  object: ({ repository, path, entry }) => objectNode(repository, path, entry),
};

const BlobObject: Resolvers<BlobNode> = {
  oid: ({ blob }) => blob.sha,
  byteSize: ({ blob }) => bytesOf(blob.text),
  isBinary: ({ blob }) => isBinary(blob),
  isTruncated: ({ blob }) => bytesOf(blob.text) > truncatesAt,
  text: ({ blob }) => (isBinary(blob) ? null : cut(blob.text)),
};

export const gitResolvers = { Commit: CommitObject, Tree: TreeObject, TreeEntry, Blob: BlobObject };
