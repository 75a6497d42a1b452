// Brings a database to the newest schema: ours (migrations/*.sql) and Graphile Worker's own. Any number of processes may
// start at once: an advisory lock lets one migrate while the others wait for it.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Logger, runMigrations as runQueueMigrations } from 'graphile-worker';
import pg from 'pg';
import { TerminalFault } from '../../core/faults.ts';
import { drizzle, migrate as runMigrations } from './drizzle.ts';

const MIGRATIONS = fileURLToPath(new URL('../../../migrations', import.meta.url));
/** An arbitrary number that names this lock among the advisory locks of the database. */
const MIGRATION_LOCK = 0x434c4f53;

/**
 * With every start fences continue from the clock's milliseconds, which no past could reach at a slot a millisecond: so they do not go
 * backwards when an older dump was restored (T-73). Never down, and under the lock, so that two starts do not undo each other.
 */
const RAISE_FENCE = `SELECT setval('wip_fence', epoch)
  FROM (SELECT (extract(epoch FROM clos_now()) * 1000)::bigint AS epoch) start
  WHERE epoch > (SELECT last_value FROM wip_fence)`;

/** @param ownerUrl connection string of the role that owns the tables. */
export async function migrate(ownerUrl: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 3 });
  // A connection that breaks is told by the query that used it; without listeners it would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  try {
    const client = await pool.connect();
    try {
      await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
      await runQueueMigrations({ pgPool: pool, logger: new Logger(() => () => undefined) });
      await runMigrations(drizzle(client), { migrationsFolder: MIGRATIONS });
      await client.query(RAISE_FENCE);
    } finally {
      client.release(true);
    }
  } finally {
    await pool.end();
  }
}

interface Journal {
  readonly entries: readonly { readonly tag: string; readonly when: number }[];
}

/** Rejects unless the database stands at the newest migration this code knows (or a newer one, during a deploy). */
export async function assertMigrated(pool: pg.Pool): Promise<void> {
  const journal = JSON.parse(readFileSync(`${MIGRATIONS}/meta/_journal.json`, 'utf8')) as Journal;
  const newest = Math.max(...journal.entries.map((entry) => entry.when));
  const { rows } = await pool.query<{ newest: string | null }>(
    'SELECT max(created_at) AS newest FROM drizzle.__drizzle_migrations',
  );
  if (Number(rows[0]?.newest ?? 0) < newest) {
    throw new TerminalFault(
      'not-migrated',
      'the database is behind this version of CLOS; restart the process to migrate it',
    );
  }
}
