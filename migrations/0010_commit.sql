-- One transition of one row; the caller holds the pod. What was decided must still be so: a grant that finds a holder is refused, and
-- with it the whole transaction.
CREATE FUNCTION clos_transit(change jsonb, stamp timestamptz, trace text) RETURNS void
  LANGUAGE plpgsql
  AS $$
DECLARE
  kind text := change->>'kind';
  pod bigint := change->>'podId';
  repository bigint := change->>'repositoryId';
  number int := change->>'pullNumber';
BEGIN
  IF kind IN ('release', 'requeue') THEN
    UPDATE wip_locks SET status = 'released', released_at = stamp, release_reason = change->>'reason', trace_id = trace
    WHERE pod_id = pod AND repository_id = repository AND pull_number = number AND status <> 'released';
  END IF;
  -- A requeued one leaves its old row as history; the new one says since when it waits again.
  IF kind IN ('enqueue', 'requeue') THEN
    INSERT INTO wip_locks (installation_id, pod_id, repository_id, pull_number, status, priority, requested_at, not_before, trace_id)
    VALUES (clos_tenant(), pod, repository, number, 'queued', (change->>'priority')::int2, (change->>'requestedAt')::timestamptz,
      (change->>'notBefore')::timestamptz, trace)
    ON CONFLICT (pod_id, repository_id, pull_number) WHERE status <> 'released' DO NOTHING;
  ELSIF kind = 'grant' THEN
    INSERT INTO wip_locks (installation_id, pod_id, repository_id, pull_number, status, slot_no, priority, fence, requested_at,
      granted_at, active_at, trace_id)
    VALUES (clos_tenant(), pod, repository, number, 'held', (change->>'slot')::int, (change->>'priority')::int2, nextval('wip_fence'),
      (change->>'requestedAt')::timestamptz, stamp, stamp, trace)
    ON CONFLICT (pod_id, repository_id, pull_number) WHERE status <> 'released'
    DO UPDATE SET status = 'held', slot_no = excluded.slot_no, priority = excluded.priority, fence = excluded.fence,
      granted_at = excluded.granted_at, active_at = excluded.active_at, trace_id = excluded.trace_id
    WHERE wip_locks.status = 'queued';
    IF NOT FOUND THEN
      RAISE EXCEPTION 'pull request % already holds a slot of pod %', number, pod USING ERRCODE = 'CL001';
    END IF;
  ELSIF kind = 'expedite' THEN
    UPDATE wip_locks SET priority = 1, trace_id = trace
    WHERE pod_id = pod AND repository_id = repository AND pull_number = number AND status <> 'released';
  ELSIF kind = 'warn' THEN
    UPDATE wip_locks SET warned_at = stamp
    WHERE pod_id = pod AND repository_id = repository AND pull_number = number AND status = 'held';
  ELSIF kind = 'touch' THEN
    UPDATE wip_locks SET active_at = stamp, warned_at = NULL
    WHERE pod_id = pod AND repository_id = repository AND pull_number = number AND status = 'held';
  END IF;
END $$;
--> statement-breakpoint
-- Marks the rows of an item that stands in several pods, so that whoever locks one of the pods finds the others.
CREATE FUNCTION clos_mark_shared(repository bigint, number int) RETURNS void
  LANGUAGE sql
  AS $$ UPDATE wip_locks SET shared = true
    WHERE repository_id = repository AND pull_number = number AND status <> 'released' AND NOT shared
      AND (SELECT count(*) FROM wip_locks WHERE repository_id = repository AND pull_number = number AND status <> 'released') > 1 $$;
--> statement-breakpoint
-- What a look at a pull request found, and the delivery jobs of commits that it now shares with others, or shared until now.
CREATE FUNCTION clos_save_pull(pull jsonb) RETURNS jsonb
  LANGUAGE plpgsql
  AS $$
DECLARE
  repository bigint := pull->>'repositoryId';
  seen jsonb := pull->'facts';
  shared jsonb;
  jobs jsonb := '[]';
BEGIN
  INSERT INTO pulls AS known (installation_id, repository_id, number, state, head_sha, facts, github_updated_at, last_event, files, changed_at)
  VALUES (clos_tenant(), repository, (seen->>'number')::int, seen->>'state', seen->>'headSha', seen,
    (seen->>'updatedAt')::timestamptz, pull->'lastEvent', nullif(pull->'files', 'null'), clos_now())
  ON CONFLICT (installation_id, repository_id, number) DO UPDATE SET state = excluded.state, head_sha = excluded.head_sha,
    facts = excluded.facts, github_updated_at = excluded.github_updated_at, last_event = excluded.last_event,
    files = coalesce(excluded.files, known.files), changed_at = excluded.changed_at;
  FOR shared IN SELECT value FROM jsonb_array_elements(pull->'shared') LOOP
    IF EXISTS (SELECT FROM pulls WHERE repository_id = repository AND head_sha = shared->>'headSha' AND state = 'open'
      AND number <> (seen->>'number')::int) THEN
      jobs := jobs || (shared->'job');
    END IF;
  END LOOP;
  RETURN jobs;
