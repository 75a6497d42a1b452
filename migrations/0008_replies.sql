CREATE TABLE "replies" (
	"installation_id" bigint NOT NULL,
	"repository_id" bigint NOT NULL,
	"pull_number" integer NOT NULL,
	"body" text NOT NULL,
	"essence_hash" text NOT NULL,
	"comment_id" bigint,
	"attempted_at" timestamp(3) with time zone,
	"delivered_hash" text,
	CONSTRAINT "replies_installation_id_repository_id_pull_number_pk" PRIMARY KEY("installation_id","repository_id","pull_number")
);

--> statement-breakpoint
ALTER TABLE replies ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE replies FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON replies USING (installation_id = clos_tenant()) WITH CHECK (installation_id = clos_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON replies TO clos_app;
