-- The only clock. Tests shift it for a whole database: ALTER DATABASE … SET clos.clock_offset = '1 hour'.
CREATE FUNCTION clos_now() RETURNS timestamptz
  LANGUAGE sql VOLATILE PARALLEL SAFE
  AS $$ SELECT clock_timestamp() + coalesce(nullif(current_setting('clos.clock_offset', true), ''), '0')::interval $$;
