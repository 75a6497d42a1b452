-- Tenancy: the app acts as `clos_app`, which owns nothing and is no superuser; every table shows and takes only the rows of
-- the installation set for the transaction. A query without a tenant returns nothing.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'clos_app') THEN
    CREATE ROLE clos_app NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
  NULL; -- another database of this cluster was being migrated at the same moment
END $$;
--> statement-breakpoint
DO $$
BEGIN
  -- Since PostgreSQL 16 whoever makes a role may grant it but not act as it, until granted that too.
  IF current_setting('server_version_num')::int >= 160000 THEN
    IF NOT pg_has_role(current_user, 'clos_app', 'SET') THEN
      EXECUTE format('GRANT clos_app TO %I WITH SET TRUE', current_user);
    END IF;
  ELSIF NOT pg_has_role(current_user, 'clos_app', 'MEMBER') THEN
    EXECUTE format('GRANT clos_app TO %I', current_user);
  END IF;
END $$;
--> statement-breakpoint
CREATE FUNCTION clos_tenant() RETURNS bigint
  LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('clos.installation_id', true), '')::bigint $$;
--> statement-breakpoint
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY[
    'installations', 'repositories', 'pods', 'pulls', 'wip_locks', 'checks', 'check_runs', 'deliveries', 'audit_events', 'sweeps'
  ] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY tenant ON %I USING (installation_id = clos_tenant()) WITH CHECK (installation_id = clos_tenant())', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO clos_app', name);
  END LOOP;
END $$;
--> statement-breakpoint
-- The sweep must find every tenant. Only ids and status stand here, and only a transaction that says so sees them all.
CREATE POLICY directory ON installations FOR SELECT USING (current_setting('clos.directory', true) = 'on');
--> statement-breakpoint
-- Housekeeping deletes old deliveries of every tenant, and shows operators the quarantined ones.
CREATE POLICY housekeeping_seen ON deliveries FOR SELECT USING (current_setting('clos.housekeeping', true) = 'on');
--> statement-breakpoint
CREATE POLICY housekeeping ON deliveries FOR DELETE USING (current_setting('clos.housekeeping', true) = 'on' AND status <> 'received');
--> statement-breakpoint
CREATE SEQUENCE wip_fence;
--> statement-breakpoint
GRANT USAGE ON SEQUENCE wip_fence TO clos_app;
--> statement-breakpoint
REVOKE UPDATE, DELETE ON audit_events FROM clos_app;
--> statement-breakpoint
CREATE FUNCTION clos_append_only() RETURNS trigger
  LANGUAGE plpgsql
  AS $$ BEGIN RAISE EXCEPTION 'audit_events is append-only' USING ERRCODE = 'insufficient_privilege'; END $$;
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
  FOR EACH STATEMENT EXECUTE FUNCTION clos_append_only();
