// The server process as PostgreSQL itself records it (`postmaster.pid`), and the end of one that lost its keeper.
import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { TransientFault } from '../../core/faults.ts';
import { isAlive, shutDown } from './embedded-process.ts';

const execute = promisify(execFile);

const recordOf = (cluster: string) => path.join(cluster, 'postmaster.pid');

/** Lines of postmaster.pid: process id, data directory, start time, port, socket directory, address, memory key, status. */
async function readLines(cluster: string): Promise<readonly string[]> {
  const text = await readFile(recordOf(cluster), 'utf8').catch(() => '');
  return text.split('\n').map((line) => line.trim());
}

export async function isReady(cluster: string, pid: number): Promise<boolean> {
  const lines = await readLines(cluster);
  return lines[0] === String(pid) && lines[7] === 'ready';
}

async function commandOf(pid: number): Promise<string> {
  // Readable even where /proc/<pid>/cwd is not: root in a container may not look into other users' processes.
  const args = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => null);
  if (args !== null) return args.replaceAll('\0', ' ');
  const { stdout } = await execute('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return stdout;
}

/** A process id alone proves nothing: in a restarted container the same number is soon another program. */
async function isPostmasterOf(cluster: string, pid: number): Promise<boolean> {
  return isAlive(pid) && (await commandOf(pid)).includes(` -D ${cluster} -c `);
}

/** Ends the server `pid` if it still runs in `cluster`. Returns whether it did. */
export async function endServer(cluster: string, pid: number): Promise<boolean> {
  if (!(await isPostmasterOf(cluster, pid))) return false;
  const ended = await shutDown(pid, () => !isAlive(pid));
  if (!ended) throw new TransientFault('embedded-orphan', `PostgreSQL (process ${pid}) does not end`);
  return true;
}

/**
 * Ends a server that still runs in `cluster` though nobody keeps it (its keeper was killed), and clears a record that
 * names an unrelated process, which PostgreSQL would take for a running server. Only the folder's holder may call.
 */
export async function endOrphan(cluster: string): Promise<'ended' | 'none'> {
  const pid = Number((await readLines(cluster))[0]);
  if (!(pid > 0)) return 'none';
  if (await endServer(cluster, pid)) return 'ended';
  await rm(recordOf(cluster), { force: true });
  return 'none';
}
