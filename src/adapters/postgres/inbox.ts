// The durable inbox. Deliveries that arrive while a commit is under way share the next one, so a burst costs few commits;
// each is acknowledged only after the commit that holds its row and its job.

import type pg from 'pg';
import { TransientFault } from '../../core/faults.ts';
import type { Acceptance, InboundDelivery, Inbox } from '../../ports/inbox.ts';
import { storable } from './storable.ts';
import { asFault } from './tenant.ts';

/** Bounds one transaction's length and what one failing row can take with it. */
const BATCH = 64;

interface Waiting {
  readonly delivery: InboundDelivery;
  readonly resolve: (acceptance: Acceptance) => void;
  readonly reject: (error: unknown) => void;
}

async function store(pool: pg.Pool, batch: readonly InboundDelivery[]): Promise<readonly Acceptance[]> {
  const { rows } = await pool.query<{ outcomes: Acceptance[] }>({
    name: 'accept',
    text: 'SELECT clos_accept($1, $2, $3, $4, $5, $6, $7, $8, $9) AS outcomes',
    values: [
      batch.map((d) => d.installationId),
      batch.map((d) => d.guid),
      batch.map((d) => d.event),
      batch.map((d) => d.action),
      batch.map((d) => d.subject),
      batch.map((d) => d.ignoredReason),
      batch.map((d) => d.hash),
      batch.map((d) => d.body.length),
      Buffer.concat(batch.map((d) => d.body)),
    ].map(storable),
  });
  return rows[0]?.outcomes ?? [];
}

async function settle(pool: pg.Pool, batch: readonly Waiting[]): Promise<void> {
  try {
    const outcomes = await store(
      pool,
      batch.map((waiting) => waiting.delivery),
    );
    batch.forEach((waiting, i) => {
      const outcome = outcomes[i];
      if (outcome) waiting.resolve(outcome);
      else
        waiting.reject(new TransientFault('inbox-no-answer', 'the inbox gave no answer for this delivery'));
    });
  } catch (error) {
    const fault = asFault(error);
    // Without a database one by one would only take longer.
    if (batch.length === 1 || fault instanceof TransientFault) {
      for (const waiting of batch) waiting.reject(fault);
      return;
    }
    // One bad row must not refuse its neighbours.
    for (const waiting of batch) await settle(pool, [waiting]);
  }
}

/** @param lanes commits that may be under way at once. */
export function createInbox(pool: pg.Pool, lanes = 2): Inbox {
  const queue: Waiting[] = [];
  let busy = 0;
  const pump = async (): Promise<void> => {
    if (busy >= lanes) return;
    busy += 1;
    while (queue.length > 0) {
      // In GUID order, so that two processes taking the same deliveries cannot wait for each other.
      const batch = queue.splice(0, BATCH).sort((a, b) => (a.delivery.guid < b.delivery.guid ? -1 : 1));
      await settle(pool, batch);
    }
    busy -= 1;
  };
  return {
    accept: (delivery) =>
      new Promise((resolve, reject) => {
        queue.push({ delivery, resolve, reject });
        void pump();
      }),
  };
}
