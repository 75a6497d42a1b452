// The files of `.clos/` at one commit, as git has them: kind, size and id of each, and the text of those that can be evidence.
// Nothing is followed, nothing is cut: what was not read in full has no text (T-13, T-15), and too many files are not read at all
// (T-16).

import type { Known, TreeFile } from '../../core/gates/model.ts';
import type { ClosFiles } from '../../ports/gates.ts';
import { at, because, joined, type Piece, problemsAt, type Reply } from './graphql.ts';

const ROOT = '.clos';
const FOLDERS = [ROOT, `${ROOT}/projects`, `${ROOT}/evidence`] as const;

/** GitHub gives half a megabyte; nobody writes that by hand. */
const MOST_BYTES = 256 * 1024;
const MOST_ENTRIES = 1_000;

export const FILES = `fragment files on Tree {
  entries { name mode oid object { ... on Blob { byteSize isBinary isTruncated text } } }
}`;
/** The same without their texts. */
export const SIZES =
  'fragment files on Tree { entries { name mode oid object { ... on Blob { byteSize } } } }';
export const IDS = 'fragment ids on Tree { entries { name mode oid } }';

interface Entry {
  readonly name: string;
  readonly mode: number;
  readonly oid: string;
  readonly object?: {
    readonly byteSize?: number;
    readonly isBinary?: boolean | null;
    readonly isTruncated?: boolean;
    readonly text?: string | null;
  } | null;
}

interface Folder {
  readonly __typename: string;
  readonly oid: string;
  readonly entries?: readonly Entry[] | null;
}

/** @param alias of ours; `revision` is a commit, or a name of one. */
export function filesPiece(alias: string, revision: string, fragment: 'files' | 'ids'): Piece {
  return joined(
    FOLDERS.map((folder, i) => ({
      text: `${alias}${i}: object(expression: $${alias}${i}) { __typename oid ...${fragment} }`,
      types: { [`${alias}${i}`]: 'String!' },
      values: { [`${alias}${i}`]: `${revision}:${folder}` },
    })),
  );
}

/** Modes as git has them; GitHub writes them as decimal numbers. */
const KINDS: ReadonlyMap<number, TreeFile['kind']> = new Map([
  [0o040000, 'folder'],
  [0o100644, 'file'],
  // Written by very old versions of git.
  [0o100664, 'file'],
  [0o100755, 'executable'],
  [0o120000, 'symlink'],
  [0o160000, 'submodule'],
]);

const isPlain = (kind: TreeFile['kind']): boolean => kind === 'file' || kind === 'executable';

function treeFile(folder: string, { name, mode, oid, object }: Entry): TreeFile {
  const kind = KINDS.get(mode) ?? 'other';
  const bytes = object?.byteSize ?? 0;
  const whole = object?.isBinary === false && object.isTruncated === false && bytes <= MOST_BYTES;
  const text = whole && isPlain(kind) ? (object.text ?? null) : null;
  return { path: `${folder}/${name}`, kind, bytes, sha: oid, text };
}

const unknown = (why: string) => ({ kind: 'unknown', because: why }) as const;

/** `.clos` that is no folder is shown, so that it is not taken for one that is missing. */
function filesIn(path: string, folder: Folder | null): readonly TreeFile[] {
  if (folder === null) return [];
  if (folder.__typename === 'Tree') return (folder.entries ?? []).map((entry) => treeFile(path, entry));
  return path === ROOT ? [{ path, kind: 'other', bytes: 0, sha: folder.oid, text: null }] : [];
}

const MIB = 1024 * 1024;

/** Why files whose texts were not asked for cannot be judged; null when none of them would have one. */
function unread(files: readonly TreeFile[]): string | null {
  const readable = files.filter(({ kind, bytes }) => isPlain(kind) && bytes <= MOST_BYTES);
  if (readable.length === 0) return null;
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return `the files of \`${ROOT}\` are too large to be read together (${Math.ceil(bytes / MIB)} MiB)`;
}

/** @param texts false: they were not asked for, because all together are too large. */
export function readFiles(reply: Reply, alias: string, texts = true): ClosFiles {
  const folders = FOLDERS.map((path, i) => ({ path, at: ['repository', `${alias}${i}`] }));
  const problems = folders.flatMap((folder) => problemsAt(reply, folder.at));
  if (problems.length > 0) return unknown(because(problems));
  const found = folders.map((folder) => ({ ...folder, files: filesIn(folder.path, at(reply, folder.at)) }));
  const full = found.find(({ files }) => files.length > MOST_ENTRIES);
  if (full)
    return unknown(`\`${full.path}\` holds ${full.files.length} files, and at most ${MOST_ENTRIES} are read`);
  const value = found.flatMap(({ files }) => files);
  const why = texts ? null : unread(value);
  return why === null ? { kind: 'known', value } : unknown(why);
}

/** True when the folders are not of the same commit: a branch may move between two parts of an answer. */
export function isTorn(reply: Reply, alias: string): boolean {
  const [root, ...rest] = FOLDERS.map((_, i) => at<Folder>(reply, ['repository', `${alias}${i}`]));
  return rest.some((folder, i) => {
    const name = FOLDERS[i + 1]?.slice(ROOT.length + 1);
    const entry = root?.entries?.find((one) => one.name === name);
    return folder?.__typename === 'Tree' && folder.oid !== entry?.oid;
  });
}

/** Ids of plain files by their paths. */
export function idsOf(files: Known<readonly TreeFile[]>): Readonly<Record<string, string>> | null {
  if (files.kind === 'unknown') return null;
  const plain = files.value.filter(({ kind }) => isPlain(kind));
  return Object.fromEntries(plain.map(({ path, sha }) => [path, sha]));
}
