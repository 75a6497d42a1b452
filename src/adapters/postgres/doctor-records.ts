// Rows that tell the doctor of trouble.

import type pg from 'pg';
import type { FrozenPod } from '../../core/doctor/facts.ts';
import type { Mode } from '../../core/policy.ts';
import type { DoctorRecords } from '../../ports/doctor.ts';
import { sql } from './drizzle.ts';
import { inTransaction } from './tenant.ts';
import { jsonText } from './storable.ts';

interface FrozenRow extends Record<string, unknown> {
  pod: string;
  reason: string;
  until: string | null;
}

export function createDoctorRecords(pool: pg.Pool): DoctorRecords {
  return {
    modes: (installation) =>
      inTransaction(pool, installation, async (tx) => {
        const { rows } = await tx.execute<{ key: string; mode: Mode }>(
          sql`SELECT key, rules->>'mode' AS mode FROM pods WHERE rules IS NOT NULL`,
        );
        return new Map(rows.map(({ key, mode }) => [key, mode]));
      }),
    mergedWithoutSlot: (installation) =>
      inTransaction(pool, installation, async (tx) => {
        const { rows } = await tx.execute<{ count: number }>(sql`
          SELECT count(DISTINCT subject)::int AS count FROM audit_events
          WHERE action = 'wip.merged-without-slot' AND at > clos_now() - interval '30 days'`);
        return rows[0]?.count ?? 0;
      }),
    frozen: (installation) =>
      inTransaction(pool, installation, async (tx) => {
        const { rows } = await tx.execute<FrozenRow>(sql`
          SELECT name AS pod, frozen->>'reason' AS reason, frozen->>'until' AS until FROM pods
          WHERE frozen IS NOT NULL AND coalesce((frozen->>'until')::timestamptz > clos_now(), true) ORDER BY name`);
        return rows.map(({ pod, reason, until }): Omit<FrozenPod, 'account'> => ({ pod, reason, until }));
      }),
    foreignRuns: (installation, repositoryId, runs, trace) =>
      inTransaction(pool, installation, async (tx) => {
        if (runs.length === 0) return 0;
        const seen = runs.map((run) => ({ subject: `repository/${repositoryId}/check-run/${run.id}`, run }));
        const { rowCount } = await tx.execute(sql`
          INSERT INTO audit_events (installation_id, actor, action, subject, after, trace_id)
          SELECT ${installation}, one->'run'->>'app', 'check.foreign', one->>'subject', one->'run', ${trace}
          FROM jsonb_array_elements(${jsonText(seen)}::jsonb) one
          WHERE NOT EXISTS (SELECT FROM audit_events e WHERE e.action = 'check.foreign' AND e.subject = one->>'subject')`);
        return rowCount ?? 0;
      }),
  };
}
