// What the webhook and server tests share: GitHub's recorded deliveries, an inbox in memory, a metrics recorder, a signer.

import { createHmac } from 'node:crypto';
import { createRequire } from 'node:module';
import { MalformedFault } from '../../src/core/faults.ts';
import type { Acceptance, InboundDelivery, Inbox } from '../../src/ports/inbox.ts';
import type { Metrics } from '../../src/ports/metrics.ts';
import { normalise } from '../../src/webhooks/normalise.ts';

export type Payload = Record<string, unknown>;

export interface Example {
  readonly event: string;
  readonly payload: Payload;
}

/** The 329 deliveries GitHub's own examples hold. */
export const examples: readonly Example[] = (
  createRequire(import.meta.url)('@octokit/webhooks-examples') as readonly {
    name: string;
    examples: readonly Payload[];
  }[]
).flatMap(({ name, examples }) => examples.map((payload) => ({ event: name, payload })));

/** A fresh copy of the first example of an event (and action), as delivered to installation 1. */
export function example(event: string, action: string | null = null): Payload {
  const found = examples.find(
    (one) => one.event === event && (action === null || one.payload.action === action),
  );
  if (found === undefined) throw new Error(`no example of ${event} ${action}`);
  return {
    ...structuredClone(found.payload),
    installation: { id: 1, ...(found.payload.installation as object) },
  };
}

export const SECRET = 'the right secret';

export function sign(body: string | Buffer, secret = SECRET): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

export interface MemoryInbox extends Inbox {
  readonly rows: Map<string, InboundDelivery>;
}

export function memoryInbox(): MemoryInbox {
  const rows = new Map<string, InboundDelivery>();
  return {
    rows,
    async accept(delivery): Promise<Acceptance> {
      const known = rows.get(delivery.guid);
      if (known === undefined) {
        rows.set(delivery.guid, delivery);
        return 'stored';
      }
      return known.hash.equals(delivery.hash) ? 'duplicate' : 'conflict';
    },
  };
}

export interface RecordedMetrics extends Metrics {
  /** How often each `outcome event` was counted. */
  readonly deliveries: Map<string, number>;
}

export function recordedMetrics(): RecordedMetrics {
  const deliveries = new Map<string, number>();
  return {
    deliveries,
    delivery: (outcome, event) => {
      const key = `${outcome} ${event}`;
      deliveries.set(key, (deliveries.get(key) ?? 0) + 1);
    },
    cycle: () => undefined,
    request: () => undefined,
    mended: () => undefined,
  };
}

export function deliveryHeaders(event: string, body: string | Buffer, guid: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    'x-github-event': event,
    'x-github-delivery': guid,
    'x-hub-signature-256': sign(body),
  };
}

/** The event; throws when it is ignored. */
export const seen = (event: string, payload: Payload) => {
  const outcome = normalise(event, payload);
  if (outcome.kind !== 'event') throw new Error(`ignored: ${outcome.reason}`);
  return outcome;
};

export const reasonOf = (event: string, payload: Payload): string => {
  const outcome = normalise(event, payload);
  return outcome.kind === 'ignored' ? outcome.reason : `not ignored: ${outcome.event.kind}`;
};

/** The field a malformed fault names, or `no fault`; any other error is thrown. */
export const faultOf = (event: string, payload: unknown): string => {
  try {
    normalise(event, payload);
  } catch (error) {
    if (error instanceof MalformedFault) return error.field;
    throw error;
  }
  return 'no fault';
};

/** The payload with the value at a path replaced; undefined takes it out. */
export function altered(payload: Payload, path: string, value: unknown): Payload {
  const copy = structuredClone(payload);
  const keys = path.split('.');
  const last = keys.pop()!;
  const parent = keys.reduce((at, key) => at[key] as Payload, copy);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
}
