// The folders of a commit as git's own tree objects, with the ids git computes, so that equal content has equal ids wherever it
// lies. Worked out when first asked for: most stories never look.

import { createHash } from 'node:crypto';
import type { Blob, FileTable } from './files.ts';

export type Tree = { readonly sha: string; readonly entries: ReadonlyMap<string, Tree | Blob> };

type Folder = Map<string, Folder | Blob>;

const known = new WeakMap<FileTable, Tree>();

export const isTree = (entry: Tree | Blob): entry is Tree => 'entries' in entry;

/** As git writes it into a tree: a folder is `40000`, without the zero that is shown. */
export const modeOf = (entry: Tree | Blob): string => (isTree(entry) ? '40000' : entry.mode);

function treeOf(files: FileTable): Tree {
  const found = known.get(files);
  if (found !== undefined) return found;
  const root: Folder = new Map();
  for (const [path, blob] of files) {
    const parts = path.split('/');
    const name = parts.pop() ?? path;
    parts.reduce(into, root).set(name, blob);
  }
  const tree = written(root);
  known.set(files, tree);
  return tree;
}

function into(folder: Folder, name: string): Folder {
  const inner = folder.get(name);
  if (inner instanceof Map) return inner;
  const made: Folder = new Map();
  folder.set(name, made);
  return made;
}

/** Git sorts by bytes, and a folder as if its name ended in a slash. */
function written(folder: Folder): Tree {
  const rows = [...folder].map(([name, entry]) => ({
    name,
    entry: entry instanceof Map ? written(entry) : entry,
    order: Buffer.from(entry instanceof Map ? `${name}/` : name),
  }));
  rows.sort((one, other) => Buffer.compare(one.order, other.order));
  const body = Buffer.concat(
    rows.flatMap(({ name, entry }) => [
      Buffer.from(`${modeOf(entry)} ${name}\0`),
      Buffer.from(entry.sha, 'hex'),
    ]),
  );
  const sha = createHash('sha1').update(`tree ${body.length}\0`).update(body).digest('hex');
  return { sha, entries: new Map(rows.map(({ name, entry }) => [name, entry])) };
}

/** What lies at the path; the empty one is the root. Links are not followed. */
export function entryAt(files: FileTable, path: string): Tree | Blob | null {
  let here: Tree | Blob = treeOf(files);
  for (const name of path.split('/').filter((part) => part !== '')) {
    const next: Tree | Blob | undefined = isTree(here) ? here.entries.get(name) : undefined;
    if (next === undefined) return null;
    here = next;
  }
  return here;
}
