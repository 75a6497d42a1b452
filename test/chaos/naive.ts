// The controls of F1: the same statements with one guard taken out, as somebody might write or "improve" them.

import type pg from 'pg';

/** `count-then-insert`: nobody locks the pod's row. `repeatable-read`: the snapshot is older than the lock (T-60). */
export type Naive = 'count-then-insert' | 'repeatable-read';

const REWRITE: Record<Naive, (text: string) => string> = {
  'count-then-insert': (text) => text.replace('ORDER BY pod_id FOR UPDATE', 'ORDER BY pod_id'),
  'repeatable-read': (text) =>
    text.replace('ISOLATION LEVEL READ COMMITTED', 'ISOLATION LEVEL REPEATABLE READ'),
};

type Query = (first: string | pg.QueryConfig, ...rest: readonly unknown[]) => unknown;

/** Everything this client is asked from now on is rewritten first. */
export function naively(client: pg.PoolClient, naive: Naive): void {
  const query = client.query.bind(client) as Query;
  const rewrite = REWRITE[naive];
  const rewritten: Query = (first, ...rest) =>
    query(typeof first === 'string' ? rewrite(first) : { ...first, text: rewrite(first.text) }, ...rest);
  Object.assign(client, { query: rewritten });
}
