// A database of its own for processes that judge without a GitHub. It survives crashes: each question is asked over a new connection.

import pg from 'pg';
import { createDatabase, inDatabase, runSql, TEMPLATE, type TestCluster } from '../support/cluster.ts';
import type { Query } from './truth.ts';

export interface Scene {
  readonly url: string;
  readonly query: Query;
  /** As the app's role, as `createPools` would. */
  appPool(size: number): pg.Pool;
  close(): Promise<void>;
}

let databases = 0;

async function databaseOn(cluster: TestCluster | null): Promise<{ url: string; drop(): Promise<void> }> {
  if (cluster === null) return createDatabase();
  databases += 1;
  const name = `scene_${databases}`;
  await runSql(cluster.url, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  return {
    url: inDatabase(cluster.url, name),
    drop: () => runSql(cluster.url, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}

async function asked<T>(url: string, sql: string, values: readonly unknown[]): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql, [...values])).rows as T[];
  } finally {
    await client.end();
  }
}

/** `cluster` null: the one that the test run shares. */
export async function openScene(
  cluster: TestCluster | null,
  statements: readonly string[] = [],
): Promise<Scene> {
  const { url, drop } = await databaseOn(cluster);
  await runSql(url, ...statements);
  const pools: pg.Pool[] = [];
  return {
    url,
    query: <T>(sql: string, values: readonly unknown[] = []) => asked<T>(url, sql, values),
    appPool: (max) => {
      const pool = new pg.Pool({ connectionString: url, options: '-c role=clos_app', max, pipeline: true });
      pool.on('error', () => undefined);
      pools.push(pool);
      return pool;
    },
    close: async () => {
      await Promise.all(pools.map((pool) => pool.end()));
      await drop();
    },
  };
}
