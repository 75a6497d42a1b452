// The database clock of one test, shifted for everybody at once. (The setting `clos.clock_offset` holds from a session's start on, and
// ending sessions under a running system is trouble that no test of time is about.)

interface Asking {
  query<T>(sql: string, values?: readonly unknown[]): Promise<T[]>;
}

export interface ShiftedClock {
  /** From the true time; back too. */
  set(hours: number): Promise<void>;
  /** From where it stands. */
  advance(hours: number): Promise<void>;
}

export function shiftedClock({ query }: Asking): ShiftedClock {
  let now = 0;
  const set = async (hours: number): Promise<void> => {
    now = hours;
    await query(
      `CREATE OR REPLACE FUNCTION clos_now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE
         AS $$ SELECT clock_timestamp() + interval '${hours} hours' $$`,
    );
  };
  return { set, advance: (hours) => set(now + hours) };
}
