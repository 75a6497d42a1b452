ALTER TABLE "repositories" ADD COLUMN "visibility" text;--> statement-breakpoint
COMMENT ON COLUMN repositories.visibility IS 'Null while nobody told: then it counts as private where its texts come from, and as public where others would be shown.';
