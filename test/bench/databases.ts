// One PostgreSQL for a whole run, with fsync on as in production, and a database of its own for each benchmark.

import pg from 'pg';
import { inDatabase, runSql, startCluster, type TestCluster } from '../support/cluster.ts';

export interface Databases {
  readonly version: string;
  /** A new, empty database. */
  create(name: string): Promise<string>;
  remove(): Promise<void>;
}

export async function ask<T extends object>(
  pool: pg.Pool,
  text: string,
  values: readonly unknown[] = [],
): Promise<T[]> {
  return (await pool.query<T>(text, [...values])).rows;
}

/** A small pool that does not end the process when the database goes away. */
export function openPool(url: string, max = 2): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max });
  pool.on('error', () => undefined);
  return pool;
}

async function versionOf(cluster: TestCluster): Promise<string> {
  const pool = openPool(cluster.url, 1);
  try {
    const [row] = await ask<{ server_version: string }>(pool, 'SHOW server_version');
    return row?.server_version ?? 'unknown';
  } finally {
    await pool.end();
  }
}

export async function startDatabases(): Promise<Databases> {
  const cluster = await startCluster({ fsync: true });
  try {
    return {
      version: await versionOf(cluster),
      create: async (name) => {
        await runSql(cluster.url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`, `CREATE DATABASE ${name}`);
        return inDatabase(cluster.url, name);
      },
      remove: () => cluster.remove(),
    };
  } catch (error) {
    await cluster.remove();
    throw error;
  }
}
