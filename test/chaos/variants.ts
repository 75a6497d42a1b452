// The controls: the same process with one thing done the naive way. Each must fail the test it belongs to; a race test whose
// control passes proves nothing.

import { createGateway } from '../../src/adapters/github/gateway.ts';
import { createGitHub } from '../../src/adapters/github/github.ts';
import { createInbox } from '../../src/adapters/postgres/inbox.ts';
import { knownSchema } from '../../src/adapters/postgres/known-schema.ts';
import { migrate } from '../../src/adapters/postgres/migrate.ts';
import { createPools } from '../../src/adapters/postgres/pools.ts';
import { startWorker } from '../../src/adapters/queue/worker.ts';
import type { Env } from '../../src/env.ts';
import type { Inbox } from '../../src/ports/inbox.ts';
import { createSpine, type Hooks, type Running } from '../../src/process.ts';
import type { Spine } from '../../src/reconcile/spine.ts';
import { createTasks, type Tasks } from '../../src/reconcile/tasks.ts';
import type { Limits } from '../../src/server/limits.ts';
import { createMetrics } from '../../src/server/metrics.ts';
import { createServer } from '../../src/server/server.ts';
import { signatureVerifier } from '../../src/webhooks/signature.ts';
import { writesDirectly } from './direct.ts';

/**
 * `write-then-commit` and `commit-then-write`: no outbox, GitHub is called directly, before or after the commit.
 * `early-ack`: the delivery is acknowledged and stored afterwards. `no-cap`: any body is read, however large.
 * `no-breaker`: nobody remembers that GitHub asked for silence. `no-fence`: works on, whatever the database was migrated to.
 */
export type Variant =
  | 'write-then-commit'
  | 'commit-then-write'
  | 'early-ack'
  | 'no-cap'
  | 'no-breaker'
  | 'no-fence';

type Log = Parameters<typeof createSpine>[4];
type Credentials = NonNullable<Env['credentials']>;

const NO_CAP: Partial<Limits> = { bodyBytes: 2 ** 31, inFlightBytes: 2 ** 40 };

/** A new gateway for every call: what one call was told, the next one does not know. */
function forgetful(spine: Spine, env: Env, { appId, privateKey }: Credentials, log: Log): Spine {
  const { metrics } = spine;
  const fresh = () =>
    createGitHub(
      createGateway({ appId, privateKey: privateKey.reveal(), baseUrl: env.githubApiUrl, metrics, log }),
    );
  const part = (name: string) =>
    new Proxy(
      {},
      {
        get:
          (_, method) =>
          (...given: unknown[]) =>
            call(fresh(), name, String(method), given),
      },
    );
  const github = new Proxy({}, { get: (_, name) => part(String(name)) }) as Spine['github'];
  return { ...spine, github, outbox: { ...spine.outbox, block: async () => undefined } };
}

function call(github: object, part: string, method: string, given: readonly unknown[]): unknown {
  const methods = (github as Record<string, Record<string, (...all: unknown[]) => unknown>>)[part];
  return methods?.[method]?.(...given);
}

function spineOf(variant: Variant, real: Spine, env: Env, credentials: Credentials, log: Log): Spine {
  switch (variant) {
    case 'write-then-commit':
    case 'commit-then-write':
      return writesDirectly(real, variant);
    case 'no-breaker':
      return forgetful(real, env, credentials, log);
    default:
      return real;
  }
}

/** Says "stored" at once, and stores when there is time: as an app does that works after its answer. */
function earlyAck(inbox: Inbox): Inbox {
  return {
    accept: async (delivery) => {
      setImmediate(() => void inbox.accept(delivery).catch(() => undefined));
      return 'stored';
    },
  };
}

/** The process with tasks of somebody's choice, and with one thing naive if so asked. */
export async function startWith(
  tasksOf: (spine: Spine) => Tasks,
  env: Env,
  log: Log,
  hooks: Hooks,
  variant: Variant | null = null,
): Promise<Running> {
  const { credentials, database } = env;
  if (!credentials || database.kind !== 'external')
    throw new Error('a variant needs credentials and a database');
  await migrate(database.url.reveal());
  const known = variant === 'no-fence' ? null : knownSchema();
  const pools = createPools(database.url.reveal(), () => undefined, 16, known);
  const { metrics, text } = createMetrics();
  const worker = await startWorker({
    pool: pools.owner,
    tasks: tasksOf(createSpine(env, credentials, pools, metrics, log, hooks)),
    schedules: [],
    atStart: ['sweep'],
    concurrency: 16,
    superseded: pools.superseded,
    log,
  });
  const inbox = createInbox(pools.app);
  const verify = signatureVerifier(credentials.webhookSecret.reveal());
  const deliveries = {
    verify,
    inbox: variant === 'early-ack' ? earlyAck(inbox) : inbox,
    metrics,
    appId: credentials.appId,
  };
  const limits = variant === 'no-cap' ? NO_CAP : {};
  const server = createServer({ deliveries, probes: [], metricsText: text, setup: null, log, limits });
  const url = await server.listen({ host: env.host, port: env.port });
  return {
    url,
    stop: async () => {
      await server.close();
      await worker.stop();
      await pools.end();
    },
  };
}

export async function startVariant(variant: Variant, env: Env, log: Log, hooks: Hooks): Promise<Running> {
  const { credentials } = env;
  if (!credentials) throw new Error('a variant needs credentials');
  const tasksOf = (real: Spine): Tasks => createTasks(spineOf(variant, real, env, credentials, log));
  return startWith(tasksOf, env, log, hooks, variant);
}
