// Two pools on one database: the owner's, for migrations and the job queue, and the app's, whose sessions start as the role
// `clos_app`: neither superuser nor owner, so row-level security holds for everything the app reads or writes.

import pg from 'pg';

export interface Pools {
  readonly app: pg.Pool;
  readonly owner: pg.Pool;
  end(): Promise<void>;
}

/** Statements of the app are short; one that takes longer than this is stuck. */
const STATEMENT_TIMEOUT = '30s';
/** What the queue itself commits need not survive a crash of the database: a job whose lock or end was lost is run again. */
const QUEUE_OPTIONS = '-c synchronous_commit=off';

function pool(
  url: string,
  name: string,
  max: number,
  options: string,
  onError: (error: Error) => void,
): pg.Pool {
  const made = new pg.Pool({
    connectionString: url,
    max,
    options,
    application_name: name,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  // Without a listener an idle connection that breaks (database restart) would end the process.
  made.on('error', onError);
  made.on('connect', (client) => client.on('error', onError));
  return made;
}

export function createPools(url: string, onError: (error: Error) => void, size = 12): Pools {
  const app = pool(url, 'clos', size, `-c role=clos_app -c statement_timeout=${STATEMENT_TIMEOUT}`, onError);
  const owner = pool(url, 'clos-queue', 16, QUEUE_OPTIONS, onError);
  return { app, owner, end: async () => void (await Promise.all([app.end(), owner.end()])) };
}
