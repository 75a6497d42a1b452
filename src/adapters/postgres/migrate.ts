// Brings a database to the newest schema: ours (migrations/*.sql) and Graphile Worker's own. Any number of processes may
// start at once: an advisory lock lets one migrate while the others wait for it. Older processes are kept out before anything
// changes (fence.ts), and a database that is newer than this code is refused.

import { Logger, runMigrations as runQueueMigrations } from 'graphile-worker';
import pg from 'pg';
import { SupersededFault, TerminalFault, UserFault } from '../../core/faults.ts';
import { drizzle, migrate as runMigrations } from './drizzle.ts';
import { closeOff, leave } from './fence.ts';
import { type KnownSchema, knownSchema } from './known-schema.ts';

/** An arbitrary number that names this lock among the advisory locks of the database. */
const MIGRATION_LOCK = 0x434c4f53;

/**
 * With every start fences continue from the clock's milliseconds, which no past could reach at a slot a millisecond: so they do not go
 * backwards when an older dump was restored (T-73). Never down, and under the lock, so that two starts do not undo each other.
 */
const RAISE_FENCE = `SELECT setval('wip_fence', epoch)
  FROM (SELECT (extract(epoch FROM clos_now()) * 1000)::bigint AS epoch) start
  WHERE epoch > (SELECT last_value FROM wip_fence)`;

/** Sessions of the app look at how far the database is migrated (fence.ts). Drizzle makes this table, so no migration can grant it. */
const SHOW_MIGRATIONS = `GRANT USAGE ON SCHEMA drizzle TO clos_app;
  GRANT SELECT ON drizzle.__drizzle_migrations TO clos_app`;

interface Standing {
  readonly count: number;
  readonly newest: number;
}

async function standing(client: pg.ClientBase): Promise<Standing> {
  const { rows: tables } = await client.query<{ made: boolean }>(
    `SELECT to_regclass('drizzle.__drizzle_migrations') IS NOT NULL AS made`,
  );
  if (!tables[0]?.made) return { count: 0, newest: 0 };
  const { rows } = await client.query<{ count: number; newest: string | null }>(
    'SELECT count(*)::int AS count, max(created_at) AS newest FROM drizzle.__drizzle_migrations',
  );
  return { count: rows[0]?.count ?? 0, newest: Number(rows[0]?.newest ?? 0) };
}

/** The version that migrates is written down first, so that an older one can name it. A schema's comment is in its dumps too. */
async function sign(client: pg.ClientBase, { version }: KnownSchema): Promise<void> {
  await client.query('CREATE SCHEMA IF NOT EXISTS drizzle');
  await client.query(`COMMENT ON SCHEMA drizzle IS ${pg.escapeLiteral(version)}`);
}

async function tooOld(client: pg.ClientBase, { count }: Standing, known: KnownSchema): Promise<UserFault> {
  const { rows } = await client.query<{ version: string | null }>(
    `SELECT obj_description('drizzle'::regnamespace) AS version`,
  );
  const needed = `CLOS ${rows[0]?.version ?? 'of a newer version'}`;
  return new UserFault(
    'database-newer',
    `The database is at migration ${count}, made by ${needed}; this is CLOS ${known.version}, which knows ${known.count} migrations.`,
    `Start ${needed}, or a newer one that knows migration ${count}. To go back, restore a dump from before the upgrade.`,
  );
}

async function bringForward(client: pg.PoolClient, pool: pg.Pool, known: KnownSchema): Promise<void> {
  const found = await standing(client);
  if (found.newest > known.newest) throw await tooOld(client, found, known);
  const isBehind = found.newest < known.newest;
  if (isBehind) await closeOff(client, pool);
  await runQueueMigrations({ pgPool: pool, logger: new Logger(() => () => undefined) });
  if (isBehind) await sign(client, known);
  await runMigrations(drizzle(client), { migrationsFolder: known.folder });
  await client.query(RAISE_FENCE);
  await client.query(SHOW_MIGRATIONS);
  // Told to the database, and not left to the session's end: the first session of ours may come before that.
  if (isBehind) await leave(client);
}

/** @param ownerUrl connection string of the role that owns the tables. */
export async function migrate(ownerUrl: string, known = knownSchema()): Promise<void> {
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 3 });
  // A connection that breaks is told by the query that used it; without listeners it would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  try {
    const client = await pool.connect();
    try {
      await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
      await bringForward(client, pool, known);
    } finally {
      client.release(true);
    }
  } finally {
    await pool.end();
  }
}

/** Rejects unless the database stands at the newest migration this code knows. */
export async function assertMigrated(pool: pg.Pool, known: KnownSchema): Promise<void> {
  const { rows } = await pool.query<{ newest: string | null }>(
    'SELECT max(created_at) AS newest FROM drizzle.__drizzle_migrations',
  );
  const newest = Number(rows[0]?.newest ?? 0);
  if (newest > known.newest) throw new SupersededFault();
  if (newest < known.newest) {
    throw new TerminalFault(
      'not-migrated',
      'the database is behind this version of CLOS; restart the process to migrate it',
    );
  }
}
