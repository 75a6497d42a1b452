// /healthz: the process answers. /readyz: its parts are fit to serve. What failed is named; why is in the log only, since
// a driver's message may hold a connection string.

import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { Fault } from '../core/faults.ts';
import type { Probe } from '../ports/health.ts';

/** `ok`, `timed-out`, a fault's code, or `failed`. */
type Checks = Readonly<Record<string, string>>;

export interface HealthRoutes {
  readonly probes: readonly Probe[];
  readonly probeMs: number;
  readonly log: FastifyBaseLogger;
}

export function healthRoutes(scope: FastifyInstance, { probes, probeMs, log }: HealthRoutes): void {
  scope.get('/healthz', async (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ status: 'up' }),
  );

  // Callers share one round of probes, so that asking often costs the database nothing more.
  let round: Promise<Checks> | null = null;
  scope.get('/readyz', async (_request, reply) => {
    round ??= probeAll(probes, probeMs, log).finally(() => {
      round = null;
    });
    const checks = await round;
    const ready = Object.values(checks).every((check) => check === 'ok');
    return reply
      .code(ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status: ready ? 'ready' : 'not-ready', checks });
  });
}

async function probeAll(probes: readonly Probe[], probeMs: number, log: FastifyBaseLogger): Promise<Checks> {
  const entries = probes.map(async (probe) => [probe.name, await outcome(probe, probeMs, log)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

async function outcome(probe: Probe, probeMs: number, log: FastifyBaseLogger): Promise<string> {
  const { promise: late, resolve } = Promise.withResolvers<'timed-out'>();
  const timer = setTimeout(() => resolve('timed-out'), probeMs);
  const checked = (async () => probe.check())().then(
    () => 'ok',
    (err: unknown) => {
      log.warn({ err, probe: probe.name }, 'a readiness probe failed');
      return err instanceof Fault ? err.code : 'failed';
    },
  );
  return Promise.race([checked, late]).finally(() => clearTimeout(timer));
}
