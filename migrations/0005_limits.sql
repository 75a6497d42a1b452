CREATE TABLE "entitlements" (
	"installation_id" bigint NOT NULL,
	"repository_id" bigint NOT NULL,
	"pull_number" integer NOT NULL,
	"label" text NOT NULL,
	"actor_id" bigint NOT NULL,
	"actor_login" text NOT NULL,
	"at" timestamp(3) with time zone DEFAULT clos_now() NOT NULL,
	CONSTRAINT "entitlements_installation_id_repository_id_pull_number_label_pk" PRIMARY KEY("installation_id","repository_id","pull_number","label")
);
--> statement-breakpoint
DROP INDEX "wip_locks_pull";--> statement-breakpoint
ALTER TABLE "pods" ADD COLUMN "rules" jsonb;--> statement-breakpoint
ALTER TABLE "pods" ADD COLUMN "frozen" jsonb;--> statement-breakpoint
ALTER TABLE "pulls" ADD COLUMN "files" jsonb;--> statement-breakpoint
ALTER TABLE "wip_locks" ADD COLUMN "shared" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "wip_locks" ADD COLUMN "active_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "wip_locks" ADD COLUMN "warned_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "wip_locks" ADD COLUMN "not_before" timestamp(3) with time zone;--> statement-breakpoint
CREATE INDEX "wip_locks_shared" ON "wip_locks" USING btree ("pod_id") WHERE "wip_locks"."shared" AND "wip_locks"."status" <> 'released';--> statement-breakpoint
CREATE INDEX "wip_locks_pull" ON "wip_locks" USING btree ("installation_id","repository_id","pull_number") WHERE "wip_locks"."status" <> 'released';--> statement-breakpoint
ALTER TABLE "pulls" DROP COLUMN "facts_hash";
--> statement-breakpoint
ALTER TABLE entitlements ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE entitlements FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON entitlements USING (installation_id = clos_tenant()) WITH CHECK (installation_id = clos_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON entitlements TO clos_app;
