// The data folder: what stands in it, that it is ours, and that the server's user can use it.
// Nothing is changed in a folder that does not look like ours.
import {
  access,
  chmod,
  chown,
  constants,
  lchown,
  mkdir,
  open,
  readdir,
  realpath,
  stat,
} from 'node:fs/promises';
import path from 'node:path';
import { UserFault } from '../../core/faults.ts';
import { codeOf, reasonOf } from './embedded-errors.ts';
import type { RunAs } from './embedded-user.ts';

export interface Folder {
  readonly root: string;
  /** Locked by the keeper for as long as the server runs. */
  readonly lock: string;
  /** PostgreSQL's own data directory. */
  readonly cluster: string;
  readonly log: string;
}

const LOCK = 'lock';
const CLUSTER = 'pg';

function layout(root: string): Folder {
  const inside = (name: string) => path.join(root, name);
  return {
    root,
    lock: inside(LOCK),
    cluster: inside(CLUSTER),
    log: inside('postgres.log'),
  };
}

function foreign(folder: string, found: string): UserFault {
  const message = `${folder} holds files that are not a CLOS data folder (${found}).`;
  const mend = 'Point CLOS_DATA_DIR at an empty or new folder, or set DATABASE_URL.';
  return new UserFault('data-dir-foreign', message, mend);
}

function unreachable(folder: string, reason: string, cause?: unknown): UserFault {
  const mend =
    'Point CLOS_DATA_DIR at a folder that user can reach and write, such as /var/lib/clos, or set DATABASE_URL.';
  return new UserFault('data-dir-unreachable', `${folder} cannot be used: ${reason}.`, mend, null, { cause });
}

async function list(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return [];
    throw unreachable(folder, reasonOf(cause), cause);
  }
}

async function assertOurs({ root, cluster }: Folder): Promise<void> {
  const names = (await list(root)).filter((name) => name !== 'lost+found');
  if (names.length > 0 && !names.includes(LOCK) && !names.includes(CLUSTER)) {
    throw foreign(root, names.slice(0, 3).join(', '));
  }
  const inCluster = await list(cluster);
  if (inCluster.length > 0 && !inCluster.includes('PG_VERSION')) {
    throw foreign(
      cluster,
      'it is not empty and has no PG_VERSION: not a PostgreSQL cluster, or a damaged one',
    );
  }
}

async function assertWritable({ root, lock, cluster }: Folder): Promise<void> {
  for (const part of [root, lock, cluster]) {
    await access(part, constants.W_OK).catch((cause) => {
      if (codeOf(cause) !== 'ENOENT') throw unreachable(part, reasonOf(cause), cause);
    });
  }
}

/** Creates the folder when it is missing. Throws UserFault `data-dir-foreign` or `data-dir-unreachable`. */
export async function openFolder(dataDir: string): Promise<Folder> {
  const wanted = path.resolve(dataDir);
  try {
    // Parents first, with the usual mode: 0700 on them would lock out the server's user.
    await mkdir(path.dirname(wanted), { recursive: true });
    await mkdir(wanted, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw unreachable(wanted, reasonOf(cause), cause);
  }
  const folder = layout(await realpath(wanted));
  await assertOurs(folder);
  await assertWritable(folder);
  return folder;
}

async function mayEnter(folder: string, uid: number, gid: number): Promise<boolean> {
  const { mode, uid: owner, gid: group } = await stat(folder);
  const bit = owner === uid ? 0o100 : group === gid ? 0o010 : 0o001;
  return (mode & bit) !== 0;
}

/** As root: gives the folder to the server's user. Only its holder may call. Throws UserFault `data-dir-unreachable`. */
export async function handOver({ root, cluster }: Folder, user: RunAs): Promise<void> {
  // PostgreSQL refuses a cluster that others can read, which volume drivers like to make of it.
  await chmod(cluster, 0o700).catch(() => {});
  if (!('uid' in user)) return;
  await chown(root, user.uid, user.gid);
  await chmod(root, 0o700);
  // A backup restored by root belongs to root throughout. A cluster already handed over needs no walk.
  const owner = await stat(cluster).catch(() => null);
  const recursive = owner !== null && owner.uid !== user.uid;
  // Innermost first: if this is cut short, the cluster itself still belongs to root and the next start walks again.
  for (const name of (await readdir(root, { recursive })).reverse()) {
    await lchown(path.join(root, name), user.uid, user.gid);
  }
  for (let above = path.dirname(root); above !== path.dirname(above); above = path.dirname(above)) {
    if (await mayEnter(above, user.uid, user.gid)) continue;
    throw unreachable(root, `PostgreSQL runs as user id ${user.uid}, which may not enter ${above}`);
  }
}

/** Makes a rename inside `folder` survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
