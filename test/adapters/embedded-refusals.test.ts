// What the embedded PostgreSQL refuses, and that it says whom or what to mend; and the places it copes with.
import { chmod, cp, mkdir, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type EmbeddedPostgres, startEmbedded } from '../../src/adapters/postgres/embedded.ts';
import {
  hydrateSymlinks,
  locatePackage,
  prepareBinaries,
  tryBinaries,
} from '../../src/adapters/postgres/embedded-binaries.ts';
import { chooseUser } from '../../src/adapters/postgres/embedded-user.ts';
import { makeTempDir } from '../support/cluster.ts';
import { atEnd, cleanUp, newDataDir, query, shareDataDir, started, startOwner } from './embedded-helpers.ts';

const shared = shareDataDir();

afterEach(cleanUp);

const refusal = (code: string, ...words: readonly string[]) =>
  expect.objectContaining({
    kind: 'user',
    code,
    message: expect.stringMatching(new RegExp(words.join('[^]*'))),
    mend: expect.stringContaining('DATABASE_URL'),
  });

async function begin(dataDir: string): Promise<EmbeddedPostgres> {
  const server = await startEmbedded({ dataDir, fsync: false });
  atEnd(() => server.stop());
  return server;
}

async function makeFile(file: string, text = ''): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}

/** Owners that start at the same time, one per folder given. */
async function contest(folders: readonly string[]) {
  const owners = await Promise.all(folders.map((folder) => startOwner(folder)));
  const winners = owners.filter(({ report }) => report.kind === 'started');
  const codes = owners.flatMap(({ report }) => (report.kind === 'refused' ? [report.code] : []));
  return { winners, codes };
}

describe('one process per folder', () => {
  test('a second one is told the folder, the holder and what to do', async () => {
    const owner = await startOwner(shared());
    const fault = refusal('data-dir-in-use', shared(), `process ${owner.child.pid}`);
    await expect(begin(shared())).rejects.toEqual(fault);
    expect(await query(started(owner).url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('the same process cannot start it twice either', async () => {
    await begin(shared());
    await expect(begin(shared())).rejects.toEqual(refusal('data-dir-in-use', `process ${process.pid}`));
  });

  test.each([
    ['a new folder', newDataDir],
    ['a folder in use before', async () => shared()],
    ['the same folder again', async () => shared()],
  ])('of three that start at once in %s, one wins', async (_, makeFolder) => {
    const folder = await makeFolder();
    const { winners, codes } = await contest([folder, folder, folder]);
    expect(codes).toEqual(['data-dir-in-use', 'data-dir-in-use']);
    expect(winners).toHaveLength(1);
  });

  test('control: in two folders, two win', async () => {
    expect((await contest([shared(), await newDataDir()])).winners).toHaveLength(2);
  });
});

describe('a folder that is not ours', () => {
  test('is refused and left as it was', async () => {
    const dataDir = await newDataDir();
    await makeFile(`${dataDir}/thesis.txt`);
    await expect(begin(dataDir)).rejects.toEqual(refusal('data-dir-foreign', dataDir, 'thesis.txt'));
    expect(await readdir(dataDir)).toEqual(['thesis.txt']);
  });

  test('is refused when the cluster in it is none', async () => {
    const dataDir = await newDataDir();
    await makeFile(`${dataDir}/pg/base`);
    await expect(begin(dataDir)).rejects.toEqual(refusal('data-dir-foreign', 'PG_VERSION'));
  });

  test('is refused when another major version wrote it, with the way to upgrade', async () => {
    const dataDir = await newDataDir();
    await makeFile(`${dataDir}/pg/PG_VERSION`, '16\n');
    const fault = refusal('data-dir-version', 'PostgreSQL 16', 'PostgreSQL 18');
    await expect(begin(dataDir)).rejects.toEqual(fault);
    await expect(begin(dataDir)).rejects.toHaveProperty('mend', expect.stringContaining('pg_dumpall'));
  });

  test('is refused when it is a file', async () => {
    const dataDir = await newDataDir();
    await makeFile(dataDir);
    await expect(begin(dataDir)).rejects.toEqual(refusal('data-dir-unreachable', dataDir));
  });
});

test('a damaged cluster is refused with what PostgreSQL said, and the folder is let go to be mended', async () => {
  const control = path.join(shared(), 'pg', 'global', 'pg_control');
  const sound = await readFile(control);
  await writeFile(control, 'damaged');
  await expect(begin(shared())).rejects.toEqual(refusal('embedded-start', 'pg_control'));
  await writeFile(control, sound);
  await expect(begin(shared())).resolves.toHaveProperty('port');
});

test('a start cut short while it made the cluster is made good by the next', async () => {
  const dataDir = await newDataDir();
  await makeFile(`${dataDir}/lock`);
  await makeFile(`${dataDir}/pg.new-1234/PG_VERSION`, '18\n');
  await begin(dataDir);
  expect(await readdir(dataDir)).not.toContain('pg.new-1234');
});

// Root starts the server as another user; everybody else starts it as themselves. Either way nothing of it runs as root.
const NOBODY = { uid: 65534, gid: 65534 };
const account =
  process.getuid?.() === 0 ? NOBODY : { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };

describe('whoever runs it', () => {
  test('an ordinary user can', async () => {
    const dataDir = await newDataDir(account);
    const owner = await startOwner(dataDir, account);
    expect(await query(started(owner).url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect((await stat(`${dataDir}/pg`)).uid).toBe(account.uid);
  });

  test('the server never runs as root', async () => {
    const user = await chooseUser('/nonexistent');
    expect('uid' in user ? user.uid : process.getuid?.()).toBeGreaterThan(0);
  });
});

describe('the programs', () => {
  let dir = '';
  const inLib = (name: string) => path.join(dir, 'native', 'lib', name);

  beforeAll(async () => {
    dir = await makeTempDir();
    await cp(locatePackage(), dir, { recursive: true, verbatimSymlinks: true });
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  /** Makes it the package that npm leaves when install scripts are disabled. Returns what is missing. */
  async function removeLinks(): Promise<string[]> {
    const entries = await readdir(inLib(''), { withFileTypes: true });
    const links = entries.filter((entry) => entry.isSymbolicLink()).map(({ name }) => inLib(name));
    await Promise.all(links.map((link) => rm(link)));
    return links;
  }

  test.each([
    ['win32', 'x64'],
    ['aix', 'ppc64'],
  ])('that do not exist for %s %s are missed with a way out', (platform, arch) => {
    expect(() => locatePackage(platform, arch)).toThrow(refusal('embedded-unsupported'));
  });

  test('run without the links that an install without scripts leaves out', async () => {
    const links = await removeLinks();
    await chmod(dir, 0o755);
    const user = await chooseUser('/nonexistent');
    await expect(tryBinaries(dir, user)).rejects.toThrow(); // control
    await hydrateSymlinks(dir);
    expect(await tryBinaries(dir, user)).toMatchObject({ major: 18 });
    expect(await Promise.all(links.map((link) => readlink(link)))).not.toHaveLength(0);
  });

  test('run from a copy where the package can be neither mended nor reached', async () => {
    await removeLinks();
    await chmod(dir, 0o700); // no other user gets in
    await chmod(inLib(''), 0o555); // nobody but root puts links in
    atEnd(() => chmod(inLib(''), 0o755));
    const root = path.dirname(await newDataDir());
    const found = await prepareBinaries(root, await chooseUser('/nonexistent'), dir);
    expect(found.postgres).toMatch(new RegExp(`^${root}/runtime-18`));
  });
});
