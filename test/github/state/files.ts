// The files of one commit: an unchanging table that shares what it can with the table it was made from. A commit that changes
// one file of fifty thousand costs a few hundred steps, and so does comparing it with its parent. Equal content has equal SHA.

import { createHash } from 'node:crypto';

export type FileMode = '100644' | '100755' | '120000' | '160000';

/** Of a link, `text` is where it leads; of a submodule, the commit it stands at, which is its `sha`, too. */
export type Blob = { readonly sha: string; readonly text: string; readonly mode: FileMode };

const width = 16; // two levels of sixteen: 256 buckets

type Bucket = { readonly files: ReadonlyMap<string, Blob>; sha: string | null };
type Shelf = { readonly buckets: readonly Bucket[]; sha: string | null };

function sha1(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

/** FNV-1a, folded to a byte. */
function placeOf(path: string): { shelf: number; bucket: number } {
  let hash = 0x811c9dc5;
  for (let index = 0; index < path.length; index += 1)
    hash = Math.imul(hash ^ path.charCodeAt(index), 0x01000193);
  const byte = (hash ^ (hash >>> 8) ^ (hash >>> 16) ^ (hash >>> 24)) & 0xff;
  return { shelf: byte >>> 4, bucket: byte & 0xf };
}

function bucketSha(bucket: Bucket): string {
  bucket.sha ??= sha1(
    [...bucket.files]
      .map(([path, { mode, sha }]) => `${mode} ${path} ${sha}`)
      .sort()
      .join('\n'),
  );
  return bucket.sha;
}

function shelfSha(shelf: Shelf): string {
  shelf.sha ??= sha1(shelf.buckets.map(bucketSha).join(' '));
  return shelf.sha;
}

const emptyBucket: Bucket = { files: new Map(), sha: null };
const emptyShelf: Shelf = { buckets: new Array<Bucket>(width).fill(emptyBucket), sha: null };

export class FileTable {
  static readonly empty = new FileTable(new Array<Shelf>(width).fill(emptyShelf));
  readonly #shelves: readonly Shelf[];
  #sha: string | null = null;

  private constructor(shelves: readonly Shelf[]) {
    this.#shelves = shelves;
  }

  get sha(): string {
    this.#sha ??= sha1(`tree ${this.#shelves.map(shelfSha).join(' ')}`);
    return this.#sha;
  }

  get(path: string): Blob | undefined {
    const { shelf, bucket } = placeOf(path);
    return this.#shelves[shelf]?.buckets[bucket]?.files.get(path);
  }

  /** A new table; `null` removes a file. */
  with(changes: Iterable<readonly [string, Blob | null]>): FileTable {
    const shelves = this.#shelves.map((shelf) => ({ ...shelf }));
    const fresh = new Map<string, Map<string, Blob>>();
    for (const [path, blob] of changes) {
      const { shelf, bucket } = placeOf(path);
      const key = `${shelf} ${bucket}`;
      const files = fresh.get(key) ?? new Map(shelves[shelf]?.buckets[bucket]?.files);
      fresh.set(key, files);
      if (blob === null) files.delete(path);
      else files.set(path, blob);
      const buckets = (shelves[shelf] ?? emptyShelf).buckets.with(bucket, { files, sha: null });
      shelves[shelf] = { buckets, sha: null };
    }
    return new FileTable(
      shelves.map((shelf, index) => (this.#isSame(index, shelf) ? (this.#shelves[index] ?? shelf) : shelf)),
    );
  }

  #isSame(index: number, shelf: Shelf): boolean {
    return this.#shelves[index]?.buckets === shelf.buckets;
  }

  *[Symbol.iterator](): Generator<[string, Blob]> {
    for (const { buckets } of this.#shelves) for (const { files } of buckets) yield* files;
  }

  /** Paths that are not the same in both, in order. What the two share is not looked at. */
  changedPaths(other: FileTable): string[] {
    const paths = new Set<string>();
    this.#shelves.forEach((shelf, index) => {
      const theirs = other.#shelves[index] ?? emptyShelf;
      if (shelf === theirs) return;
      shelf.buckets.forEach((bucket, place) => {
        const their = theirs.buckets[place] ?? emptyBucket;
        if (bucket !== their)
          for (const path of [...bucket.files.keys(), ...their.files.keys()]) paths.add(path);
      });
    });
    return [...paths].filter((path) => !same(this.get(path), other.get(path))).sort();
  }
}

function same(one: Blob | undefined, other: Blob | undefined): boolean {
  return one === other || (one?.sha === other?.sha && one?.mode === other?.mode);
}
