// What the sweeps reported, in words.

/** Asks the database as its owner, who sees all tenants. */
export type Query = <T>(sql: string, values?: readonly unknown[]) => Promise<T[]>;

export const SWEEP_MARK = 'SELECT coalesce(max(sweep_id), 0)::int AS id FROM sweeps';

/** Kind of report → one, many. */
const WORDS: Readonly<Record<string, readonly [string, string]>> = {
  redelivered: ['failed delivery asked for again', 'failed deliveries asked for again'],
  pulls: ['pull request mended', 'pull requests mended'],
  checks: ['check sent again', 'checks sent again'],
  ideas: ['idea mended', 'ideas mended'],
  repositoriesGained: ['repository met', 'repositories met'],
  repositoriesLost: ['repository lost', 'repositories lost'],
};

/** Everything that sweeps after `mark` mended, added up. */
export async function mended(query: Query, mark: number): Promise<string> {
  const rows = await query<{ kind: string; count: number }>(
    `SELECT key AS kind, sum(value::int)::int AS count FROM sweeps, jsonb_each_text(report)
      WHERE sweep_id > $1 GROUP BY key HAVING sum(value::int) > 0 ORDER BY key DESC`,
    [mark],
  );
  const words = rows.map(({ kind, count }) => {
    const [one, many] = WORDS[kind] ?? [kind, kind];
    return `${count} ${count === 1 ? one : many}`;
  });
  return words.join(', ') || 'nothing to mend';
}
