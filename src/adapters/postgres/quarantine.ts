// Looking at quarantined deliveries and putting a stored one back in line. For operators: in housekeeping mode the database
// shows finished deliveries of every tenant; what changes a row happens inside its tenant.

import type { SQL } from 'drizzle-orm';
import type pg from 'pg';
import type { InstallationId } from '../../core/ids.ts';
import type { Quarantine, QuarantinedDelivery } from '../../ports/quarantine.ts';
import { sql } from './drizzle.ts';
import { addJobs } from './jobs.ts';
import { iso } from './rows.ts';
import { inTransaction, type Transaction } from './tenant.ts';

interface Row extends Record<string, unknown> {
  guid: string;
  installation_id: string;
  event: string;
  action: string | null;
  received_at: string;
  reason: string | null;
  subject: string | null;
}

const shown = (row: Row): QuarantinedDelivery => ({
  guid: row.guid,
  installationId: Number(row.installation_id),
  event: row.event,
  action: row.action,
  receivedAt: iso(row.received_at),
  reason: row.reason,
});

const HOUSEKEEPING = [`clos.housekeeping = 'on'`];

const ACROSS = sql`SELECT guid, installation_id, event, action, received_at, reason, subject FROM deliveries`;

async function replayIn(tx: Transaction, tenant: InstallationId, guid: string): Promise<void> {
  // One that was ignored had no subject; by itself it gets one of its own, and is read again from its bytes.
  const { rows } = await tx.execute<{ subject: string }>(sql`
    UPDATE deliveries SET status = 'received', attempts = 0, processed_at = NULL, subject = coalesce(subject, 'delivery/' || guid)
    WHERE guid = ${guid} RETURNING subject`);
  await addJobs(
    tx,
    tenant,
    rows.map(({ subject }) => ({ task: 'cycle', subject })),
  );
}

export function createQuarantine(pool: pg.Pool): Quarantine {
  const across = (condition: SQL) =>
    inTransaction(
      pool,
      null,
      (tx) => tx.execute<Row>(sql`${ACROSS} WHERE ${condition} ORDER BY received_at DESC LIMIT 200`),
      HOUSEKEEPING,
    );
  return {
    list: async () => (await across(sql`status = 'quarantined'`)).rows.map(shown),
    replay: async (guid) => {
      const { rows } = await across(sql`guid = ${guid}`);
      for (const row of rows) {
        const tenant = Number(row.installation_id) as InstallationId;
        await inTransaction(pool, tenant, (tx) => replayIn(tx, tenant, guid));
      }
      return rows[0] ? shown(rows[0]) : null;
    },
  };
}
