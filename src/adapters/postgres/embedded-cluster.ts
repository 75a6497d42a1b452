// Makes and checks PostgreSQL's data directory. It is made under another name and renamed when whole, so a start that was
// cut short leaves nothing that could be taken for a cluster. Only the holder of the folder's lock may call these.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { UserFault } from '../../core/faults.ts';
import { type Binaries, CLEAN_ENV } from './embedded-binaries.ts';
import { reasonOf } from './embedded-errors.ts';
import { type Folder, syncFolder } from './embedded-folder.ts';
import type { RunAs } from './embedded-user.ts';

export interface ClusterOptions {
  readonly binaries: Binaries;
  readonly user: RunAs;
  readonly password: string;
  readonly fsync: boolean;
}

const DRAFT = 'pg.new-';

const execute = promisify(execFile);

/** The major version of the cluster that is there, null when there is none. */
async function readMajor({ cluster }: Folder): Promise<number | null> {
  const text = await readFile(path.join(cluster, 'PG_VERSION'), 'utf8').catch(() => null);
  return text === null ? null : Number.parseInt(text, 10);
}

function wrongVersion({ root }: Folder, found: number, ours: number): UserFault {
  const message = `${root} holds the data of PostgreSQL ${found}, and this CLOS brings PostgreSQL ${ours}.`;
  const mend =
    `Start the CLOS release that wrote the folder, dump it (pg_dumpall ${found} with the address in connection.json), ` +
    'move the folder away, start this release once, and restore the dump with psql. Or set DATABASE_URL.';
  return new UserFault('data-dir-version', message, mend);
}

async function removeDrafts({ root }: Folder): Promise<void> {
  const drafts = (await readdir(root)).filter((name) => name.startsWith(DRAFT));
  await Promise.all(drafts.map((name) => rm(path.join(root, name), { recursive: true, force: true })));
}

async function runInitdb(draft: string, { binaries, user, password, fsync }: ClusterOptions): Promise<void> {
  const secret = `${draft}.password`;
  await writeFile(secret, password, { mode: 0o600, flag: 'wx' });
  if ('uid' in user) await chown(secret, user.uid, user.gid);
  const args = [
    `--pgdata=${draft}`,
    '--username=postgres',
    `--pwfile=${secret}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--no-instructions',
    ...(fsync ? [] : ['--no-sync']),
  ];
  try {
    await execute(binaries.initdb, args, { ...user, cwd: '/', env: CLEAN_ENV });
  } catch (cause) {
    const mend = 'Check the free space and the permissions of the folder, or set DATABASE_URL.';
    throw new UserFault(
      'embedded-setup',
      `PostgreSQL could not set up its data: ${reasonOf(cause)}`,
      mend,
      null,
      {
        cause,
      },
    );
  } finally {
    await rm(secret, { force: true });
  }
}

async function create(folder: Folder, options: ClusterOptions): Promise<void> {
  const draft = path.join(folder.root, `${DRAFT}${randomBytes(4).toString('hex')}`);
  await runInitdb(draft, options);
  await rename(draft, folder.cluster);
  // Without this a power cut could undo the rename, and the next start would sweep committed data away as a draft.
  if (options.fsync) await syncFolder(folder.root);
}

/** Creates the cluster when there is none. Throws UserFault `data-dir-version` or `embedded-setup`. */
export async function ensureCluster(folder: Folder, options: ClusterOptions): Promise<'created' | 'found'> {
  const major = await readMajor(folder);
  if (major !== null) {
    if (major !== options.binaries.major) throw wrongVersion(folder, major, options.binaries.major);
    return 'found';
  }
  await removeDrafts(folder);
  await create(folder, options);
  return 'created';
}

/** Gives the owner role a new password without knowing the old one. The server must not be running. */
export async function resetPassword(folder: Folder, options: ClusterOptions): Promise<void> {
  const { binaries, user, password } = options;
  const args = ['--single', '-D', folder.cluster, '-c', 'listen_addresses=', 'postgres'];
  const run = execute(binaries.postgres, args, { ...user, cwd: '/', env: CLEAN_ENV });
  // Hexadecimal digits only, so there is nothing to quote.
  run.child.stdin?.end(`ALTER ROLE postgres PASSWORD '${password}';\n`);
  await run;
}
