// The owner's side of the keeper (embedded-keeper.ts): take the folder, launch its server, learn of its end, let go.
// While something is awaited the handle keeps the owner's process running; at rest it does not.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { TerminalFault, UserFault } from '../../core/faults.ts';
import { CLEAN_ENV } from './embedded-binaries.ts';
import type { Folder } from './embedded-folder.ts';
import type { KeeperReply, KeeperRequest, LaunchRequest } from './embedded-keeper.ts';
import { isAlive, waitUntil } from './embedded-process.ts';
import { readRecord } from './embedded-record.ts';

export interface Server {
  readonly pid: number;
  /** Resolves when it has ended, for whatever reason. */
  readonly exited: Promise<void>;
  readonly isRunning: () => boolean;
}

export interface Keeper {
  launch(request: Omit<LaunchRequest, 'kind'>): Promise<Server>;
  /** Asks for it; `exited` of the server tells when it is done. */
  stopServer(): void;
  /** Lets the owner's process end although the keeper runs. */
  rest(): void;
  /** Whether the folder is still ours: no longer once the keeper was killed. */
  holds(): boolean;
  /** Stops the server if it still runs, then gives the folder back. */
  close(): Promise<void>;
}

const KEEPER = fileURLToPath(new URL('./embedded-keeper.ts', import.meta.url));
/** A keeper whose owner died needs this long to stop its server and give the folder back. */
const HANDOVER_MS = 25_000;

type Reply<Kind extends KeeperReply['kind']> = Extract<KeeperReply, { kind: Kind }>;

function failed(reason: string): TerminalFault {
  return new TerminalFault('embedded-keeper', `the process that keeps PostgreSQL failed: ${reason}`);
}

/** The next reply of one of these kinds. Rejects when the keeper says `failed` or ends. */
async function nextReply<Kind extends KeeperReply['kind']>(
  child: ChildProcess,
  kinds: readonly Kind[],
): Promise<Reply<Kind>> {
  const settled = new AbortController();
  const { signal } = settled;
  const heard = new Promise<Reply<Kind>>((resolve, reject) => {
    const listen = (reply: KeeperReply) => {
      if (kinds.some((kind) => kind === reply.kind)) resolve(reply as Reply<Kind>);
      else if (reply.kind === 'failed') reject(failed(reply.reason));
    };
    child.on('message', listen);
    signal.addEventListener('abort', () => child.off('message', listen));
  });
  const lost = once(child, 'exit', { signal }).then(() => {
    throw failed('it ended unexpectedly');
  });
  try {
    return await Promise.race([heard, lost]);
  } finally {
    settled.abort();
    lost.catch(() => {}); // the loser of the race
  }
}

async function launch(child: ChildProcess, request: KeeperRequest): Promise<Server> {
  // Before the request, so that a server that dies at once is not missed.
  const ended = nextReply(child, ['exited']).then(
    () => {},
    () => {},
  );
  child.send(request);
  const reply = await nextReply(child, ['launched']);
  let running = true;
  const exited = ended.then(() => {
    running = false;
  });
  return { pid: reply.pid, exited, isRunning: () => running };
}

function rest(child: ChildProcess): void {
  child.unref();
  child.channel?.unref();
}

function stopServer(child: ChildProcess): void {
  child.ref();
  child.channel?.ref();
  if (child.connected) child.send({ kind: 'stop' } satisfies KeeperRequest);
}

async function close(child: ChildProcess, gone: Promise<void>): Promise<void> {
  child.ref();
  if (child.connected) child.disconnect();
  await gone;
}

/** Null when another keeper holds the folder. */
async function tryOpen(lock: string): Promise<Keeper | null> {
  const child = fork(KEEPER, [lock], {
    cwd: '/',
    // Its own session: Ctrl-C in a terminal must not end the database before the app has drained.
    detached: true,
    env: CLEAN_ENV,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let locked = false;
  try {
    locked = (await nextReply(child, ['locked', 'busy'])).kind === 'locked';
  } finally {
    if (!locked) await close(child, gone);
  }
  if (!locked) return null;
  return {
    launch: (request) => launch(child, { kind: 'launch', ...request }),
    stopServer: () => stopServer(child),
    rest: () => rest(child),
    holds: () => child.connected,
    close: () => close(child, gone),
  };
}

function inUse({ root }: Folder, pid: number | null): UserFault {
  const holder = pid === null ? 'another process (it cannot be seen from here)' : `process ${pid}`;
  return new UserFault(
    'data-dir-in-use',
    `The data folder ${root} is in use by ${holder}.`,
    'Stop that process, give this one another CLOS_DATA_DIR, or set DATABASE_URL to a PostgreSQL that both can share.',
  );
}

/**
 * Takes the folder's lock. Waits for a keeper whose owner is dead; throws UserFault `data-dir-in-use` when the owner lives.
 * The lock decides; the recorded process id only tells a holder that stays from one that is leaving.
 */
export async function openKeeper(folder: Folder): Promise<Keeper> {
  let keeper: Keeper | null = null;
  await waitUntil(async () => {
    keeper = await tryOpen(folder.lock);
    if (keeper) return true;
    const holder = await readRecord(folder.root);
    if (holder && isAlive(holder.pid)) throw inUse(folder, holder.pid);
    return false;
  }, HANDOVER_MS);
  if (!keeper) throw inUse(folder, null);
  return keeper;
}
