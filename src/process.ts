// The process: environment in, a running server and worker out. The only place where adapters meet the spine.
// Invariant: what was started is stopped in reverse order, also when a later part failed to start.

import { setTimeout as wait } from 'node:timers/promises';
import pino from 'pino';
import { createExaminer } from './adapters/github/examiner.ts';
import { createGateReader } from './adapters/github/gates.ts';
import { createGateway } from './adapters/github/gateway.ts';
import { createGitHub } from './adapters/github/github.ts';
import { createQueueRefs } from './adapters/github/merge-queue.ts';
import { createWeb } from './adapters/http/web.ts';
import { createDoctorRecords } from './adapters/postgres/doctor-records.ts';
import { startEmbedded } from './adapters/postgres/embedded.ts';
import { createGateRecords } from './adapters/postgres/gates.ts';
import { createIdeaRecords } from './adapters/postgres/ideas.ts';
import { createInbox } from './adapters/postgres/inbox.ts';
import { type KnownSchema, knownSchema } from './adapters/postgres/known-schema.ts';
import { createLedger } from './adapters/postgres/ledger.ts';
import { createMergeGroups } from './adapters/postgres/merge-groups.ts';
import { assertMigrated } from './adapters/postgres/migrate.ts';
import { createOutbox } from './adapters/postgres/outbox.ts';
import { assertTenancy, createPools, type Pools } from './adapters/postgres/pools.ts';
import { createQuarantine } from './adapters/postgres/quarantine.ts';
import { createReplies } from './adapters/postgres/replies.ts';
import { deleteOldDeliveries } from './adapters/postgres/retention.ts';
import { type Schedule, startWorker, type Worker } from './adapters/queue/worker.ts';
import { permissions, subscriptions } from './app.ts';
import { UserFault } from './core/faults.ts';
import type { Env } from './env.ts';
import { migrated } from './migrated.ts';
import { type Failpoint, noFailpoints } from './ports/failpoint.ts';
import type { Probe } from './ports/health.ts';
import type { Metrics } from './ports/metrics.ts';
import type { Web } from './ports/web.ts';
import type { Spine } from './reconcile/spine.ts';
import { createTasks } from './reconcile/tasks.ts';
import { createMetrics } from './server/metrics.ts';
import { createServer } from './server/server.ts';
import { addressOf, createSetup, NOT_SET_UP } from './set-up.ts';
import { signatureVerifier } from './webhooks/signature.ts';

/** What only tests change. */
export interface Hooks {
  readonly failpoint?: Failpoint;
  readonly refreshDelaySeconds?: number;
  readonly retrySeconds?: number;
  /** Of one installation, and of the app itself. */
  readonly writesPerMinute?: number | undefined;
  /** Whom evidence's addresses are asked of; by default the public internet. */
  readonly web?: Web;
  /** What runs by the clock; a story that loses webhooks on purpose sweeps when it says so. */
  readonly schedules?: readonly Schedule[];
  /** Of a later version, which knows more than these. */
  readonly migrations?: string;
}

export interface Running {
  /** Where it listens, such as `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Lets what is under way end, within ten seconds. */
  stop(): Promise<void>;
}

type Credentials = NonNullable<Env['credentials']>;
type Log = pino.Logger;

/** How many jobs one process runs at once; they mostly wait for GitHub. */
const CONCURRENCY = 16;
/** A lost delivery heals within two of these (T-48: five minutes). */
const SCHEDULES: readonly Schedule[] = [
  { task: 'sweep', at: '*/2 * * * *' },
  { task: 'retention', at: '17 3 * * *' },
];
const REFRESH_DELAY_SECONDS = 2;
const RETRY_SECONDS = 1;
const STOP_MS = 9_500;

export function createLog(env: Pick<Env, 'logLevel' | 'production'>): Log {
  const redact = [
    'req.headers',
    'request.headers',
    'privateKey',
    'webhookSecret',
    '*.privateKey',
    '*.token',
    '*.authorization',
  ];
  const pretty = !env.production && process.stdout.isTTY;
  return pino({
    level: env.logLevel,
    redact,
    serializers: { err: plainError },
    ...(pretty
      ? {
          transport: {
            target: 'pino-pretty',
            options: { ignore: 'pid,hostname', translateTime: 'HH:MM:ss' },
          },
        }
      : {}),
  });
}

/** Requests to GitHub hang on their errors with headers and tokens; the log gets name, code, message and stack only. */
function plainError(error: unknown): object {
  if (!(error instanceof Error)) return { message: 'not an error' };
  const { name, message, stack } = error;
  const cause = error.cause instanceof Error ? plainError(error.cause) : undefined;
  return { type: name, code: (error as { code?: unknown }).code, message, stack, cause };
}

/** What to undo, newest first. */
class Closing {
  readonly #steps: (() => Promise<void>)[] = [];

  add(step: () => Promise<void>): void {
    this.#steps.unshift(step);
  }

  async run(log: Log): Promise<void> {
    for (const step of this.#steps.splice(0)) {
      await step().catch((err: unknown) => log.error({ err }, 'a part did not stop cleanly'));
    }
  }
}

async function databaseUrl(env: Env, closing: Closing, log: Log): Promise<string> {
  if (env.database.kind === 'external') return env.database.url.reveal();
  const embedded = await startEmbedded({ dataDir: env.database.dataDir, log: (line) => log.info({}, line) });
  closing.add(() => embedded.stop());
  return embedded.url;
}

function openPools(url: string, known: KnownSchema, log: Log, closing: Closing): Pools {
  const onError = (err: Error): void =>
    log.warn({ err }, 'a database connection broke; a new one will be opened');
  const pools = createPools(url, onError, CONCURRENCY, known);
  closing.add(() => pools.end());
  return pools;
}

