// Keeps code from a schema that it does not know (T-72). Each session that works on the database says so for as long as it lives, by
// a shared advisory lock, and looks only then at how far the database is migrated. Whoever migrates takes the lock for itself, ends
// all sessions that have it, and lets go of it after the commit. So no statement of older code meets a newer schema, however the two
// fall together, and that costs one round trip per connection and nothing per transaction
// (docs/decisions/0016-old-code-is-fenced-by-session.md).

import type pg from 'pg';
import { SupersededFault, TransientFault } from '../../core/faults.ts';
import type { KnownSchema } from './known-schema.ts';

/** An arbitrary number that names this lock among the advisory locks of the database; it fits into 32 bits, see `END_HOLDERS`. */
const SCHEMA_LOCK = 0x434c4f54;

/** `pg_locks` shows a lock of one number as two halves, and 1. Only those who share it: not whoever has just got it to migrate. */
const END_HOLDERS = `SELECT pg_terminate_backend(pid) FROM pg_locks
  WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND classid = 0 AND objid = ${SCHEMA_LOCK} AND objsubid = 1
    AND mode = 'ShareLock' AND granted`;

/** Who migrates waits until those sessions are gone; they are ended again when new ones came in before the wait began. */
const AGAIN_MS = 100;
const LONGEST = '30s';

/**
 * Two statements, so that the second sees what was committed before the first got the lock. It does not wait for a migration: who asks
 * tries again anyway, and nothing hangs meanwhile.
 */
const ENTER = `BEGIN ISOLATION LEVEL READ COMMITTED;
  SELECT pg_try_advisory_lock_shared(${SCHEMA_LOCK}) AS entered;
  SELECT max(created_at) AS newest FROM drizzle.__drizzle_migrations;
  COMMIT`;

/** Before a session does anything else. Rejects, and the session is of no use, when its code must not work here. */
export async function enter(client: pg.ClientBase, known: KnownSchema): Promise<void> {
  // Several statements answer with several results, which the types do not know.
  const results = (await client.query(ENTER)) as unknown as readonly pg.QueryResult[];
  const [, lock, migrations] = results;
  if (lock?.rows[0]?.entered !== true)
    throw new TransientFault('database-migrating', 'the database is being migrated right now');
  if (Number(migrations?.rows[0]?.newest ?? 0) > known.newest) throw new SupersededFault();
}

/** Ends all sessions that entered and keeps new ones out, until `migrator` leaves or its session ends. */
export async function closeOff(migrator: pg.ClientBase, pool: pg.Pool): Promise<void> {
  const closed = new AbortController();
  // In a transaction of its own only for the setting; the lock belongs to the session.
  const lock = migrator
    .query(`BEGIN; SET LOCAL lock_timeout = '${LONGEST}'; SELECT pg_advisory_lock(${SCHEMA_LOCK}); COMMIT`)
    .finally(() => closed.abort());
  // Told below.
  lock.catch(() => undefined);
  while (!closed.signal.aborted) {
    await pool.query(END_HOLDERS);
    await settledWithin(lock, AGAIN_MS);
  }
  await lock;
}

export const leave = (migrator: pg.ClientBase): Promise<unknown> =>
  migrator.query(`SELECT pg_advisory_unlock(${SCHEMA_LOCK})`);

async function settledWithin(work: Promise<unknown>, ms: number): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([work.catch(() => undefined), late]);
  clearTimeout(timer);
}
