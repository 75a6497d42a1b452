// /healthz: the process answers. /readyz: its parts are fit to serve. What failed is named; why is in the log only, since
// a driver's message may hold a connection string. One reason is ours and told: that a newer version has taken over.

import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { Fault, SupersededFault } from '../core/faults.ts';
import type { Probe } from '../ports/health.ts';

/** `ok`, `timed-out`, a fault's code, or `failed`. */
type Checks = Readonly<Record<string, string>>;

interface Round {
  readonly checks: Checks;
  readonly superseded: SupersededFault | null;
}

export interface HealthRoutes {
  readonly probes: readonly Probe[];
  readonly probeMs: number;
  readonly takesDeliveries: boolean;
  readonly log: FastifyBaseLogger;
}

export function healthRoutes(scope: FastifyInstance, options: HealthRoutes): void {
  scope.get('/healthz', async (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ status: 'up' }),
  );

  // Callers share one round of probes, so that asking often costs the database nothing more.
  let round: Promise<Round> | null = null;
  scope.get('/readyz', async (_request, reply) => {
    round ??= probeAll(options).finally(() => {
      round = null;
    });
    const { code, body } = answerOf(await round, options.takesDeliveries);
    return reply.code(code).header('cache-control', 'no-store').send(body);
  });
}

/**
 * A superseded process that takes deliveries is still fit for what is sent to it: with 503 a load balancer would send them nowhere
 * until the new process listens.
 */
function answerOf({ checks, superseded }: Round, takesDeliveries: boolean): { code: number; body: object } {
  const bad = Object.values(checks).filter((check) => check !== 'ok');
  if (bad.length === 0) return { code: 200, body: { status: 'ready', checks } };
  if (superseded === null) return { code: 503, body: { status: 'not-ready', checks } };
  const isFit = takesDeliveries && bad.every((check) => check === superseded.code);
  return {
    code: isFit ? 200 : 503,
    body: { status: superseded.code, message: superseded.message, checks },
  };
}

async function probeAll(options: HealthRoutes): Promise<Round> {
  const entries = await Promise.all(
    options.probes.map(async (probe) => [probe.name, await outcome(probe, options)] as const),
  );
  const faults = entries.map(([, found]) => found);
  return {
    checks: Object.fromEntries(
      entries.map(([name, found]) => [name, found instanceof SupersededFault ? found.code : found]),
    ),
    superseded: faults.find((found) => found instanceof SupersededFault) ?? null,
  };
}

async function outcome(probe: Probe, { probeMs, log }: HealthRoutes): Promise<string | SupersededFault> {
  const { promise: late, resolve } = Promise.withResolvers<'timed-out'>();
  const timer = setTimeout(() => resolve('timed-out'), probeMs);
  const checked = (async () => probe.check())().then(
    () => 'ok',
    (err: unknown) => {
      log.warn({ err, probe: probe.name }, 'a readiness probe failed');
      if (err instanceof SupersededFault) return err;
      return err instanceof Fault ? err.code : 'failed';
    },
  );
  return Promise.race([checked, late]).finally(() => clearTimeout(timer));
}
