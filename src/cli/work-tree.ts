// What lies under `.clos/` in a working tree, as git would tell it: kinds by mode, ids by content. Nothing is followed out of the folder:
// a symbolic link is told as one, and never opened.

import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, type Stats } from 'node:fs';
import { dirname, join, posix, resolve } from 'node:path';
import { UserFault } from '../core/faults.ts';
import type { TreeFile } from '../core/gates/model.ts';

const FOLDER = '.clos';

/** As much as is read of any file on GitHub; larger ones are told by their size alone. */
const MOST_BYTES = 1024 * 1024;

/** Nobody has so many rules; half of them would judge wrongly, so none are read (T-16). */
const MOST_ENTRIES = 10_000;

export interface Root {
  readonly folder: string;
  /** Whether a git repository begins there. */
  readonly git: boolean;
}

/** The nearest folder above that begins a git repository; without one, the nearest with a `.clos/`, or else the folder itself. */
export function rootOf(folder: string): Root {
  const git = nearestWith(folder, '.git');
  if (git !== null) return { folder: git, git: true };
  return { folder: nearestWith(folder, FOLDER) ?? resolve(folder), git: false };
}

function nearestWith(folder: string, name: string): string | null {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (existsSync(join(at, name))) return at;
    if (dirname(at) === at) return null;
  }
}

interface Walk {
  readonly root: string;
  readonly most: number;
  readonly found: TreeFile[];
}

/** Everything under `.clos/`, folders included, sorted by path; empty without one. `most` is for tests. @throws UserFault */
export function readTree(root: string, most = MOST_ENTRIES): readonly TreeFile[] {
  const walk: Walk = { root, most, found: [] };
  if (lstatSync(join(root, FOLDER), { throwIfNoEntry: false }) === undefined) return [];
  const top = entryOf(walk, FOLDER);
  // The folder is no entry of itself; where it is something else, that is all there is.
  return top.kind === 'folder' ? walk.found.toSorted((a, b) => (a.path < b.path ? -1 : 1)) : [top];
}

/** What lies at a path anywhere below the root, or what stands in the way of it, such as a link where a folder should be. */
export function fileIn(root: string, path: string): TreeFile | null {
  const steps = path.split('/');
  for (const index of steps.keys()) {
    const at = steps.slice(0, index + 1).join('/');
    const stats = lstatSync(join(root, at), { throwIfNoEntry: false });
    if (stats === undefined) return null;
    if (!stats.isDirectory()) return blobOf(root, at, stats);
  }
  return { path, kind: 'folder', bytes: 0, sha: '', text: null };
}

function entryOf(walk: Walk, path: string): TreeFile {
  const stats = lstatSync(join(walk.root, path));
  return stats.isDirectory() ? folderOf(walk, path) : blobOf(walk.root, path, stats);
}

function blobOf(root: string, path: string, stats: Stats): TreeFile {
  const place = join(root, path);
  const kind = kindOf(stats);
  if (kind === 'other') return { path, kind, bytes: 0, sha: '', text: null };
  if (kind === 'symlink') {
    const target = readlinkSync(place, 'buffer');
    return { path, kind, bytes: target.length, sha: objectId('blob', target), text: null };
  }
  if (stats.size > MOST_BYTES) return { path, kind, bytes: stats.size, sha: '', text: null };
  const bytes = readFileSync(place);
  return { path, kind, bytes: bytes.length, sha: objectId('blob', bytes), text: bytes.toString('utf8') };
}

function kindOf(stats: Stats): 'symlink' | 'other' | 'executable' | 'file' {
  if (stats.isSymbolicLink()) return 'symlink';
  if (!stats.isFile()) return 'other';
  return stats.mode & 0o100 ? 'executable' : 'file';
}

function folderOf(walk: Walk, path: string): TreeFile {
  const { root, most, found } = walk;
  const none = { path, bytes: 0, text: null };
  if (path !== FOLDER && existsSync(join(root, path, '.git'))) return { ...none, kind: 'submodule', sha: '' };
  const entries: TreeFile[] = [];
  for (const name of readdirSync(join(root, path)).toSorted()) {
    if (found.length >= most) throw tooMany(most);
    const entry = entryOf(walk, `${path}/${name}`);
    entries.push(entry);
    found.push(entry);
  }
  return { ...none, kind: 'folder', sha: treeId(entries) };
}

const tooMany = (most: number): UserFault =>
  new UserFault(
    'too-many-files',
    `There are more than ${most} files under \`${FOLDER}/\`, so none are read.`,
    'Move out of it what CLOS does not read.',
  );

const MODES: Readonly<Record<TreeFile['kind'], string>> = {
  file: '100644',
  executable: '100755',
  folder: '40000',
  symlink: '120000',
  submodule: '160000',
  other: '',
};

/** Git compares the names of folders as if they ended in a slash. Empty where the id of an entry is not known. */
function treeId(entries: readonly TreeFile[]): string {
  const sorted = entries.toSorted((a, b) => Buffer.compare(sortKey(a), sortKey(b)));
  if (sorted.some(({ sha }) => sha === '')) return '';
  const lines = sorted.flatMap(({ kind, path, sha }) => [
    Buffer.from(`${MODES[kind]} ${posix.basename(path)}\0`),
    Buffer.from(sha, 'hex'),
  ]);
  return objectId('tree', Buffer.concat(lines));
}

const sortKey = ({ kind, path }: TreeFile): Buffer => Buffer.from(kind === 'folder' ? `${path}/` : path);

const objectId = (type: 'blob' | 'tree', content: Buffer): string =>
  createHash('sha1').update(`${type} ${content.length}\0`).update(content).digest('hex');
