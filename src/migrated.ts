// The database at its start: given time when it is starting next to us, brought to our schema, and its refusals told to the operator.

import { setTimeout as wait } from 'node:timers/promises';
import type { KnownSchema } from './adapters/postgres/known-schema.ts';
import { migrate } from './adapters/postgres/migrate.ts';
import { asFault } from './adapters/postgres/tenant.ts';
import { TerminalFault, TransientFault, UserFault } from './core/faults.ts';
import type { Log } from './ports/log.ts';

const DATABASE_PATIENCE_MS = 30_000;

/** A database that is starting next to us gets some time; anything else is told at once. */
export async function migrated(url: string, known: KnownSchema, log: Log): Promise<void> {
  const end = performance.now() + DATABASE_PATIENCE_MS;
  for (;;) {
    try {
      return await migrate(url, known);
    } catch (error) {
      const fault = asFault(error);
      if (!(fault instanceof TransientFault) || performance.now() > end) throw unreachable(fault);
      log.warn({ err: fault }, 'the database does not answer yet; trying again');
      await wait(500);
    }
  }
}

/** SQLSTATE: no such user, wrong password, no such database, not allowed to make what the migrations make. */
const REFUSED = /^database-(28|3D|42501)/;

function unreachable(fault: unknown): unknown {
  const mend =
    'Check that DATABASE_URL names a PostgreSQL that runs, an existing database, and a user who may create tables and roles.';
  if (fault instanceof TransientFault) {
    return new UserFault('database-unavailable', 'The database does not answer.', mend, null, {
      cause: fault,
    });
  }
  if (fault instanceof TerminalFault && REFUSED.test(fault.code)) {
    return new UserFault('database-refused', `The database refuses us: ${fault.message}.`, mend, null, {
      cause: fault,
    });
  }
  return fault;
}
