-- Extensions may be made by whoever may CREATE in the database, superuser or not; one that exists is taken as it is.
DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
EXCEPTION WHEN insufficient_privilege OR feature_not_supported OR undefined_file THEN
  RAISE EXCEPTION USING ERRCODE = SQLSTATE,
    MESSAGE = format('CLOS needs the PostgreSQL extension pg_trgm in database %s: %s', current_database(), SQLERRM),
    HINT = 'As a superuser, in this database: CREATE EXTENSION pg_trgm; '
      'It is part of PostgreSQL; some systems have it in a package of its own, such as postgresql-contrib.';
END $$;
--> statement-breakpoint
-- An administrator may have made it in a schema of its own. Whatever names it here is bound to it once and for all.
SELECT set_config('search_path', format('%s, %I', current_setting('search_path'), n.nspname), true)
  FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm';
--> statement-breakpoint
CREATE TABLE "idea_keys" (
	"installation_id" bigint NOT NULL,
	"key" text NOT NULL,
	"repository_id" bigint NOT NULL,
	"issue_number" integer NOT NULL,
	CONSTRAINT "idea_keys_installation_id_key_repository_id_issue_number_pk" PRIMARY KEY("installation_id","key","repository_id","issue_number")
);
--> statement-breakpoint
CREATE TABLE "idea_texts" (
	"installation_id" bigint NOT NULL,
	"repository_id" bigint NOT NULL,
	"issue_number" integer NOT NULL,
	"title" text NOT NULL,
	"words" text NOT NULL,
	"title_trigrams" integer GENERATED ALWAYS AS (cardinality(show_trgm(title))) STORED NOT NULL,
	"trigrams" integer GENERATED ALWAYS AS (cardinality(show_trgm(words))) STORED NOT NULL,
	CONSTRAINT "idea_texts_installation_id_repository_id_issue_number_pk" PRIMARY KEY("installation_id","repository_id","issue_number")
);
--> statement-breakpoint
CREATE INDEX "idea_keys_of_idea" ON "idea_keys" USING btree ("installation_id","repository_id","issue_number");
--> statement-breakpoint
ALTER TABLE idea_texts ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE idea_texts FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON idea_texts USING (installation_id = clos_tenant()) WITH CHECK (installation_id = clos_tenant());
--> statement-breakpoint
ALTER TABLE idea_keys ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE idea_keys FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON idea_keys USING (installation_id = clos_tenant()) WITH CHECK (installation_id = clos_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON idea_texts, idea_keys TO clos_app;
--> statement-breakpoint
-- The tenant's ideas that are at least so similar to these words (src/core/ideas/similar.ts makes them), but the one that asks.
-- `shared` of all trigrams that two ideas have, and `told` of a title's trigrams by the other idea: the similarity is the geometric
-- mean of these shares. 80 more trigrams are taken to differ, since few words prove little.
-- Compared are ideas that have two keys of the asked one. An index on trigrams would find typos too, but has to look at nearly every
-- idea for that, which takes ten times as long; and row-level security lets no index be used for what is not leakproof, as equality is.
CREATE FUNCTION clos_similar(
  asked_repository bigint, asked_issue integer, asked_title text, asked_words text, asked_keys text[], threshold double precision, most integer, across boolean
) RETURNS TABLE (repository_id bigint, issue_number integer, similarity double precision)
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT compared.repository_id, compared.issue_number, compared.similarity FROM (
    SELECT t.repository_id, t.issue_number,
      CASE WHEN t.words = asked_words THEN 1
        ELSE sqrt(shared / (asked.trigrams + t.trigrams - shared + 80) * told) END AS similarity
    FROM (
      SELECT k.repository_id, k.issue_number FROM idea_keys k
      WHERE k.installation_id = clos_tenant() AND k.key = ANY (asked_keys)
        AND (k.repository_id <> asked_repository OR k.issue_number <> asked_issue)
        AND (across OR k.repository_id = asked_repository OR k.repository_id IN (SELECT r.repository_id FROM repositories r
          WHERE r.installation_id = clos_tenant() AND r.status = 'active' AND NOT r.private))
      GROUP BY k.repository_id, k.issue_number
      HAVING count(*) >= least(2, cardinality(asked_keys))
      ORDER BY count(*) DESC, k.repository_id, k.issue_number DESC LIMIT 100
    ) candidates
    JOIN idea_texts t ON t.installation_id = clos_tenant()
      AND t.repository_id = candidates.repository_id AND t.issue_number = candidates.issue_number
    CROSS JOIN (SELECT
      cardinality(show_trgm(asked_words))::double precision AS trigrams,
      cardinality(show_trgm(asked_title))::double precision AS title_trigrams
      OFFSET 0) asked
    -- Of two sets pg_trgm tells |A ∩ B| / |A ∪ B|; with the size of both that is |A ∩ B|.
    CROSS JOIN LATERAL (SELECT
      similarity(t.words, asked_words)::double precision AS words,
      similarity(t.words, asked_title)::double precision AS there,
      similarity(t.title, asked_words)::double precision AS here
      OFFSET 0) s
    CROSS JOIN LATERAL (SELECT
      s.words * (asked.trigrams + t.trigrams) / (1 + s.words) AS shared,
      least(1, greatest(
        s.there * (asked.title_trigrams + t.trigrams) / (1 + s.there) / greatest(1, asked.title_trigrams),
        s.here * (asked.trigrams + t.title_trigrams) / (1 + s.here) / greatest(1, t.title_trigrams))) AS told
      OFFSET 0) parts
  ) compared
  WHERE compared.similarity >= threshold
  ORDER BY compared.similarity DESC, compared.repository_id, compared.issue_number
  LIMIT most;
END;
--> statement-breakpoint
RESET search_path;
--> statement-breakpoint
REVOKE ALL ON FUNCTION clos_similar(bigint, integer, text, text, text[], double precision, integer, boolean) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION clos_similar(bigint, integer, text, text, text[], double precision, integer, boolean) TO clos_app;
