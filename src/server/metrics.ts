// The Prometheus side of ports/metrics. A registry of its own, and labels from closed lists only: a sender must not be able
// to make new series.

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Metrics } from '../ports/metrics.ts';
import { reactions } from '../webhooks/reactions.ts';

export interface PrometheusMetrics {
  readonly metrics: Metrics;
  /** In Prometheus's text format. */
  text(): Promise<string>;
}

const EVENTS: ReadonlySet<string> = new Set(['ping', ...reactions.map(({ event }) => event)]);

/** `backlog` says how many accepted deliveries wait for a worker; asked once per scrape. */
export function createMetrics(backlog: (() => Promise<number>) | null = null): PrometheusMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const deliveries = new Counter({
    name: 'clos_deliveries_total',
    help: 'Webhook deliveries by what became of them.',
    labelNames: ['outcome', 'event'],
    registers,
  });
  const cycles = new Histogram({
    name: 'clos_cycle_seconds',
    help: 'From an accepted delivery or sweep to the end of its cycle.',
    labelNames: ['outcome'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
    registers,
  });
  const requests = new Counter({
    name: 'clos_github_requests_total',
    help: 'Calls to GitHub.',
    labelNames: ['kind', 'status'],
    registers,
  });
  const mended = new Counter({
    name: 'clos_mended_total',
    help: 'What sweeps had to mend.',
    labelNames: ['kind'],
    registers,
  });
  if (backlog !== null) backlogGauge(backlog, registry);

  return {
    metrics: {
      delivery: (outcome, event) => deliveries.inc({ outcome, event: EVENTS.has(event) ? event : 'other' }),
      cycle: (outcome, seconds) => cycles.observe({ outcome }, seconds),
      request: (kind, status) => requests.inc({ kind, status: String(status) }),
      mended: (kind, count) => mended.inc({ kind }, count),
    },
    text: () => registry.metrics(),
  };
}

/** Not a number while the database cannot say: the other metrics must still be readable then. */
function backlogGauge(backlog: () => Promise<number>, registry: Registry): Gauge {
  return new Gauge({
    name: 'clos_inbox_backlog',
    help: 'Accepted deliveries no worker has finished.',
    registers: [registry],
    async collect() {
      this.set(await backlog().catch(() => Number.NaN));
    },
  });
}
