// Deliveries are kept longer than GitHub can redeliver them (3 days), and then deleted in small steps; what is quarantined
// stays a month for somebody to look at.

import type pg from 'pg';
import { sql } from './drizzle.ts';
import { inTransaction } from './tenant.ts';

const STEP = 2_000;

/** Returns how many deliveries were deleted. */
export async function deleteOldDeliveries(pool: pg.Pool): Promise<number> {
  let deleted = 0;
  for (;;) {
    const step = await inTransaction(
      pool,
      null,
      (tx) =>
        tx.execute(sql`DELETE FROM deliveries WHERE ctid = ANY(ARRAY(
          SELECT ctid FROM deliveries
          WHERE received_at < clos_now() - interval '7 days' AND status <> 'received'
            AND (status <> 'quarantined' OR received_at < clos_now() - interval '30 days')
          LIMIT ${STEP}))`),
      [`clos.housekeeping = 'on'`],
    );
    deleted += step.rowCount ?? 0;
    if ((step.rowCount ?? 0) < STEP) return deleted;
  }
}
