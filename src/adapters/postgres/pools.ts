// Three pools on one database: the owner's, for migrations and the job queue; the app's, whose sessions start as the role
// `clos_app`, neither superuser nor owner, so that row-level security holds for everything it reads or writes; and a small one
// of the same role for the inbox, so that jobs which wait for a pod never keep a delivery from being acknowledged.

import pg from 'pg';
import { TerminalFault } from '../../core/faults.ts';

export interface Pools {
  readonly app: pg.Pool;
  readonly inbox: pg.Pool;
  readonly owner: pg.Pool;
  end(): Promise<void>;
}

/** A host that loses power must not keep its locks until the kernel's two hours are over. */
const ALIVE = '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3';
/** Statements of the app are short; one that takes longer than this, or a transaction that does nothing for so long, is stuck. */
const APP = [
  ALIVE,
  // Planned once per connection: all of ours go by index, and planning the longest anew took three times as long as running it.
  '-c plan_cache_mode=force_generic_plan',
  '-c statement_timeout=30s -c idle_in_transaction_session_timeout=30s',
  '-c role=clos_app',
].join(' ');
/** What the queue itself commits need not survive a crash of the database: a job whose lock or end was lost is run again. */
const QUEUE = `${ALIVE} -c synchronous_commit=off`;

function pool(
  url: string,
  name: string,
  max: number,
  options: string,
  onError: (error: Error) => void,
): pg.Pool {
  // The driver lets `?options=` of the address replace ours, and with them the role. Ours come last and win.
  const address = new URL(url);
  const given = address.searchParams.get('options');
  address.searchParams.delete('options');
  const made = new pg.Pool({
    connectionString: address.href,
    max,
    options: given === null ? options : `${given} ${options}`,
    application_name: name,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    // Statements are sent without waiting for the answers to those before them (tenant.ts).
    pipeline: true,
  });
  // Without a listener an idle connection that breaks (database restart) would end the process.
  made.on('error', onError);
  made.on('connect', (client) => client.on('error', onError));
  return made;
}

/** @param size connections for jobs: as many as run at once, since each may wait for a pod. */
export function createPools(url: string, onError: (error: Error) => void, size = 16): Pools {
  const app = pool(url, 'clos', size, APP, onError);
  const inbox = pool(url, 'clos-inbox', 3, APP, onError);
  const owner = pool(url, 'clos-queue', 8, QUEUE, onError);
  return {
    app,
    inbox,
    owner,
    end: async () => void (await Promise.all([app.end(), inbox.end(), owner.end()])),
  };
}

/** Refuses to go on as anybody whom row-level security does not bind: a pooler in between may drop session options. */
export async function assertTenancy(pools: Pools): Promise<void> {
  const { rows } = await pools.app.query<{ bound: boolean; name: string }>(
    'SELECT NOT (rolsuper OR rolbypassrls) AS bound, rolname AS name FROM pg_roles WHERE rolname = current_user',
  );
  if (rows[0]?.bound && rows[0].name === 'clos_app') return;
  throw new TerminalFault(
    'tenancy-off',
    `the database session acts as ${rows[0]?.name ?? 'nobody'} instead of clos_app; connect without a pooler that drops options`,
  );
}
