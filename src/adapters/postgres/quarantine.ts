// Looking at quarantined deliveries and putting a stored one back in line. Goes through the tenants one by one: there is no
// query that sees more than one.

import { sql } from 'drizzle-orm';
import type pg from 'pg';
import { APP_ITSELF, type InstallationId } from '../../core/ids.ts';
import type { Ledger } from '../../ports/ledger.ts';
import type { Quarantine, QuarantinedDelivery } from '../../ports/quarantine.ts';
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

async function replayIn(
  tx: Transaction,
  tenant: InstallationId,
  guid: string,
): Promise<QuarantinedDelivery | null> {
  // One that was ignored had no subject; by itself it gets the subject of its own, and is read again from its bytes.
  const { rows } = await tx.execute<Row>(sql`
    UPDATE deliveries SET status = 'received', attempts = 0, processed_at = NULL, subject = coalesce(subject, 'delivery/' || guid)
    WHERE guid = ${guid} RETURNING guid, installation_id, event, action, received_at, reason, subject`);
  const [row] = rows;
  if (!row?.subject) return null;
  await addJobs(tx, tenant, [{ task: 'cycle', subject: row.subject }]);
  return shown(row);
}

export function createQuarantine(pool: pg.Pool, ledger: Pick<Ledger, 'directory'>): Quarantine {
  const tenants = async (): Promise<readonly InstallationId[]> => [
    APP_ITSELF,
    ...(await ledger.directory()).map((one) => one.id),
  ];
  return {
    list: async () => {
      const all: QuarantinedDelivery[] = [];
      for (const tenant of await tenants()) {
        const { rows } = await inTransaction(pool, tenant, (tx) =>
          tx.execute<Row>(sql`SELECT guid, installation_id, event, action, received_at, reason, subject FROM deliveries
            WHERE status = 'quarantined' ORDER BY received_at DESC LIMIT 100`),
        );
        all.push(...rows.map(shown));
      }
      return all;
    },
    replay: async (guid) => {
      for (const tenant of await tenants()) {
        const found = await inTransaction(pool, tenant, (tx) => replayIn(tx, tenant, guid));
        if (found) return found;
      }
      return null;
    },
  };
}
