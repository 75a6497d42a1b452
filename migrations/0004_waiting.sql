-- Which of these jobs are still to come: waiting for their time, put off, to be tried again, or running. One that used up its tries
-- is not. Graphile Worker's tables belong to the migrating role alone, so this runs with its owner's rights; and since a key names
-- its tenant, a tenant hears of its own jobs only. STABLE: it sees what the statement that asks sees, so that a job which ends in the
-- meantime is not missed together with what it did.
CREATE FUNCTION clos_waiting(keys text[]) RETURNS SETOF text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS $$ SELECT key FROM graphile_worker.jobs
    WHERE key = ANY (keys) AND split_part(key, '/', 2) = public.clos_tenant()::text
      AND (attempts < max_attempts OR locked_at IS NOT NULL) $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION clos_waiting(text[]) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION clos_waiting(text[]) TO clos_app;
