// Reading one scope's files (the organisation's, or one repository's, with all they extend) into the layer that is kept.
// A broken version never takes effect: the last good one stays and says why. Reading again what did not change costs only
// conditional requests, and asks nobody for ids again.

import { Fault, TransientFault } from '../core/faults.ts';
import type { InstallationId, UserId } from '../core/ids.ts';
import type { ConfigurationProblem } from '../core/policy.ts';
import { idsIn, loginsIn, unknownLogins, withIds } from '../policy/authors.ts';
import { extended, type Load, type Loaded, type Reference } from '../policy/extends.ts';
import type { Settings } from '../policy/keys.ts';
import type { FileKind, Placed } from '../policy/kind.ts';
import { LIMITS } from '../policy/limits.ts';
import { readFile } from '../policy/read.ts';
import type { LayerFile, StoredLayer } from '../ports/configurations.ts';
import type { Location, RemoteFile } from '../ports/github.ts';
import type { Spine } from './spine.ts';

/** What is done with one kind of file; `V` is what a layer of it keeps. */
export interface LayerKind<T, V> {
  readonly kind: FileKind<T>;
  /** Where there is no file. */
  readonly none: V;
  /** The farthest first, the file itself last. */
  valueOf(files: readonly Placed<T>[]): V;
  /** Every set of settings inside, for the authors in them. */
  settingsIn(value: V): readonly Settings[];
  mapSettings(value: V, change: (settings: Settings) => Settings): V;
}

/** Ids asked of GitHub for one layer; logins beyond stay unknown and are told as such. */
const MOST_LOOKUPS = 200;

/** Where a file is read: on the default branch, or at the commit somebody proposes. */
export interface Source extends Location {
  readonly ref: string | null;
}

export async function readLayer<T extends { readonly extends?: string | readonly string[] }, V>(
  spine: Spine,
  installation: InstallationId,
  which: LayerKind<T, V>,
  from: Source,
  previous: StoredLayer<V> | null,
): Promise<StoredLayer<V>> {
  const at: Reference = { owner: from.owner, name: from.name, path: which.kind.path, ref: from.ref };
  const root = await rootFile(spine, installation, at);
  if (root === null) return { source: 'default', value: which.none, problems: [], notices: [], files: [] };
  const file: LayerFile = { ...at, blobSha: root.blobSha };
  if (root.text === null) return fallBack(previous, [unreadable(at.path, root.problem)], [file]);
  const reading = readFile(which.kind, at.path, root.text, LIMITS);
  // A proposal is looked at as if it were on the default branch: it cannot extend itself there either.
  const found = await extended(which.kind, { ...at, ref: null }, reading, loader(spine, installation));
  const files = [file, ...found.files];
  if (!found.ok) return fallBack(previous, found.problems, files);
  if (previous?.source === 'repository' && sameFiles(previous.files, files)) return previous;
  const value = await identified(spine, installation, which, which.valueOf(found.layers), previous);
  const notices = unknownLogins(which.settingsIn(value));
  return { source: 'repository', value, problems: [], notices, files };
}

const NO_LEAVE = 'Accept the permission "Contents: read" for the app.';

async function rootFile(
  spine: Spine,
  installation: InstallationId,
  at: Reference,
): Promise<RemoteFile | null> {
  try {
    return await spine.github.repositories.file(installation, at, at.path, at.ref);
  } catch (error) {
    if (!(error instanceof Fault) || error instanceof TransientFault) throw error;
    return {
      blobSha: '',
      text: null,
      problem: `GitHub does not let us read the file (${error.code}). ${NO_LEAVE}`,
    };
  }
}

const unreadable = (file: string, problem: string | null): ConfigurationProblem => ({
  code: 'unreadable',
  file,
  line: 1,
  column: 1,
  message: problem ?? 'The file cannot be read.',
  mend: problem?.endsWith(NO_LEAVE) ? NO_LEAVE : 'Make it a plain YAML file of at most 256 KiB.',
});

function fallBack<V>(
  previous: StoredLayer<V> | null,
  problems: readonly ConfigurationProblem[],
  files: readonly LayerFile[],
): StoredLayer<V> {
  const good = previous?.source === 'repository' || previous?.source === 'last-good' ? previous : null;
  return good
    ? { source: 'last-good', value: good.value, problems, notices: good.notices, files }
    : { source: 'none', value: null, problems, notices: [], files };
}

const fileKey = ({ owner, name, path, ref, blobSha }: LayerFile): string =>
  JSON.stringify([owner.toLowerCase(), name.toLowerCase(), path, ref, blobSha]);

const sameFiles = (a: readonly LayerFile[], b: readonly LayerFile[]): boolean =>
  a.length === b.length &&
  a.every((one, index) => fileKey(one) === fileKey(b[index] ?? one) && b[index] !== undefined);

/** Reads only inside this installation: a token could read any public repository too (T-5). */
function loader(spine: Spine, installation: InstallationId): Load {
  return async (reference): Promise<Loaded> => {
    if (!(await isOurs(spine, installation, reference))) return { kind: 'foreign' };
    const file = await rootFile(spine, installation, reference);
    if (file === null) return { kind: 'missing' };
    const { text, blobSha, problem } = file;
    return text === null
      ? { kind: 'unreadable', why: problem ?? 'no plain file' }
      : { kind: 'file', text, blobSha };
  };
}

async function isOurs(spine: Spine, installation: InstallationId, at: Location): Promise<boolean> {
  const known = await spine.ledger.reading(installation, (reader) => reader.repositories());
  const name = `${at.owner}/${at.name}`.toLowerCase();
  const found = known.find(
    (one) => `${one.owner}/${one.name}`.toLowerCase() === name && one.status === 'active',
  );
  return found !== undefined || (await spine.github.repositories.installationOf(at)) === installation;
}

/** Whom the logins of exempt authors mean. Those that were known before keep their ids. */
async function identified<T, V>(
  spine: Spine,
  installation: InstallationId,
  { settingsIn, mapSettings }: LayerKind<T, V>,
  value: V,
  previous: StoredLayer<V> | null,
): Promise<V> {
  const known = previous?.value ? idsIn(settingsIn(previous.value)) : new Map<string, UserId>();
  const ids = new Map<string, UserId>();
  let asked = 0;
  for (const login of loginsIn(settingsIn(value))) {
    const id =
      known.get(login) ??
      (asked < MOST_LOOKUPS ? await spine.github.accounts.idOf(installation, login) : null);
    if (!known.has(login)) asked += 1;
    if (id !== null) ids.set(login, id);
  }
  return mapSettings(value, (settings) => withIds(settings, ids));
}
