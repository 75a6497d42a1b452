-- A bounded number of queues: one job at a time per subject needs no more than that equal subjects share a queue.
CREATE FUNCTION clos_queue(kind text, key text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT kind || '-' || (hashtext(key) & 255) $$;
--> statement-breakpoint
-- Jobs are added inside our transactions. Graphile Worker's tables belong to the migrating role alone, so `clos_app` may only
-- add: this function runs with its owner's rights and takes nothing but names, ids and times.
-- `jobs` is an array of {task, key, serial, payload, priority, delaySeconds, keepTime, maxAttempts}:
-- equal `key`s coalesce while they wait, equal `serial`s never run at the same time. In key order, so that two
-- transactions cannot wait for each other.
CREATE FUNCTION clos_add_jobs(jobs jsonb) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS $$
DECLARE
  job jsonb;
BEGIN
  FOR job IN SELECT value FROM jsonb_array_elements(jobs) ORDER BY value->>'key' LOOP
    PERFORM graphile_worker.add_job(
      identifier => job->>'task',
      payload => (job->'payload')::json,
      queue_name => public.clos_queue(job->>'task', job->>'serial'),
      run_at => now() + make_interval(secs => coalesce((job->>'delaySeconds')::float8, 0)),
      max_attempts => coalesce((job->>'maxAttempts')::int, 25),
      job_key => job->>'key',
      priority => coalesce((job->>'priority')::int, 0),
      job_key_mode => CASE WHEN (job->>'keepTime')::boolean THEN 'preserve_run_at' ELSE 'replace' END
    );
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
CREATE FUNCTION clos_accept(
  installation_ids bigint[], guids text[], events text[], actions text[], subjects text[], reasons text[],
  body_hashes bytea[], bodies bytea[]
) RETURNS text[]
  LANGUAGE plpgsql
  AS $$
DECLARE
  outcomes text[] := '{}';
  jobs jsonb := '[]';
  known bytea;
BEGIN
  FOR i IN 1 .. cardinality(guids) LOOP
    PERFORM set_config('clos.installation_id', installation_ids[i]::text, true);
    INSERT INTO deliveries (installation_id, guid, event, action, subject, status, reason, body_hash, body)
    VALUES (installation_ids[i], guids[i], events[i], actions[i], subjects[i],
            CASE WHEN subjects[i] IS NULL THEN 'ignored' ELSE 'received' END, reasons[i], body_hashes[i], bodies[i])
    ON CONFLICT DO NOTHING;
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
