-- A bounded number of queues: one job at a time per subject needs no more than that equal subjects share a queue.
CREATE FUNCTION clos_queue(kind text, key text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT kind || '-' || (hashtext(key) & 255) $$;
--> statement-breakpoint
-- Jobs are added inside our transactions. Graphile Worker's tables belong to the migrating role alone, so `clos_app` may only
-- add: this function runs with its owner's rights and takes nothing but names, ids and times.
-- `jobs` is an array of {task, key, serial, payload, priority, delaySeconds, keepTime, maxAttempts}:
-- equal `key`s coalesce while they wait, equal `serial`s never run at the same time. All at once and in key order: one by one
-- costs three times as much, and two transactions could wait for each other. Plans are made once per session (a new one for each
-- call costs more than its run), and by index, since the table may have been empty when they were made.
CREATE FUNCTION clos_add_jobs(jobs jsonb) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
  AS $$
DECLARE
  keep boolean;
  specs graphile_worker.job_spec[];
  added text[];
BEGIN
  FOREACH keep IN ARRAY ARRAY[false, true] LOOP
    -- Of equal keys the last one counts, as if they had been added one after the other.
    SELECT array_agg((
        job->>'task',
        job->'payload',
        public.clos_queue(job->>'task', job->>'serial'),
        now() + make_interval(secs => coalesce((job->>'delaySeconds')::float8, 0)),
        coalesce((job->>'maxAttempts')::int2, 25::int2),
        job->>'key',
        coalesce((job->>'priority')::int2, 0::int2),
        NULL
      )::graphile_worker.job_spec ORDER BY job->>'key')
    INTO specs
    FROM (
      SELECT DISTINCT ON (value->>'key') value AS job
      FROM jsonb_array_elements(jobs) WITH ORDINALITY
      WHERE coalesce((value->>'keepTime')::boolean, false) = keep
      ORDER BY value->>'key', ordinality DESC
    ) distinct_jobs;
    WHILE cardinality(specs) > 0 LOOP
      SELECT array_agg(key) INTO added FROM graphile_worker.add_jobs(specs, keep);
      -- Graphile's own statement passes over a job that a worker takes at that very moment, and the new one would be lost: again,
      -- now that it can be seen.
      specs := ARRAY(SELECT spec FROM unnest(specs) spec WHERE spec.job_key <> ALL (coalesce(added, '{}')));
    END LOOP;
  END LOOP;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION clos_add_jobs(jsonb) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION clos_add_jobs(jsonb) TO clos_app;
--> statement-breakpoint
-- How far an installation is behind, from 0 to 10: the priority of its next job. A quiet tenant is never behind a noisy one.
CREATE FUNCTION clos_backlog(installation bigint) RETURNS int
  LANGUAGE sql STABLE
  AS $$ SELECT count(*)::int / 10 FROM (
    SELECT FROM deliveries WHERE installation_id = installation AND status = 'received' LIMIT 100) pending $$;
--> statement-breakpoint
-- Takes a batch of deliveries: row and job for each, all or none. One outcome per delivery: stored, duplicate or conflict.
-- The bodies come one after the other in a single value, which the driver sends as it is; an array of them would be text.
CREATE FUNCTION clos_accept(
  installation_ids bigint[], guids text[], events text[], actions text[], subjects text[], reasons text[],
  body_hashes bytea[], sizes int[], bodies bytea
) RETURNS text[]
  LANGUAGE plpgsql
  AS $$
DECLARE
  outcomes text[] := '{}';
  jobs jsonb := '[]';
  known bytea;
  start int := 1;
BEGIN
  FOR i IN 1 .. cardinality(guids) LOOP
    PERFORM set_config('clos.installation_id', installation_ids[i]::text, true);
    INSERT INTO deliveries (installation_id, guid, event, action, subject, status, reason, body_hash, body)
    VALUES (installation_ids[i], guids[i], events[i], actions[i], subjects[i],
            CASE WHEN subjects[i] IS NULL THEN 'ignored' ELSE 'received' END, reasons[i], body_hashes[i],
            substr(bodies, start, sizes[i]))
    ON CONFLICT DO NOTHING;
    start := start + sizes[i];
    IF NOT FOUND THEN
      SELECT body_hash INTO known FROM deliveries WHERE installation_id = installation_ids[i] AND guid = guids[i];
      outcomes := outcomes || CASE WHEN known = body_hashes[i] THEN 'duplicate' ELSE 'conflict' END;
    ELSE
      outcomes := outcomes || 'stored'::text;
      IF subjects[i] IS NOT NULL THEN
        jobs := jobs || jsonb_build_object(
          'task', 'cycle',
          'key', 'cycle/' || installation_ids[i] || '/' || subjects[i],
          'serial', installation_ids[i] || '/' || subjects[i],
          'priority', clos_backlog(installation_ids[i]),
          'payload', jsonb_build_object('installationId', installation_ids[i], 'subject', subjects[i]));
      END IF;
    END IF;
  END LOOP;
  PERFORM set_config('clos.installation_id', '', true);
  IF jsonb_array_length(jobs) > 0 THEN
    PERFORM clos_add_jobs(jobs);
  END IF;
  RETURN outcomes;
END $$;
