CREATE TABLE "merge_groups" (
	"installation_id" bigint NOT NULL,
	"repository_id" bigint NOT NULL,
	"head_sha" text NOT NULL,
	"head_ref" text NOT NULL,
	"base_sha" text NOT NULL,
	"state" text NOT NULL,
	"members" jsonb NOT NULL,
	"name" text NOT NULL,
	"body" jsonb,
	"essence_hash" text NOT NULL,
	"generation" integer DEFAULT 0 NOT NULL,
	"trace_id" text NOT NULL,
	"decided_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "merge_groups_installation_id_repository_id_head_sha_pk" PRIMARY KEY("installation_id","repository_id","head_sha")
);
--> statement-breakpoint
CREATE INDEX "merge_groups_open" ON "merge_groups" USING btree ("installation_id","repository_id") WHERE "merge_groups"."state" = 'open';
--> statement-breakpoint
ALTER TABLE "merge_groups" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "merge_groups" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON "merge_groups" USING (installation_id = clos_tenant()) WITH CHECK (installation_id = clos_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "merge_groups" TO clos_app;
