-- Extensions may be made by whoever may CREATE in the database, superuser or not; those that exist are taken as they are.
DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE EXTENSION IF NOT EXISTS btree_gin;
EXCEPTION WHEN insufficient_privilege OR feature_not_supported OR undefined_file THEN
  RAISE EXCEPTION USING ERRCODE = SQLSTATE,
    MESSAGE = format('CLOS needs the PostgreSQL extensions pg_trgm and btree_gin in database %s: %s', current_database(), SQLERRM),
    HINT = 'As a superuser, in this database: CREATE EXTENSION pg_trgm; CREATE EXTENSION btree_gin; '
      'Both are part of PostgreSQL; some systems have them in a package of their own, such as postgresql-contrib.';
END $$;
--> statement-breakpoint
-- An administrator may have made them in a schema of their own.
SELECT set_config('search_path', format('%s, %I', current_setting('search_path'), n.nspname), true)
  FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm';
--> statement-breakpoint
CREATE TABLE "idea_texts" (
	"installation_id" bigint NOT NULL,
	"repository_id" bigint NOT NULL,
	"issue_number" integer NOT NULL,
	"title" text NOT NULL,
	"words" text NOT NULL,
	"keys" text NOT NULL,
	"title_trigrams" integer GENERATED ALWAYS AS (cardinality(show_trgm(title))) STORED NOT NULL,
	"trigrams" integer GENERATED ALWAYS AS (cardinality(show_trgm(words))) STORED NOT NULL,
	CONSTRAINT "idea_texts_installation_id_repository_id_issue_number_pk" PRIMARY KEY("installation_id","repository_id","issue_number")
);
--> statement-breakpoint
-- Ideas are written seldom and looked for each time: no list of pending entries, which every search would read from end to end.
CREATE INDEX "idea_texts_keys" ON "idea_texts" USING gin ("installation_id", "keys" gin_trgm_ops) WITH (fastupdate = off);
--> statement-breakpoint
ALTER TABLE idea_texts ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE idea_texts FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON idea_texts USING (installation_id = clos_tenant()) WITH CHECK (installation_id = clos_tenant());
--> statement-breakpoint
-- Row-level security lets no index look for what is not leakproof, and nothing of pg_trgm is: for `clos_app` the index does not exist.
-- `clos_similar` reads as the owner, whom this policy frees from that, and names the tenant itself. Only reading, and only here. Where
-- another role restores a dump, the policy is for nobody: then a search is slow, and sees the tenant as before.
CREATE POLICY duplicates ON idea_texts FOR SELECT TO CURRENT_USER USING (true);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON idea_texts TO clos_app;
--> statement-breakpoint
SELECT set_config('search_path', format('pg_catalog, %I, pg_temp', n.nspname), true)
  FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm';
--> statement-breakpoint
-- The tenant's ideas that are at least so similar to these words (src/core/ideas/similar.ts makes them), but the one that asks.
-- `shared` of all trigrams that two ideas have, and `told` of a title's trigrams by the other idea: the similarity is the geometric
-- mean of these shares. 80 more trigrams are taken to differ, since few words prove little.
-- Compared are ideas that have two of the asked one's longest words, or rather the first letters of these, among their own: the index
-- looks for each by its trigrams. For `%`, which finds typos too, it has to look at nearly every idea, and takes ten times as long.
CREATE FUNCTION public.clos_similar(
  asked_repository bigint, asked_issue integer, asked_title text, asked_words text, asked_keys text[], threshold double precision, most integer, across boolean
) RETURNS TABLE (repository_id bigint, issue_number integer, similarity double precision)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
  SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
  AS $$
#variable_conflict use_column
DECLARE
  asked_trigrams constant double precision := cardinality(show_trgm(asked_words));
  asked_title_trigrams constant double precision := cardinality(show_trgm(asked_title));
BEGIN
  RETURN QUERY
  SELECT compared.repository_id, compared.issue_number, compared.similarity FROM (
    SELECT t.repository_id, t.issue_number,
      CASE WHEN t.words = asked_words THEN 1
        ELSE sqrt(shared / (asked_trigrams + t.trigrams - shared + 80) * told) END AS similarity
    FROM (
      SELECT found.repository_id, found.issue_number FROM unnest(asked_keys) AS key
      CROSS JOIN LATERAL (
        SELECT k.repository_id, k.issue_number FROM public.idea_texts k
        WHERE k.installation_id = public.clos_tenant() AND k.keys LIKE key
        OFFSET 0) found
      GROUP BY found.repository_id, found.issue_number
      HAVING count(*) >= least(2, cardinality(asked_keys))
      ORDER BY count(*) DESC, found.repository_id, found.issue_number DESC LIMIT 100
    ) candidates
    JOIN public.idea_texts t ON t.installation_id = public.clos_tenant()
      AND t.repository_id = candidates.repository_id AND t.issue_number = candidates.issue_number
    -- Of two sets pg_trgm tells |A ∩ B| / |A ∪ B|; with the size of both that is |A ∩ B|.
    CROSS JOIN LATERAL (SELECT
      similarity(t.words, asked_words)::double precision AS words,
      similarity(t.words, asked_title)::double precision AS there,
      similarity(t.title, asked_words)::double precision AS here
      OFFSET 0) s
    CROSS JOIN LATERAL (SELECT
      s.words * (asked_trigrams + t.trigrams) / (1 + s.words) AS shared,
      least(1, greatest(
        s.there * (asked_title_trigrams + t.trigrams) / (1 + s.there) / greatest(1, asked_title_trigrams),
        s.here * (asked_trigrams + t.title_trigrams) / (1 + s.here) / greatest(1, t.title_trigrams))) AS told
      OFFSET 0) parts
    WHERE (t.repository_id <> asked_repository OR t.issue_number <> asked_issue)
      AND (across OR t.repository_id = asked_repository OR EXISTS (SELECT FROM public.repositories r
        WHERE r.installation_id = public.clos_tenant() AND r.repository_id = t.repository_id
          AND r.status = 'active' AND NOT r.private))
  ) compared
  WHERE compared.similarity >= threshold
  ORDER BY compared.similarity DESC, compared.repository_id, compared.issue_number
  LIMIT most;
END $$;
--> statement-breakpoint
RESET search_path;
--> statement-breakpoint
REVOKE ALL ON FUNCTION clos_similar(bigint, integer, text, text, text[], double precision, integer, boolean) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION clos_similar(bigint, integer, text, text, text[], double precision, integer, boolean) TO clos_app;
