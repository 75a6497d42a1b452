CREATE TABLE "idea_configurations" (
	"installation_id" bigint NOT NULL,
	"repository_id" bigint NOT NULL,
	"configuration" jsonb NOT NULL,
	"changed_at" timestamp(3) with time zone DEFAULT clos_now() NOT NULL,
	CONSTRAINT "idea_configurations_installation_id_repository_id_pk" PRIMARY KEY("installation_id","repository_id")
);
--> statement-breakpoint
CREATE TABLE "idea_entries" (
	"entry_id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "idea_entries_entry_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"installation_id" bigint NOT NULL,
	"repository_id" bigint NOT NULL,
	"issue_number" integer NOT NULL,
	"at" timestamp(3) with time zone DEFAULT clos_now() NOT NULL,
	"actor" text NOT NULL,
	"actor_id" bigint,
	"action" text NOT NULL,
	"version" integer NOT NULL,
	"before" jsonb,
	"after" jsonb,
	"reason" text,
	"trace_id" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ideas" (
	"installation_id" bigint NOT NULL,
	"repository_id" bigint NOT NULL,
	"issue_number" integer NOT NULL,
	"title" text NOT NULL,
	"status" text NOT NULL,
	"score" double precision NOT NULL,
	"band" text NOT NULL,
	"version" integer NOT NULL,
	"text_hash" text NOT NULL,
	"reading" jsonb NOT NULL,
	"overrides" jsonb NOT NULL,
	"parked" jsonb,
	"promotion" jsonb,
	"open" boolean NOT NULL,
	"gone" boolean DEFAULT false NOT NULL,
	"issue" jsonb NOT NULL,
	"said_hash" text,
	"answers" jsonb,
	"shown_label" text,
	"discovery_attempted_at" timestamp(3) with time zone,
	"github_updated_at" timestamp(3) with time zone NOT NULL,
	"changed_at" timestamp(3) with time zone DEFAULT clos_now() NOT NULL,
	CONSTRAINT "ideas_installation_id_repository_id_issue_number_pk" PRIMARY KEY("installation_id","repository_id","issue_number")
);
--> statement-breakpoint
ALTER TABLE "repositories" ADD COLUMN "private" boolean DEFAULT true NOT NULL;--> statement-breakpoint
CREATE INDEX "idea_entries_idea" ON "idea_entries" USING btree ("installation_id","repository_id","issue_number","entry_id");--> statement-breakpoint
CREATE INDEX "ideas_status" ON "ideas" USING btree ("installation_id","status","changed_at");
--> statement-breakpoint
ALTER TABLE idea_configurations ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE idea_configurations FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON idea_configurations USING (installation_id = clos_tenant()) WITH CHECK (installation_id = clos_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON idea_configurations TO clos_app;
--> statement-breakpoint
ALTER TABLE ideas ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE ideas FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON ideas USING (installation_id = clos_tenant()) WITH CHECK (installation_id = clos_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON ideas TO clos_app;
--> statement-breakpoint
ALTER TABLE idea_entries ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE idea_entries FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON idea_entries USING (installation_id = clos_tenant()) WITH CHECK (installation_id = clos_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT ON idea_entries TO clos_app;
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON idea_entries
  FOR EACH STATEMENT EXECUTE FUNCTION clos_append_only();
