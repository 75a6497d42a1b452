CREATE TABLE "commit_checks" (
	"installation_id" bigint NOT NULL,
	"repository_id" bigint NOT NULL,
	"head_sha" text NOT NULL,
	"name" text NOT NULL,
	"body" jsonb NOT NULL,
	"essence_hash" text NOT NULL,
	"generation" integer DEFAULT 0 NOT NULL,
	"trace_id" text NOT NULL,
	"decided_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "commit_checks_installation_id_repository_id_head_sha_name_pk" PRIMARY KEY("installation_id","repository_id","head_sha","name")
);
--> statement-breakpoint
CREATE TABLE "configuration_layers" (
	"installation_id" bigint NOT NULL,
	"scope" text NOT NULL,
	"source" text NOT NULL,
	"value" jsonb,
	"problems" jsonb NOT NULL,
	"notices" jsonb NOT NULL,
	"files" jsonb NOT NULL,
	"changed_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "configuration_layers_installation_id_scope_pk" PRIMARY KEY("installation_id","scope")
);

--> statement-breakpoint
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['configuration_layers', 'commit_checks'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY tenant ON %I USING (installation_id = clos_tenant()) WITH CHECK (installation_id = clos_tenant())', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO clos_app', name);
  END LOOP;
END $$;