END $$;
--> statement-breakpoint
-- What checks should say from now on. Returns the delivery jobs of those that changed, or must be written anyway.
CREATE FUNCTION clos_desire(wanted jsonb, force boolean, trace text) RETURNS jsonb
  LANGUAGE plpgsql
  AS $$
DECLARE
  one jsonb;
  jobs jsonb[] := '{}';
BEGIN
  FOR one IN SELECT value FROM jsonb_array_elements(wanted) LOOP
    IF (one->>'onlyIfShown')::boolean AND NOT EXISTS (SELECT FROM checks WHERE repository_id = (one->>'repositoryId')::bigint
      AND pull_number = (one->>'pullNumber')::int AND name = one->>'name') THEN
      CONTINUE;
    END IF;
    INSERT INTO checks AS known (installation_id, repository_id, pull_number, name, head_sha, essence_hash, body, trace_id, decided_at)
    VALUES (clos_tenant(), (one->>'repositoryId')::bigint, (one->>'pullNumber')::int, one->>'name', one->>'headSha',
      one->>'essenceHash', one->'body', trace, clos_now())
    ON CONFLICT (installation_id, repository_id, pull_number, name) DO UPDATE SET head_sha = excluded.head_sha,
      essence_hash = excluded.essence_hash, body = excluded.body, trace_id = excluded.trace_id, decided_at = excluded.decided_at,
      generation = known.generation + force::int
    WHERE force OR (known.head_sha, known.essence_hash) IS DISTINCT FROM (excluded.head_sha, excluded.essence_hash);
    IF FOUND THEN
      jobs := array_append(jobs, one->'job');
    END IF;
  END LOOP;
  RETURN to_jsonb(jobs);
END $$;
--> statement-breakpoint
-- One decision without its jobs, which are returned.
CREATE FUNCTION clos_write(change jsonb, OUT jobs jsonb, OUT told int)
  LANGUAGE plpgsql
  AS $$
DECLARE
  stamp timestamptz := change->>'now';
  trace text := change->>'trace';
  checks jsonb;
  one jsonb;
BEGIN
  jobs := change->'jobs';
  IF change ? 'pull' THEN
    jobs := jobs || clos_save_pull(change->'pull');
  END IF;
  FOR one IN SELECT value FROM jsonb_array_elements(change->'podChanges') LOOP
    UPDATE pods SET frozen = nullif(one->'freeze', 'null') WHERE pod_id = (one->>'podId')::bigint;
  END LOOP;
  FOR one IN SELECT value FROM jsonb_array_elements(change->'transitions') LOOP
    PERFORM clos_transit(one, stamp, trace);
  END LOOP;
  FOR one IN SELECT value FROM jsonb_array_elements(change->'joined') LOOP
    PERFORM clos_mark_shared((one->>'repositoryId')::bigint, (one->>'pullNumber')::int);
  END LOOP;
  checks := clos_desire(change->'checks', (change->>'force')::boolean, trace);
  FOR one IN SELECT value FROM jsonb_array_elements(change->'audit') LOOP
    INSERT INTO audit_events (installation_id, actor, action, subject, before, after, trace_id)
    VALUES (clos_tenant(), one->>'actor', one->>'action', one->>'subject', nullif(one->'before', 'null'), nullif(one->'after', 'null'), trace);
  END LOOP;
  FOR one IN SELECT value FROM jsonb_array_elements(change->'finish') LOOP
    UPDATE deliveries SET status = one->>'status', reason = one->>'reason', processed_at = clos_now() WHERE guid = one->>'guid';
  END LOOP;
  jobs := jobs || checks;
  told := jsonb_array_length(checks);
END $$;
--> statement-breakpoint
-- Writes decisions, in order: the only statement between what was decided and COMMIT, since every further one would be waited for
-- while the pods are locked. `changes` as src/adapters/postgres/change.ts lays them out. With the rights of whoever calls it, so that
-- row-level security holds. Returns how many checks of each are to be delivered.
CREATE FUNCTION clos_commit(changes jsonb) RETURNS int[]
  LANGUAGE plpgsql
  AS $$
DECLARE
  written int[] := '{}';
  jobs jsonb := '[]';
  one jsonb;
  done record;
BEGIN
  FOR one IN SELECT value FROM jsonb_array_elements(changes) LOOP
    done := clos_write(one);
    jobs := jobs || done.jobs;
    written := written || done.told;
  END LOOP;
  IF jsonb_array_length(jobs) > 0 THEN
    PERFORM clos_add_jobs(jobs);
  END IF;
  RETURN written;
END $$;
