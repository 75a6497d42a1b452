ALTER TABLE "gate_configurations" ADD COLUMN "rules_hash" text;
--> statement-breakpoint
ALTER TABLE "gate_states" ADD COLUMN "basis" jsonb;
--> statement-breakpoint
-- Read again once, so that what is judged from now on is compared with the rules it was judged by. Of all tenants, which the owner sees
-- only while row-level security is not forced.
ALTER TABLE gate_configurations NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
UPDATE gate_configurations SET version = 'before basis';
--> statement-breakpoint
ALTER TABLE gate_configurations FORCE ROW LEVEL SECURITY;
