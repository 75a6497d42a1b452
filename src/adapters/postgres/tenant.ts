// One tenant's transaction: READ COMMITTED always (REPEATABLE READ lets too many into the slots), the installation set for its
// length only, and database trouble told as TransientFault.

import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { TerminalFault, TransientFault } from '../../core/faults.ts';
import type { InstallationId } from '../../core/ids.ts';
import { drizzle } from './drizzle.ts';

export type Transaction = NodePgDatabase & { readonly $client: pg.PoolClient };

/** Lost connections, shutdowns, full disk, too many connections, deadlocks and serialisation failures. */
const TRANSIENT = /^(08|53|57|40|25006|25P03|58)/;

/** Errors of sockets and of pg's own client carry no SQLSTATE. */
function isTransient(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return TRANSIENT.test(error.code ?? '');
  const code = (error as NodeJS.ErrnoException | null)?.code ?? '';
  if (/^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)/.test(code)) return true;
  return (
    error instanceof Error &&
    /^(Connection terminated|timeout exceeded|Client has encountered)/.test(error.message)
  );
}

/** Drizzle wraps what the driver threw; the cause tells. */
function rootCause(error: unknown): unknown {
  let cause: unknown = error;
  while (cause instanceof Error && cause.cause !== undefined && !(cause instanceof pg.DatabaseError))
    cause = cause.cause;
  return cause;
}

export function asFault(error: unknown): unknown {
  const cause = rootCause(error);
  if (isTransient(cause)) {
    return new TransientFault('database-unavailable', 'the database cannot be used right now', null, {
      cause,
    });
  }
  // Drizzle's message holds the query's parameters, and so what people wrote; the database's own does not.
  if (cause instanceof pg.DatabaseError)
    return new TerminalFault(`database-${cause.code ?? 'error'}`, cause.message, { cause });
  return error;
}

/** More texts than our code has come from lists whose length varies: those are planned each time, as before. */
const STATEMENTS = 200;
const names = new Map<string, string>();

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= STATEMENTS) return known;
  const name = `clos_${names.size}`;
  names.set(text, name);
  return name;
}

/** Gives each statement a name, so that a connection plans it once: planning costs more than most of ours take to run. */
function prepared(client: pg.PoolClient): pg.PoolClient {
  const query = (statement: pg.QueryConfig, values: unknown[]): Promise<pg.QueryResult> =>
    client.query({ ...statement, name: nameOf(statement.text) } as pg.QueryConfig, values);
  // All that drizzle uses of a client it was given.
  return { query } as unknown as pg.PoolClient;
}

async function finish(client: pg.PoolClient, command: 'COMMIT' | 'ROLLBACK'): Promise<void> {
  await client.query(command);
}

/** `tenant` null: no tenant, so row-level security shows nothing unless `settings` say otherwise. */
export async function inTransaction<T>(
  pool: pg.Pool,
  tenant: InstallationId | null,
  work: (tx: Transaction) => Promise<T>,
  settings: readonly string[] = [],
): Promise<T> {
  let client: pg.PoolClient | undefined;
  let broken = true;
  try {
    client = await pool.connect();
    // One round trip. The id is a checked whole number and the settings are our own constants.
    const set = tenant === null ? '' : `SET LOCAL clos.installation_id = '${Number(tenant)}';`;
    await client.query(
      `BEGIN ISOLATION LEVEL READ COMMITTED; ${set} ${settings.map((s) => `SET LOCAL ${s};`).join(' ')}`,
    );
    const result = await work(drizzle(prepared(client)));
    await finish(client, 'COMMIT');
    broken = false;
    return result;
  } catch (error) {
    if (client)
      broken = await finish(client, 'ROLLBACK').then(
        () => false,
        () => true,
      );
    throw asFault(error);
  } finally {
    client?.release(broken);
  }
}
