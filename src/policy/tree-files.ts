// Files under `.clos/` as a tree lists them: what may be read, and which names are the same file on some system (T-13, T-14, T-15).
// Invariant: what is not whole, plain text of readable size is refused with its reason, and never read as if it were empty.

import { withoutEnd } from '../core/ends.ts';
import type { TreeFile } from '../core/gates/model.ts';
import type { ConfigurationProblem } from '../core/policy.ts';
import { LIMITS } from './limits.ts';
import { type Complaint, problemAt, quoted } from './problem.ts';
import { sourceOf } from './source.ts';

export type Readable =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problem: ConfigurationProblem };

export function readable({ path, kind, bytes, text }: TreeFile): Readable {
  const refuse = (complaint: Complaint, offset = 0): Readable => {
    return { ok: false, problem: problemAt(sourceOf(path, text ?? ''), offset, complaint) };
  };
  if (kind !== 'file' && kind !== 'executable') return refuse(notAFile(path, kind));
  if (bytes > LIMITS.bytes) return refuse(tooLarge(bytes));
  // GitHub answers with no content, instead of an error, where a file is large.
  if (text === null || (text === '' && bytes > 0)) return refuse(UNREADABLE);
  if (text.startsWith('version https://git-lfs.github.com/')) return refuse(LFS_POINTER);
  if (text.includes('\0')) return refuse(BINARY, text.indexOf('\0'));
  const damaged = text.indexOf('\uFFFD');
  return damaged === -1 ? { ok: true, text } : refuse(NOT_UTF8, damaged);
}

const KINDS: Readonly<Record<Exclude<TreeFile['kind'], 'file' | 'executable'>, string>> = {
  symlink: 'a symbolic link',
  submodule: 'a submodule',
  folder: 'a folder',
  other: 'something else than a file',
};

const notAFile = (path: string, kind: keyof typeof KINDS): Complaint => ({
  code: 'config.not-a-file',
  message: `${quoted(path)} is ${KINDS[kind]}, and only plain files are read.`,
  mend: 'Put a plain file there.',
});

/** What should be a folder and is not: nothing in it can be seen. */
export const notAFolder = (path: string, kind: TreeFile['kind']): Complaint => ({
  code: 'config.not-a-file',
  message: `${quoted(path)} is ${kind === 'file' || kind === 'executable' || kind === 'folder' ? 'a file' : KINDS[kind]}, so what should lie in it cannot be read.`,
  mend: 'Make it a plain folder.',
});

const tooLarge = (bytes: number): Complaint => ({
  code: 'config.too-large',
  message: `The file has ${Math.ceil(bytes / 1024)} KiB; at most ${LIMITS.bytes / 1024} KiB are read.`,
  mend: 'Keep only what CLOS reads in it, and link to the rest.',
});

const UNREADABLE: Complaint = {
  code: 'config.unreadable',
  message: 'The content of the file could not be read.',
  mend: 'Make it a plain text file of at most 256 KiB.',
};

const LFS_POINTER: Complaint = {
  code: 'config.lfs-pointer',
  message: 'The file is kept in Git LFS, so only a pointer to it lies here.',
  mend: 'Take it out of LFS: files under `.clos/` are small text.',
};

const BINARY: Complaint = {
  code: 'config.not-text',
  message: 'The file is binary, not text.',
  mend: 'Write it as YAML or JSON text.',
};

const NOT_UTF8: Complaint = {
  code: 'config.invalid-utf8',
  message: 'The bytes here are not UTF-8.',
  mend: 'Save the file with the encoding UTF-8.',
};

const PLAIN = /^\.?[\w-]+(?:\.[\w-]+)*(?:\/\.?[\w-]+(?:\.[\w-]+)*)*$/;
const UNSEEN = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** Paths that some system takes for one file have the same: case, form of letters, dots and spaces at the end, `..`. */
export function folded(path: string): string {
  if (PLAIN.test(path)) return path.toLowerCase();
  const steps: string[] = [];
  for (const step of path.normalize('NFKC').replace(UNSEEN, '').toLowerCase().split(/[/\\]/)) {
    // Behind a colon, NTFS keeps other streams of the same file.
    const name = (step.split(':', 1)[0] ?? '').trim();
    if (name === '..') steps.pop();
    else if (!/^\.*$/.test(name)) steps.push(withoutEnd(name, '. '));
  }
  return steps.join('/').normalize('NFKC');
}

const spellings = new WeakMap<readonly TreeFile[], ReadonlyMap<string, readonly string[]>>();

/** Every path of the tree by what it folds to; worked out once for a tree, because many projects ask. */
export function spellingsIn(tree: readonly TreeFile[]): ReadonlyMap<string, readonly string[]> {
  const known = spellings.get(tree);
  if (known !== undefined) return known;
  const found = new Map<string, string[]>();
  for (const { path } of tree) {
    const plain = folded(path);
    const same = found.get(plain);
    if (same === undefined) found.set(plain, [path]);
    else same.push(path);
  }
  spellings.set(tree, found);
  return found;
}
