// The world of commands that look into the running app: its database and GitHub, opened for one command. Loaded only by those that
// ask for it, so that commands for a working tree start at once and need no settings.

import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import { readEmbeddedConnection, startEmbedded } from './adapters/postgres/embedded.ts';
import { createIdeaLedger } from './adapters/postgres/idea-ledger.ts';
import { migrate } from './adapters/postgres/migrate.ts';
import { createPools } from './adapters/postgres/pools.ts';
import { createQuarantine } from './adapters/postgres/quarantine.ts';
import { createRecords } from './adapters/postgres/records.ts';
import type { World } from './cli/world.ts';
import { UserFault } from './core/faults.ts';
import { type Env, readEnv } from './env.ts';
import { createLog, createSpine } from './process.ts';

interface Opened {
  readonly url: string;
  close(): Promise<void>;
}

/** The embedded database of a running process is joined; when none runs, it is started for the length of the command. */
async function openDatabase(env: Env): Promise<Opened> {
  const { database } = env;
  if (database.kind === 'external') return { url: database.url.reveal(), close: async () => {} };
  const running = await readEmbeddedConnection(database.dataDir);
  if (running) return { url: running.url, close: async () => {} };
  const embedded = await startEmbedded({ dataDir: database.dataDir });
  await migrate(embedded.url);
  return { url: embedded.url, close: () => embedded.stop() };
}

const uncounted = { delivery: () => {}, cycle: () => {}, request: () => {}, mended: () => {} };

export async function inWorld<T>(work: (world: World) => Promise<T>): Promise<T> {
  if (existsSync('.env')) loadEnvFile('.env');
  return inWorldOf(readEnv(process.env), work);
}

/** With settings that were read already. */
export async function inWorldOf<T>(env: Env, work: (world: World) => Promise<T>): Promise<T> {
  if (!env.credentials) {
    throw new UserFault(
      'no-credentials',
      'The app has no credentials yet.',
      'Set APP_ID, PRIVATE_KEY and WEBHOOK_SECRET, or run `npm start` to register the app.',
    );
  }
  const database = await openDatabase(env);
  const pools = createPools(database.url, () => undefined, 2);
  try {
    const log = createLog({ ...env, logLevel: 'silent' });
    const spine = createSpine(env, env.credentials, pools, uncounted, log, {});
    return await work({
      spine,
      quarantine: createQuarantine(pools.app),
      records: createRecords(pools.app),
      ideas: createIdeaLedger(pools.app),
    });
  } finally {
    await pools.end();
    await database.close();
  }
}