export function createSpine(
  env: Env,
  credentials: Credentials,
  pools: Pools,
  metrics: Metrics,
  log: Log,
  hooks: Hooks,
): Spine {
  const gateway = createGateway({
    appId: credentials.appId,
    privateKey: credentials.privateKey.reveal(),
    baseUrl: env.githubApiUrl,
    metrics,
    log,
    writesPerMinute: hooks.writesPerMinute,
    superseded: pools.superseded,
  });
  return {
    ledger: createLedger(pools.app),
    outbox: createOutbox(pools.app),
    replies: createReplies(pools.app),
    github: createGitHub(gateway),
    ideas: createIdeaRecords(pools.app),
    queueRefs: createQueueRefs(gateway),
    mergeGroups: createMergeGroups(pools.app),
    gates: {
      reader: createGateReader(gateway),
      records: createGateRecords(pools.app),
      web: hooks.web ?? createWeb(),
    },
    clinic: {
      examiner: createExaminer(gateway),
      records: createDoctorRecords(pools.app),
      quarantine: createQuarantine(pools.app),
      needs: { permissions, events: subscriptions },
      clock: () => new Date(),
    },
    log,
    metrics,
    failpoint: hooks.failpoint ?? noFailpoints,
    refreshDelaySeconds: hooks.refreshDelaySeconds ?? REFRESH_DELAY_SECONDS,
    retrySeconds: hooks.retrySeconds ?? RETRY_SECONDS,
  };
}

async function work(spine: Spine, pools: Pools, log: Log, hooks: Hooks, closing: Closing): Promise<Worker> {
  const retention = async (): Promise<void> => {
    const deleted = await deleteOldDeliveries(pools.app);
    log.info({ deleted }, 'deleted old deliveries');
  };
  const worker = await startWorker({
    pool: pools.owner,
    tasks: { ...createTasks(spine), retention },
    schedules: hooks.schedules ?? SCHEDULES,
    atStart: ['sweep'],
    concurrency: CONCURRENCY,
    superseded: pools.superseded,
    log,
  });
  closing.add(() => worker.stop());
  return worker;
}

function probesOf(pools: Pools, known: KnownSchema, worker: Worker | null): Probe[] {
  // By the connections that deliveries take.
  const database: Probe = { name: 'database', check: async () => void (await pools.inbox.query('SELECT 1')) };
  const migrations: Probe = { name: 'migrations', check: () => assertMigrated(pools.owner, known) };
  return [
    database,
    migrations,
    ...(worker ? [{ name: 'worker' as const, check: () => worker.check() }] : []),
  ];
}

async function backlog(pools: Pools): Promise<number> {
  const { rows } = await pools.owner.query<{ jobs: string }>(
    `SELECT count(*) AS jobs FROM graphile_worker.jobs WHERE task_identifier = 'cycle' AND attempts < max_attempts`,
  );
  return Number(rows[0]?.jobs ?? 0);
}

async function listen(server: ReturnType<typeof createServer>, env: Env, closing: Closing): Promise<string> {
  closing.add(() => server.close());
  try {
    return await server.listen({ host: env.host, port: env.port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    const mend = 'Stop what listens there, or set PORT to another number.';
    throw new UserFault('port-in-use', `Port ${env.port} on ${env.host} is taken.`, mend, null, {
      cause: error,
    });
  }
}

async function startApp(
  env: Env,
  credentials: Credentials,
  log: Log,
  hooks: Hooks,
  closing: Closing,
): Promise<string> {
  const url = await databaseUrl(env, closing, log);
  const known = knownSchema(hooks.migrations);
  await migrated(url, known, log);
  const pools = openPools(url, known, log, closing);
  await assertTenancy(pools);
  const { metrics, text } = createMetrics(() => backlog(pools));
  const spine = createSpine(env, credentials, pools, metrics, log, hooks);
  const worker = env.role === 'server' ? null : await work(spine, pools, log, hooks, closing);
  const verify = signatureVerifier(credentials.webhookSecret.reveal());
  const { appId } = credentials;
  const deliveries =
    env.role === 'worker' ? null : { verify, inbox: createInbox(pools.inbox), metrics, appId };
  const probes = probesOf(pools, known, worker);
  return listen(createServer({ deliveries, probes, metricsText: text, setup: null, log }), env, closing);
}

/** No credentials yet, and not production: only the pages that register the app. */
async function startSetup(env: Env, log: Log, closing: Closing): Promise<string> {
  const { text } = createMetrics();
  const setup = createSetup(env, log);
  const server = createServer({ deliveries: null, probes: [NOT_SET_UP], metricsText: text, setup, log });
  const url = await listen(server, env, closing);
  log.info({ url }, `CLOS waits to be set up. Open ${addressOf(setup, url)}`);
  return url;
}

/** Throws UserFault for what the operator can mend. */
export async function start(env: Env, log: Log, hooks: Hooks = {}): Promise<Running> {
  const closing = new Closing();
  try {
    const { credentials } = env;
    const url = credentials
      ? await startApp(env, credentials, log, hooks, closing)
      : await startSetup(env, log, closing);
    if (credentials) log.info({ role: env.role, url }, 'CLOS is running');
    return {
      url,
      stop: async () => {
        const late = wait(STOP_MS, undefined, { ref: false }).then(() =>
          log.warn({}, 'stopping took too long; leaving the rest to the next start'),
        );
        await Promise.race([closing.run(log), late]);
      },
    };
  } catch (error) {
    await closing.run(log);
    throw error;
  }
}
