// Who of the worker pools lives. A killed worker's jobs stay locked for hours, so each process holds a session advisory lock named
// after its pool; whoever can take a dead pool's lock frees what it left.

import type pg from 'pg';

/** Locks younger than this may belong to a pool that has not taken its advisory lock yet. */
const GRACE_SECONDS = 3;

/** A job that was added again while a worker had it lost its key and its tries to the new one; its worker would have deleted it. */
const SUPERSEDED = `DELETE FROM graphile_worker._private_jobs
  WHERE key IS NULL AND locked_at IS NULL AND attempts >= max_attempts`;

const LOCK_CLASS = 0x434c;

async function holdLock(pool: pg.Pool, poolId: string): Promise<pg.PoolClient> {
  const client = await pool.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1, hashtext($2))', [LOCK_CLASS, poolId]);
    return client;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

/** Frees the jobs of pools whose process is gone. Returns how many pools were dead. */
export async function freeDeadWorkers(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT locked_by AS id FROM graphile_worker._private_jobs WHERE locked_at < now() - make_interval(secs => $1)
     UNION SELECT locked_by FROM graphile_worker._private_job_queues WHERE locked_at < now() - make_interval(secs => $1)`,
    [GRACE_SECONDS],
  );
  let dead = 0;
  for (const { id } of rows) {
    const client = await pool.connect();
    // A session that failed may still hold the lock: it is not given back for others to use.
    let broken = true;
    try {
      const taken = await client.query<{ free: boolean }>(
        'SELECT pg_try_advisory_lock($1, hashtext($2)) AS free',
        [LOCK_CLASS, id],
      );
      if (!taken.rows[0]?.free) {
        broken = false;
        continue;
      }
      await client.query('SELECT graphile_worker.force_unlock_workers($1::text[])', [[id]]);
      await client.query(SUPERSEDED);
      await client.query('SELECT pg_advisory_unlock($1, hashtext($2))', [LOCK_CLASS, id]);
      dead += 1;
      broken = false;
    } finally {
      client.release(broken);
    }
  }
  return dead;
}

/** Holds the advisory lock for as long as the process lives, taking it again after the database was restarted. */
export class Life {
  #client: pg.PoolClient | null = null;
  #asking = false;
  #over = false;
  readonly #pool: pg.Pool;
  readonly #id: string;

  constructor(pool: pg.Pool, id: string) {
    this.#pool = pool;
    this.#id = id;
  }

  async hold(): Promise<void> {
    // Asked for again while it waits, it would wait behind itself.
    if (this.#client || this.#asking || this.#over) return;
    this.#asking = true;
    const client = await holdLock(this.#pool, this.#id).finally(() => {
      this.#asking = false;
    });
    if (this.#over) return client.release(true);
    client.once('error', () => {
      // Not when `end` gave it back already.
      if (this.#client !== client) return;
      this.#client = null;
      client.release(true);
    });
    this.#client = client;
  }

  end(): void {
    const client = this.#client;
    this.#client = null;
    this.#over = true;
    // Closing the session frees the lock.
    client?.release(true);
  }
}
