// The ledger on PostgreSQL: every transaction belongs to one tenant.

import type pg from 'pg';
import type { InstallationId } from '../../core/ids.ts';
import type { Claim, HeldPods, Ledger, StoredInstallation } from '../../ports/ledger.ts';
import { inArray } from './drizzle.ts';
import { Gathering } from './gathering.ts';
import { type Attempt, together } from './group.ts';
import { holdPods } from './held.ts';
import { PodsMoved } from './pods.ts';
import { createReader } from './reader.ts';
import { deliveries, installations } from './schema.ts';
import { inSession, inTransaction } from './tenant.ts';
import { createWriter } from './writer.ts';

/** Each try locks what the one before saw; who still meets others after these is put off like any trouble that passes. */
const LOCK_TRIES = 5;

async function untilTheyStay<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof PodsMoved) || tries >= LOCK_TRIES) throw error;
    }
  }
}

/** One pull request in one pod: what most claims are, and those that everybody makes at once. */
const isPlain = (claim: Claim): claim is Attempt['claim'] =>
  claim.own !== null && claim.keys.length === 1 && claim.ids.length === 0;

function holdingIn(pool: pg.Pool): Ledger['holding'] {
  const gathering = new Gathering();
  const alone = <T>(tenant: InstallationId, claim: Claim, work: (held: HeldPods) => Promise<T>): Promise<T> =>
    untilTheyStay(() =>
      inSession(pool, tenant, async (session) => work(await holdPods(session, tenant, claim))),
    );
  return <T>(tenant: InstallationId, claim: Claim, work: (held: HeldPods) => Promise<T>): Promise<T> => {
    if (!isPlain(claim)) return alone(tenant, claim, work);
    const answer = gathering.hold(
      `${tenant}/${claim.keys[0]?.key}`,
      { claim, work },
      {
        alone: (attempt) => alone(tenant, attempt.claim, attempt.work),
        together: (attempts) => together(pool, tenant, attempts),
      },
    );
    // What `work` returned.
    return answer as Promise<T>;
  };
}

export function createLedger(pool: pg.Pool): Ledger {
  return {
    reading: (tenant, work) => inTransaction(pool, tenant, (tx) => work(createReader(tx, tenant))),
    writing: (tenant, work) => inTransaction(pool, tenant, (tx) => work(createWriter(tx, tenant))),
    holding: holdingIn(pool),
    arrived: (guids) =>
      inTransaction(
        pool,
        null,
        async (tx) => {
          if (guids.length === 0) return new Set();
          const rows = await tx
            .select({ guid: deliveries.guid })
            .from(deliveries)
            .where(inArray(deliveries.guid, [...guids]));
          return new Set(rows.map((row) => row.guid));
        },
        [`clos.housekeeping = 'on'`],
      ),
    directory: () =>
      inTransaction(
        pool,
        null,
        async (tx) => {
          const rows = await tx
            .select({ id: installations.installationId, status: installations.status })
            .from(installations);
          return rows.map((row) => ({
            id: row.id as InstallationId,
            status: row.status as StoredInstallation['status'],
          }));
        },
        [`clos.directory = 'on'`],
      ),
  };
}
