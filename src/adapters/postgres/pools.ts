// Three pools on one database: the owner's, for migrations and the job queue; the app's, whose sessions start as the role
// `clos_app`, neither superuser nor owner, so that row-level security holds for everything it reads or writes; and a small one
// of the same role for the inbox, so that jobs which wait for a pod never keep a delivery from being acknowledged. All but the inbox
// are fenced (fence.ts): what it asks of the schema is kept as it is, so that deliveries are taken during a deploy as well.

import pg from 'pg';
import { SupersededFault, TerminalFault } from '../../core/faults.ts';
import { enter } from './fence.ts';
import { type KnownSchema, knownSchema } from './known-schema.ts';

export interface Pools {
  readonly app: pg.Pool;
  readonly inbox: pg.Pool;
  readonly owner: pg.Pool;
  /** Aborted, with a SupersededFault, once a connection found the database migrated beyond what this code knows. */
  readonly superseded: AbortSignal;
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

interface PoolOptions {
  readonly name: string;
  readonly max: number;
  readonly options: string;
  readonly onError: (error: Error) => void;
  readonly onConnect?: ((client: pg.ClientBase) => Promise<void>) | undefined;
}

function pool(url: string, { name, max, options, onError, onConnect }: PoolOptions): pg.Pool {
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
    // The pool waits for it, and a connection that it refuses is closed.
    ...(onConnect ? { onConnect } : {}),
  });
  // Without a listener an idle connection that breaks (database restart) would end the process.
  made.on('error', onError);
  made.on('connect', (client) => client.on('error', onError));
  return made;
}

/**
 * @param size connections for jobs: as many as run at once, since each may wait for a pod.
 * @param known null: not fenced, for the control of a test.
 */
export function createPools(
  url: string,
  onError: (error: Error) => void,
  size = 16,
  known: KnownSchema | null = knownSchema(),
): Pools {
  const superseded = new AbortController();
  const onConnect = async (client: pg.ClientBase): Promise<void> => {
    if (known === null) return;
    await enter(client, known).catch((error: unknown) => {
      if (error instanceof SupersededFault) superseded.abort(error);
      throw error;
    });
  };
  const app = pool(url, { name: 'clos', max: size, options: APP, onError, onConnect });
  const inbox = pool(url, { name: 'clos-inbox', max: 3, options: APP, onError });
  const owner = pool(url, { name: 'clos-queue', max: 8, options: QUEUE, onError, onConnect });
  return {
    app,
    inbox,
    owner,
    superseded: superseded.signal,
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
