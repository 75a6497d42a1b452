// Once per run: one PostgreSQL server for all test files, and the migrated database that each of them copies.
import path from 'node:path';
import { migrate } from '../../src/adapters/postgres/migrate.ts';
import { inDatabase, runSql, startCluster, TEMPLATE } from './cluster.ts';
import { handOver } from './global-teardown.ts';

async function prepare(url: string): Promise<void> {
  await runSql(url, `CREATE DATABASE ${TEMPLATE}`);
  await migrate(inDatabase(url, TEMPLATE));
  // PostgreSQL copies a database only while nobody is connected to it.
  await runSql(url, `ALTER DATABASE ${TEMPLATE} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false`);
}

async function setUp(): Promise<void> {
  const cluster = await startCluster();
  try {
    await prepare(cluster.url);
  } catch (error) {
    await cluster.remove(); // Jest runs no teardown after a failed setup
    throw error;
  }
  handOver(cluster);
  process.env.CLOS_TEST_CLUSTER_URL = cluster.url;
  // Spares each of some hundred processes that tests start half a second of compiling; goes with the cluster's folder.
  process.env.NODE_COMPILE_CACHE = path.join(cluster.dataDir, 'compiled');
}

// biome-ignore lint/style/noDefaultExport: what Jest calls is the default export.
export default setUp;
