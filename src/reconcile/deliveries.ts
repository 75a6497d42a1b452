// Reads a subject's waiting deliveries. A delivery that cannot be read is set aside by itself; its neighbours go on.

import type { DomainEvent, Subject } from '../core/event.ts';
import type { LastEvent } from '../core/facts.ts';
import { Fault, MalformedFault } from '../core/faults.ts';
import { type InstallationId, traceId } from '../core/ids.ts';
import type { DeliveryOutcome, PendingDelivery } from '../ports/ledger.ts';
import { normalise } from '../webhooks/normalise.ts';

export interface ReadEvent {
  readonly guid: string;
  readonly subject: Subject;
  readonly event: DomainEvent;
  readonly last: LastEvent;
}

export interface ReadDeliveries {
  readonly events: readonly ReadEvent[];
  /** Already decided: malformed or ignored ones. */
  readonly outcomes: readonly DeliveryOutcome[];
}

function readOne(installation: InstallationId, delivery: PendingDelivery): ReadEvent | DeliveryOutcome {
  const { guid, receivedAt } = delivery;
  try {
    const read = normalise(delivery.event, JSON.parse(delivery.body.toString('utf8')));
    if (read.kind === 'ignored') return { guid, status: 'ignored', reason: read.reason };
    if (read.installationId !== installation)
      return { guid, status: 'rejected', reason: 'filed under another installation' };
    const last = { name: read.event.name, at: receivedAt, trace: traceId(guid) };
    return { guid, subject: read.subject, event: read.event, last };
  } catch (error) {
    // The same bytes will never read differently, so five tries would tell nothing new.
    if (error instanceof MalformedFault)
      return { guid, status: 'quarantined', reason: `${error.field}: ${error.message}` };
    if (error instanceof Fault) throw error;
    return { guid, status: 'quarantined', reason: 'the body is not JSON' };
  }
}

export function readDeliveries(
  installation: InstallationId,
  pending: readonly PendingDelivery[],
): ReadDeliveries {
  const read = pending.map((delivery) => readOne(installation, delivery));
  return {
    events: read.filter((one): one is ReadEvent => 'event' in one),
    outcomes: read.filter((one): one is DeliveryOutcome => 'status' in one),
  };
}

export const done = (events: readonly ReadEvent[], reason: string | null = null): DeliveryOutcome[] =>
  events.map(({ guid }) => ({ guid, status: 'done', reason }));

export const rejected = (events: readonly ReadEvent[], reason: string): DeliveryOutcome[] =>
  events.map(({ guid }) => ({ guid, status: 'rejected', reason }));
