// One tenant's transaction: READ COMMITTED always (REPEATABLE READ lets too many into the slots), the installation set for its
// length only, and database trouble told as TransientFault.

import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { TerminalFault, TransientFault } from '../../core/faults.ts';
import type { InstallationId } from '../../core/ids.ts';
import { drizzle } from './drizzle.ts';
import { storable } from './storable.ts';

export type Transaction = NodePgDatabase & { readonly $client: pg.PoolClient };

/** Lost connections, shutdowns, full disk, too many connections, deadlocks and serialisation failures. */
const TRANSIENT = /^(08|53|57|40|25006|25P03|58)/;

/** Raised by `clos_transit` (migrations/0010_commit.sql). */
const GRANT_REFUSED = 'CL001';

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
  if (cause instanceof pg.DatabaseError && cause.code === GRANT_REFUSED)
    return new TerminalFault('grant-refused', cause.message, { cause });
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

/**
 * One transaction on one connection. Statements are sent without waiting for the answers to those before them (the pools pipeline), and
 * what is sent in one turn leaves as one packet: a round trip costs more than most statements take, above all while others wait for
 * the same pod.
 */
export class Session {
  readonly #client: pg.PoolClient;
  readonly #begun: Promise<unknown>;
  #drizzle: Transaction | null = null;
  #isOver = false;
  #isCorked = false;
  #asked = 0;
  /** Sends what has to be written before anything else is asked. */
  ahead: (() => void) | null = null;

  constructor(client: pg.PoolClient, begin: string) {
    this.#client = client;
    this.#begun = this.#send(begin);
    // Every statement waits for it, and tells.
    this.#begun.catch(() => undefined);
  }

  /** Committed by `last`, or not. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** How many statements were sent by those who work in it. */
  get asked(): number {
    return this.#asked;
  }

  /** For statements that are built. */
  get tx(): Transaction {
    const query = (statement: pg.QueryConfig, values: unknown[]): Promise<pg.QueryResult> =>
      this.#ask({ ...statement, values });
    // All that drizzle uses of a client it was given.
    this.#drizzle ??= drizzle({ query } as unknown as pg.PoolClient);
    return this.#drizzle;
  }

  async rows<T extends object>(text: string, values: readonly unknown[]): Promise<readonly T[]> {
    return (await this.#ask({ text, values: [...values] })).rows as T[];
  }

  /** The last statement, and COMMIT behind it: when the statement failed, that rolls back. */
  async last<T extends object>(text: string, values: readonly unknown[]): Promise<readonly T[]> {
    this.#isOver = true;
    this.ahead = null;
    const [rows] = await Promise.all([this.rows<T>(text, values), this.#send('COMMIT')]);
    return rows;
  }

  async end(command: 'COMMIT' | 'ROLLBACK'): Promise<void> {
    this.#isOver = true;
    const ended = await this.#send(command);
    // PostgreSQL does not refuse to commit what failed before: it rolls back and says so.
    if (ended.command !== command)
      throw new TerminalFault('rolled-back', 'a statement of the transaction had failed');
  }

  /**
   * With a name, so that a connection plans each statement once: planning costs more than most of ours take to run. A transaction that
   * did not begin has no tenant, and so nothing that followed it at once read or wrote a row.
   */
  async #ask(statement: pg.QueryConfig): Promise<pg.QueryResult> {
    const send = this.ahead;
    this.ahead = null;
    send?.();
    this.#asked += 1;
    const name = nameOf(statement.text);
    const kept = statement.values ? { ...statement, values: statement.values.map(storable) } : statement;
    const [result] = await Promise.all([
      this.#send(name === undefined ? kept : { ...kept, name }),
      this.#begun,
    ]);
    return result;
  }

  /** What was sent leaves now, and not when this turn is over. */
  flush(): void {
    if (!this.#isCorked) return;
    this.#isCorked = false;
    this.#client.connection.stream.uncork();
  }

  #send(statement: string | pg.QueryConfig): Promise<pg.QueryResult> {
    if (!this.#isCorked) {
      this.#isCorked = true;
      this.#client.connection.stream.cork();
      process.nextTick(() => this.flush());
    }
    return this.#client.query(statement as pg.QueryConfig);
  }
}

/** `tenant` null: no tenant, so row-level security shows nothing unless `settings` say otherwise. */
export async function inSession<T>(
  pool: pg.Pool,
  tenant: InstallationId | null,
  work: (session: Session) => Promise<T>,
  settings: readonly string[] = [],
): Promise<T> {
  // One round trip. The id is a checked whole number and the settings are our own constants.
  const set = tenant === null ? '' : `SET LOCAL clos.installation_id = '${Number(tenant)}';`;
  const begin = `BEGIN ISOLATION LEVEL READ COMMITTED; ${set} ${settings.map((s) => `SET LOCAL ${s};`).join(' ')}`;
  let client: pg.PoolClient | undefined;
  let session: Session | undefined;
  let broken = true;
  try {
    client = await pool.connect();
    session = new Session(client, begin);
    const result = await work(session);
    if (!session.isOver) await session.end('COMMIT');
    broken = false;
    return result;
  } catch (error) {
    if (session)
      broken = await session.end('ROLLBACK').then(
        () => false,
        () => true,
      );
    throw asFault(error);
  } finally {
    client?.release(broken);
  }
}

/** As `inSession`, for statements that are built and wait for each other. */
export const inTransaction = <T>(
  pool: pg.Pool,
  tenant: InstallationId | null,
  work: (tx: Transaction) => Promise<T>,
  settings: readonly string[] = [],
): Promise<T> => inSession(pool, tenant, (session) => work(session.tx), settings);
