CREATE TABLE "audit_events" (
	"event_id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_events_event_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"installation_id" bigint NOT NULL,
	"at" timestamp(3) with time zone DEFAULT clos_now() NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"subject" text NOT NULL,
	"before" jsonb,
	"after" jsonb,
	"trace_id" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "check_runs" (
	"installation_id" bigint NOT NULL,
	"repository_id" bigint NOT NULL,
	"head_sha" text NOT NULL,
	"name" text NOT NULL,
	"check_run_id" bigint,
	"attempted_at" timestamp(3) with time zone,
	"delivered_hash" text,
	"delivered_at" timestamp(3) with time zone,
	CONSTRAINT "check_runs_installation_id_repository_id_head_sha_name_pk" PRIMARY KEY("installation_id","repository_id","head_sha","name")
);
--> statement-breakpoint
CREATE TABLE "checks" (
	"installation_id" bigint NOT NULL,
	"repository_id" bigint NOT NULL,
	"pull_number" integer NOT NULL,
	"name" text NOT NULL,
	"head_sha" text NOT NULL,
	"body" jsonb NOT NULL,
	"essence_hash" text NOT NULL,
	"generation" integer DEFAULT 0 NOT NULL,
	"trace_id" text NOT NULL,
	"decided_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "checks_installation_id_repository_id_pull_number_name_pk" PRIMARY KEY("installation_id","repository_id","pull_number","name")
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"installation_id" bigint NOT NULL,
	"guid" text NOT NULL,
	"event" text NOT NULL,
	"action" text,
	"subject" text,
	"status" text NOT NULL,
	"reason" text,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"received_at" timestamp(3) with time zone DEFAULT clos_now() NOT NULL,
	"processed_at" timestamp(3) with time zone,
	"body_hash" "bytea" NOT NULL,
	"body" "bytea" NOT NULL,
	CONSTRAINT "deliveries_installation_id_guid_pk" PRIMARY KEY("installation_id","guid")
);
--> statement-breakpoint
CREATE TABLE "installations" (
	"installation_id" bigint PRIMARY KEY NOT NULL,
	"account_id" bigint,
	"account_login" text,
	"status" text DEFAULT 'active' NOT NULL,
	"blocked_until" timestamp(3) with time zone,
	"changed_at" timestamp(3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "pods" (
	"pod_id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "pods_pod_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"installation_id" bigint NOT NULL,
	"key" text NOT NULL,
	"name" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "pulls" (
	"installation_id" bigint NOT NULL,
	"repository_id" bigint NOT NULL,
	"number" integer NOT NULL,
	"state" text NOT NULL,
	"head_sha" text NOT NULL,
	"facts" jsonb NOT NULL,
	"facts_hash" text NOT NULL,
	"github_updated_at" timestamp(3) with time zone NOT NULL,
	"last_event" jsonb,
	"changed_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "pulls_installation_id_repository_id_number_pk" PRIMARY KEY("installation_id","repository_id","number")
);
--> statement-breakpoint
CREATE TABLE "repositories" (
	"installation_id" bigint NOT NULL,
	"repository_id" bigint NOT NULL,
	"owner" text NOT NULL,
	"name" text NOT NULL,
	"default_branch" text NOT NULL,
	"status" text DEFAULT 'active' NOT NULL,
	"config_read_at" timestamp(3) with time zone,
	"config_blob_sha" text,
	"config_source" text,
	"config_policy" jsonb,
	"config_problems" jsonb,
	"changed_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "repositories_installation_id_repository_id_pk" PRIMARY KEY("installation_id","repository_id")
);
--> statement-breakpoint
CREATE TABLE "sweeps" (
	"sweep_id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "sweeps_sweep_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"installation_id" bigint NOT NULL,
	"started_at" timestamp(3) with time zone NOT NULL,
	"finished_at" timestamp(3) with time zone DEFAULT clos_now() NOT NULL,
	"complete" boolean NOT NULL,
	"report" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "wip_locks" (
	"lock_id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "wip_locks_lock_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"installation_id" bigint NOT NULL,
	"pod_id" bigint NOT NULL,
	"repository_id" bigint NOT NULL,
	"pull_number" integer NOT NULL,
	"status" text NOT NULL,
	"slot_no" integer,
	"priority" smallint DEFAULT 0 NOT NULL,
	"fence" bigint,
	"requested_at" timestamp(3) with time zone NOT NULL,
	"granted_at" timestamp(3) with time zone,
	"released_at" timestamp(3) with time zone,
	"release_reason" text,
	"trace_id" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "wip_locks" ADD CONSTRAINT "wip_locks_pod_id_pods_pod_id_fk" FOREIGN KEY ("pod_id") REFERENCES "public"."pods"("pod_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_events_subject" ON "audit_events" USING btree ("installation_id","subject","at");--> statement-breakpoint
CREATE INDEX "checks_head" ON "checks" USING btree ("installation_id","repository_id","head_sha");--> statement-breakpoint
CREATE INDEX "deliveries_pending" ON "deliveries" USING btree ("installation_id","subject") WHERE "deliveries"."status" = 'received';--> statement-breakpoint
CREATE INDEX "deliveries_quarantined" ON "deliveries" USING btree ("installation_id") WHERE "deliveries"."status" = 'quarantined';--> statement-breakpoint
CREATE INDEX "deliveries_received_at" ON "deliveries" USING btree ("received_at");--> statement-breakpoint
CREATE UNIQUE INDEX "pods_key" ON "pods" USING btree ("installation_id","key");--> statement-breakpoint
CREATE INDEX "pulls_open" ON "pulls" USING btree ("installation_id","repository_id") WHERE "pulls"."state" = 'open';--> statement-breakpoint
CREATE INDEX "pulls_head" ON "pulls" USING btree ("installation_id","repository_id","head_sha");--> statement-breakpoint
CREATE INDEX "sweeps_installation" ON "sweeps" USING btree ("installation_id","finished_at");--> statement-breakpoint
CREATE UNIQUE INDEX "wip_locks_slot" ON "wip_locks" USING btree ("pod_id","slot_no") WHERE "wip_locks"."status" = 'held';--> statement-breakpoint
CREATE UNIQUE INDEX "wip_locks_item" ON "wip_locks" USING btree ("pod_id","repository_id","pull_number") WHERE "wip_locks"."status" <> 'released';--> statement-breakpoint
CREATE INDEX "wip_locks_queue" ON "wip_locks" USING btree ("pod_id","priority" DESC NULLS LAST,"requested_at","repository_id","pull_number") WHERE "wip_locks"."status" = 'queued';--> statement-breakpoint
CREATE INDEX "wip_locks_pull" ON "wip_locks" USING btree ("installation_id","repository_id","pull_number");