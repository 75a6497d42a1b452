// An hour in two minutes: GitHub's clock, the processes', the database's, and the delays of its queue, all the same number of times as
// fast. So limits by the hour can be met, and a test need not wait for a minute.

import { fileURLToPath } from 'node:url';
import type { Query } from './truth.ts';

export interface FastTime {
  readonly times: number;
  /** GitHub's clock. */
  readonly clock: () => Date;
  /** For the processes. */
  readonly env: Readonly<Record<string, string>>;
  /** For the database, before the first process works on it. */
  apply(query: Query): Promise<void>;
}

const PRELOAD = fileURLToPath(new URL('./fast-clock.ts', import.meta.url));

export function fastTime(times: number): FastTime {
  const from = Date.now();
  const epoch = `to_timestamp(${from / 1000})`;
  return {
    times,
    clock: () => new Date(from + (Date.now() - from) * times),
    env: { NODE_OPTIONS: `--import=${PRELOAD}`, CLOCK_TIMES: String(times), CLOCK_FROM: String(from) },
    apply: async (query) => {
      await query(`CREATE OR REPLACE FUNCTION clos_now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE
        AS $$ SELECT ${epoch} + (clock_timestamp() - ${epoch}) * ${times} $$`);
      await query(`CREATE FUNCTION chaos_hasten() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN NEW.run_at := now() + (NEW.run_at - now()) / ${times}; RETURN NEW; END $$`);
      await query(`CREATE TRIGGER chaos_hasten BEFORE INSERT ON graphile_worker._private_jobs FOR EACH ROW
        WHEN (NEW.run_at < 'infinity') EXECUTE FUNCTION chaos_hasten()`);
    },
  };
}
