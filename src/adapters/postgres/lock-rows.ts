// The rows of locked pods: who holds, the head of each line, and the subject wherever it stands.

import type { PullFacts } from '../../core/facts.ts';
import type { PullNumber, RepositoryId } from '../../core/ids.ts';
import type { ConfigurationFacts, ConfigurationProblem, Policy } from '../../core/policy.ts';
import type { Visibility } from '../../core/visibility.ts';
import type { Item, Lock } from '../../core/wip/model.ts';
import { iso, toldVisibility } from './rows.ts';

export interface LockRow {
  pod_id: number;
  status: 'held' | 'queued';
  slot_no: number | null;
  priority: number;
  fence: number | null;
  requested_at: string;
  granted_at: string | null;
  active_at: string | null;
  warned_at: string | null;
  not_before: string | null;
  repository_id: number;
  pull_number: number;
  facts: PullFacts;
  owner: string;
  name: string;
  private: boolean;
  visibility: Visibility | null;
  config: { source: 'last-good' | 'none'; problems: ConfigurationProblem[]; policy: Policy | null } | null;
  /** Of the subjects that wait: their places, counted from 1. */
  position: number | null;
  /** Every pod where the item stands, when it is in several. */
  pods: number[] | null;
  /** Those of them where it waits. */
  waits_in: number[] | null;
}

/** One pod's: who holds, the head of its line, and the subjects wherever they stand. */
export interface PodRows {
  readonly rows: readonly LockRow[];
  /** How many wait, as far as that is counted. */
  readonly waiting: number;
}

const IN_ORDER = 'ORDER BY priority DESC NULLS LAST, requested_at, repository_id, pull_number';

/**
 * How far behind its head a line is counted. Places and lengths over a hundred read alike (`band` of core/wip/words), so a line of
 * ten thousand costs no more to look at than one of two hundred; nor does it read otherwise when all of its head is gone.
 */
const COUNTED = 101;

/** In steps, so that few different statements come of it. */
const STEP = 5;

/** What is read of a line so that `head` rows of it are known; null: all of it. */
export const wholeSteps = (head: number | null): number | null =>
  head === null ? null : Math.ceil(head / STEP) * STEP;

/** The subjects as a table, `own(r, n)`. */
export const ownOf = (repositories: string, numbers: string): string =>
  `own AS MATERIALIZED (SELECT r, n, place FROM unnest(${repositories}::int8[], ${numbers}::int4[]) WITH ORDINALITY own(r, n, place))`;

/**
 * `PodRows` as a query for one JSON value; `pod` is its expression for the pod, and `own` has to be there. The line is read in index
 * order and no further than `whole` (null: all of it), and counted no further than `COUNTED` behind that. The order is the index's own
 * (`wip_locks_queue`), `NULLS LAST` included. The limits stand in the text and there is one pod to a statement: of limits and lists it
 * does not know PostgreSQL expects the worst. What is joined is looked up by its key, row by row: a plan that was made while the tables
 * were empty may read all pull requests of a repository instead.
 */
export function podRowsQuery(pod: string, whole: number | null): string {
  const limit = whole === null ? '' : `LIMIT ${whole}`;
  const counted = whole === null ? '' : `LIMIT ${whole + COUNTED}`;
  const queued = `FROM wip_locks WHERE pod_id = ${pod} AND status = 'queued'`;
  const podsOf = (which: string) => `(SELECT json_agg(o.pod_id) FROM wip_locks o
        WHERE o.installation_id = c.installation_id AND o.repository_id = c.repository_id AND o.pull_number = c.pull_number AND ${which})`;
  return `
    WITH line AS MATERIALIZED (
      SELECT priority, requested_at, repository_id, pull_number ${queued} ${IN_ORDER} ${counted}
    ), chosen AS (
      SELECT * FROM wip_locks l WHERE pod_id = ${pod} AND status = 'held'
      UNION ALL (SELECT * ${queued} ${IN_ORDER} ${limit})
      UNION SELECT l.* FROM own CROSS JOIN LATERAL (SELECT * ${queued} AND repository_id = own.r AND pull_number = own.n LIMIT 1) l
    ), shown AS (
      SELECT c.pod_id, c.status, c.slot_no, c.priority, c.fence, c.requested_at, c.granted_at, c.active_at, c.warned_at, c.not_before,
        c.repository_id, c.pull_number, p.facts, r.owner, r.name, r.private, r.visibility,
        CASE WHEN r.config_source IN ('last-good', 'none') THEN
          jsonb_build_object('source', r.config_source, 'problems', r.config_problems, 'policy', r.config_policy) END AS config,
        CASE WHEN c.shared THEN ${podsOf(`o.status <> 'released'`)} END AS pods,
        CASE WHEN c.shared THEN ${podsOf(`o.status = 'queued'`)} END AS waits_in,
        CASE WHEN c.status = 'queued' AND (c.repository_id, c.pull_number) IN (SELECT r, n FROM own) THEN (
          SELECT count(*) + 1 FROM line q WHERE q.priority > c.priority OR (q.priority = c.priority
            AND (q.requested_at, q.repository_id, q.pull_number) < (c.requested_at, c.repository_id, c.pull_number))
        ) END AS position
      FROM chosen c
      CROSS JOIN LATERAL (SELECT facts FROM pulls WHERE repository_id = c.repository_id AND number = c.pull_number LIMIT 1) p
      CROSS JOIN LATERAL (SELECT * FROM repositories WHERE repository_id = c.repository_id LIMIT 1) r
      ORDER BY c.status, c.slot_no, c.priority DESC, c.requested_at, c.repository_id, c.pull_number
    )
    SELECT json_build_object('waiting', (SELECT count(*) FROM line), 'rows', (SELECT coalesce(json_agg(shown), '[]') FROM shown))`;
}

function configurationOf({ config }: LockRow): ConfigurationFacts | null {
  return config && { ...config, problems: config.problems ?? [], blobSha: null };
}

function itemOf(row: LockRow): Item {
  const { facts } = row;
  return {
    repositoryId: Number(row.repository_id) as RepositoryId,
    pullNumber: row.pull_number as PullNumber,
    repository: `${row.owner}/${row.name}`,
    ...toldVisibility(row),
    title: facts.title,
    url: facts.url,
    authorId: facts.authorId,
    authorLogin: facts.authorLogin,
    labels: facts.labels,
    headSha: facts.headSha,
    draft: facts.draft,
    configuration: configurationOf(row),
  };
}

const locks = new WeakMap<LockRow, Lock>();

/** Rows that several decisions look at are understood once. */
export function lockOf(row: LockRow): Lock {
  const lock = locks.get(row) ?? understood(row);
  locks.set(row, lock);
  return lock;
}

function understood(row: LockRow): Lock {
  const requestedAt = iso(row.requested_at);
  const item = itemOf(row);
  const { priority } = row;
  const inPods = (row.pods ?? [row.pod_id]).map(Number);
  if (row.status === 'queued') {
    const notBefore = row.not_before === null ? null : iso(row.not_before);
    const podIds = (row.waits_in ?? [row.pod_id]).map(Number);
    return { status: 'queued', item, priority, requestedAt, notBefore, podIds, inPods };
  }
  const grantedAt = iso(row.granted_at ?? row.requested_at);
  return {
    status: 'held',
    item,
    slot: row.slot_no ?? 0,
    priority,
    requestedAt,
    grantedAt,
    activeAt: row.active_at === null ? grantedAt : iso(row.active_at),
    warnedAt: row.warned_at === null ? null : iso(row.warned_at),
    fence: Number(row.fence),
    inPods,
  };
}
