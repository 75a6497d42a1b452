CREATE TABLE "gate_approvals" (
	"installation_id" bigint NOT NULL,
	"repository_id" bigint NOT NULL,
	"pull_number" integer NOT NULL,
	"project" text NOT NULL,
	"user_id" bigint NOT NULL,
	"login" text NOT NULL,
	"binding" text NOT NULL,
	"at" timestamp(3) with time zone DEFAULT clos_now() NOT NULL,
	CONSTRAINT "gate_approvals_pk" PRIMARY KEY("installation_id","repository_id","pull_number","project","user_id")
);
--> statement-breakpoint
CREATE TABLE "gate_configurations" (
	"installation_id" bigint NOT NULL,
	"repository_id" bigint NOT NULL,
	"version" text,
	"configuration" jsonb NOT NULL,
	"projects" jsonb NOT NULL,
	"changed_at" timestamp(3) with time zone DEFAULT clos_now() NOT NULL,
	CONSTRAINT "gate_configurations_installation_id_repository_id_pk" PRIMARY KEY("installation_id","repository_id")
);
--> statement-breakpoint
CREATE TABLE "gate_states" (
	"installation_id" bigint NOT NULL,
	"repository_id" bigint NOT NULL,
	"pull_number" integer NOT NULL,
	"head_sha" text NOT NULL,
	"read_at" timestamp(3) with time zone NOT NULL,
	"transitions" jsonb NOT NULL,
	"green" boolean,
	"merged" boolean DEFAULT false NOT NULL,
	"wake_at" timestamp(3) with time zone,
	CONSTRAINT "gate_states_installation_id_repository_id_pull_number_pk" PRIMARY KEY("installation_id","repository_id","pull_number")
);
--> statement-breakpoint
CREATE TABLE "gate_waivers" (
	"installation_id" bigint NOT NULL,
	"repository_id" bigint NOT NULL,
	"project" text NOT NULL,
	"stage" text NOT NULL,
	"criterion" text NOT NULL,
	"waiver" jsonb NOT NULL,
	"until" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "gate_waivers_pk" PRIMARY KEY("installation_id","repository_id","project","stage","criterion")
);
--> statement-breakpoint
CREATE TABLE "projects" (
	"installation_id" bigint NOT NULL,
	"repository_id" bigint NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"pod" text,
	"stage" text NOT NULL,
	"since" timestamp(3) with time zone NOT NULL,
	"present" boolean NOT NULL,
	CONSTRAINT "projects_installation_id_repository_id_slug_pk" PRIMARY KEY("installation_id","repository_id","slug")
);
--> statement-breakpoint
CREATE TABLE "stage_transitions" (
	"transition_id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "stage_transitions_transition_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"installation_id" bigint NOT NULL,
	"repository_id" bigint NOT NULL,
	"slug" text NOT NULL,
	"from_stage" text,
	"to_stage" text,
	"at" timestamp(3) with time zone DEFAULT clos_now() NOT NULL,
	"pull_number" integer,
	"head_sha" text,
	"judged" jsonb,
	"trace_id" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "merge_groups" DROP CONSTRAINT "merge_groups_installation_id_repository_id_head_sha_pk";--> statement-breakpoint
ALTER TABLE "replies" ADD COLUMN "slot" text DEFAULT 'reply' NOT NULL;--> statement-breakpoint
ALTER TABLE "replies" DROP CONSTRAINT "replies_installation_id_repository_id_pull_number_pk";--> statement-breakpoint
ALTER TABLE "merge_groups" ADD CONSTRAINT "merge_groups_installation_id_repository_id_head_sha_name_pk" PRIMARY KEY("installation_id","repository_id","head_sha","name");--> statement-breakpoint
ALTER TABLE "replies" ADD CONSTRAINT "replies_installation_id_repository_id_pull_number_slot_pk" PRIMARY KEY("installation_id","repository_id","pull_number","slot");--> statement-breakpoint
ALTER TABLE "repositories" ADD COLUMN "gates_active" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "gate_states_wake" ON "gate_states" USING btree ("installation_id","wake_at") WHERE "gate_states"."wake_at" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "stage_transitions_project" ON "stage_transitions" USING btree ("installation_id","repository_id","slug","at");
--> statement-breakpoint
ALTER TABLE gate_configurations ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE gate_configurations FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON gate_configurations USING (installation_id = clos_tenant()) WITH CHECK (installation_id = clos_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON gate_configurations TO clos_app;
--> statement-breakpoint
ALTER TABLE projects ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE projects FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON projects USING (installation_id = clos_tenant()) WITH CHECK (installation_id = clos_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON projects TO clos_app;
--> statement-breakpoint
ALTER TABLE stage_transitions ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE stage_transitions FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON stage_transitions USING (installation_id = clos_tenant()) WITH CHECK (installation_id = clos_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT ON stage_transitions TO clos_app;
--> statement-breakpoint
ALTER TABLE gate_states ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE gate_states FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON gate_states USING (installation_id = clos_tenant()) WITH CHECK (installation_id = clos_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON gate_states TO clos_app;
--> statement-breakpoint
ALTER TABLE gate_approvals ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE gate_approvals FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON gate_approvals USING (installation_id = clos_tenant()) WITH CHECK (installation_id = clos_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON gate_approvals TO clos_app;
--> statement-breakpoint
ALTER TABLE gate_waivers ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE gate_waivers FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON gate_waivers USING (installation_id = clos_tenant()) WITH CHECK (installation_id = clos_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON gate_waivers TO clos_app;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION clos_append_only() RETURNS trigger
  LANGUAGE plpgsql
  AS $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END $$;
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON stage_transitions
  FOR EACH STATEMENT EXECUTE FUNCTION clos_append_only();
