// The controls of F1 and F13: the same statements with one guard taken out, as somebody might write or "improve" them.

import type pg from 'pg';

/**
 * `count-then-insert`: nobody locks the pod's row. `repeatable-read`: the snapshot is older than the lock (T-60). `app-clock`: the time
 * is the process's own. `unannounced`: a slot expires whether its check said so or not. `any-order`: the pods' rows are locked as they come.
 */
export type Naive = 'count-then-insert' | 'repeatable-read' | 'app-clock' | 'unannounced' | 'any-order';

const REWRITE: Record<Naive, (text: string) => string> = {
  'count-then-insert': (text) => text.replace('ORDER BY pod_id FOR UPDATE', 'ORDER BY pod_id'),
  'repeatable-read': (text) =>
    text.replace('ISOLATION LEVEL READ COMMITTED', 'ISOLATION LEVEL REPEATABLE READ'),
  'app-clock': (text) => text.replaceAll('clos_now()', `'${new Date().toISOString()}'::timestamptz`),
  unannounced: (text) => text.replace('c.warned_at', `clos_now() - interval '1 year' AS warned_at`),
  // What a plan makes of it without an order is anybody's guess: here it is a bad one.
  'any-order': (text) => text.replace('ORDER BY pod_id FOR UPDATE', 'ORDER BY random() FOR UPDATE'),
};

type Query = (first: string | pg.QueryConfig, ...rest: readonly unknown[]) => unknown;

/** A name belongs to one text, and these may change with every call. */
const unnamed = (
  { name: _, ...first }: pg.QueryConfig,
  rewrite: (text: string) => string,
): pg.QueryConfig => ({
  ...first,
  text: rewrite(first.text),
});

/** Everything this client is asked from now on is rewritten first. */
export function naively(client: pg.PoolClient, naive: Naive): void {
  const query = client.query.bind(client) as Query;
  const rewrite = REWRITE[naive];
  const rewritten: Query = (first, ...rest) =>
    query(typeof first === 'string' ? rewrite(first) : unnamed(first, rewrite), ...rest);
  Object.assign(client, { query: rewritten });
}
