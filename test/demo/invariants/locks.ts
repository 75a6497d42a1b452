// The locks: never more than slots, whole or not at all, and told truly by the checks.

import { type Limits, refOf } from '../acme.ts';
import { type Row, rowsOf } from '../board.ts';
import type { Stage } from '../stage.ts';
import { type Probe, refute } from './probe.ts';

/** Each lock holds its slot from its grant to its release; at the same instant, leaving comes first. */
const PEAKS = `SELECT key, coalesce(max(holders), 0)::int AS peak FROM (
  SELECT pod_id, sum(change) OVER (PARTITION BY pod_id ORDER BY at, change) AS holders FROM (
    SELECT pod_id, granted_at AS at, 1 AS change FROM wip_locks WHERE granted_at IS NOT NULL
    UNION ALL
    SELECT pod_id, released_at, -1 FROM wip_locks WHERE granted_at IS NOT NULL AND released_at IS NOT NULL
  ) changes) history JOIN pods USING (pod_id) GROUP BY key`;

const SHARED = `SELECT count(*)::int AS pairs FROM wip_locks a JOIN wip_locks b
  ON a.pod_id = b.pod_id AND a.slot_no = b.slot_no AND a.lock_id < b.lock_id
  AND a.granted_at < coalesce(b.released_at, 'infinity') AND b.granted_at < coalesce(a.released_at, 'infinity')`;

/** The audit log tells the same history without any clock: in the order in which it was written under the pods' locks. */
const AUDIT = `SELECT e.action, e.subject, p.key FROM audit_events e JOIN pods p ON p.pod_id = (e.after->>'pod')::bigint
  WHERE e.action IN ('wip.grant', 'wip.release', 'wip.expire') ORDER BY e.event_id`;

interface Peak {
  readonly key: string;
  readonly peak: number;
}

async function auditPeaks({ query }: Stage): Promise<Peak[]> {
  const holders = new Map<string, Set<string>>();
  const peaks = new Map<string, number>();
  for (const { action, subject, key } of await query<{ action: string; subject: string; key: string }>(
    AUDIT,
  )) {
    const here = holders.get(key) ?? new Set();
    holders.set(key, here);
    if (action === 'wip.grant') here.add(subject);
    else here.delete(subject);
    peaks.set(key, Math.max(peaks.get(key) ?? 0, here.size));
  }
  return [...peaks].map(([key, peak]) => ({ key, peak }));
}

export const noMoreHoldersThanSlots: Probe = async (stage, limits) => {
  const [shared] = await stage.query<{ pairs: number }>(SHARED);
  const peaks = [...(await stage.query<Peak>(PEAKS)), ...(await auditPeaks(stage))];
  const slots = new Map(Object.entries(limits).map(([slug, limit]) => [`pod/${slug}`, limit]));
  refute([
    ...(shared?.pairs === 0 ? [] : [`${shared?.pairs} pairs of pull requests held the same slot at once`]),
    ...peaks
      .filter(({ key, peak }) => peak > (slots.get(key) ?? 0))
      .map(({ key, peak }) => `${key} had ${peak} holders at once`),
  ]);
  return summary(limits, peaks);
};

const summary = (limits: Limits, peaks: readonly Peak[]): string =>
  Object.entries(limits)
    .map(([slug, limit]) => {
      const most = Math.max(0, ...peaks.filter(({ key }) => key === `pod/${slug}`).map(({ peak }) => peak));
      return `${slug} ${most} of ${limit}`;
    })
    .join(', ');

const PODS_OF_EACH = `SELECT r.owner || '/' || r.name AS repository, l.pull_number AS number,
    count(DISTINCT l.pod_id)::int AS pods, count(DISTINCT l.status) FILTER (WHERE l.status <> 'released')::int AS kinds
  FROM wip_locks l JOIN repositories r USING (installation_id, repository_id) GROUP BY 1, 2`;

export const allOrNone: Probe = async ({ query }) => {
  const rows = await query<{ repository: string; number: number; pods: number; kinds: number }>(PODS_OF_EACH);
  refute(
    rows
      .filter(({ kinds }) => kinds > 1)
      .map(({ repository, number }) => `${refOf(repository, number)} holds one slot and waits for another`),
  );
  const several = rows.filter(({ pods }) => pods > 1).length;
  return `${several} of ${rows.length} in two pods`;
};

interface Lock {
  readonly repositoryId: string;
  readonly number: number;
  readonly status: 'held' | 'queued';
  readonly slot: number | null;
  readonly position: number;
  readonly stopped: boolean;
}

const LOCKS = `SELECT repository_id AS "repositoryId", pull_number AS number, status, slot_no AS slot,
    (row_number() OVER (PARTITION BY pod_id, status ORDER BY priority DESC, requested_at, repository_id, pull_number))::int
      AS position,
    frozen IS NOT NULL AND priority = 0 AND coalesce((frozen->>'until')::timestamptz > clos_now(), true) AS stopped
  FROM wip_locks JOIN pods USING (pod_id) WHERE status <> 'released'`;

/** Beyond this place a check names no exact position. */
const EXACT = 10;

const titleOf = ({ status, slot, position, stopped }: Lock): RegExp => {
  if (stopped) return /^Stopped: the pod is frozen/;
  if (status === 'held') return new RegExp(`^Holds slot ${slot}\\b`);
  return new RegExp(`^Waiting: position ${position <= EXACT ? `${position}\\b` : ''}`);
};

interface Wanted {
  readonly outcome: string;
  readonly titles: readonly RegExp[];
}

/** Who is in two pods is told of one of them. Without a lock it is a draft, or exempt. */
function wanted(row: Row, locks: readonly Lock[], exempt: ReadonlySet<string>): Wanted {
  const green = locks.every(({ status, stopped }) => status === 'held' && !stopped);
  if (locks.length > 0) return { outcome: green ? 'success' : 'queued', titles: locks.map(titleOf) };
  if (exempt.has(row.author)) return { outcome: 'success', titles: [/^Exempt\b/] };
  return { outcome: row.state === 'draft' ? 'queued' : 'a lock', titles: [/^Draft\b/] };
}

const EXEMPT = `SELECT DISTINCT author->>'login' AS login
  FROM pods, jsonb_array_elements(rules->'wip'->'exempt'->'authors') author WHERE author->'id' <> 'null'`;

export const checksMatchLocks: Probe = async ({ github, query }) => {
  const locks = await query<Lock>(LOCKS);
  const exempt = new Set((await query<{ login: string }>(EXEMPT)).map(({ login }) => login));
  const open = rowsOf(github).filter(({ state }) => state === 'open' || state === 'draft');
  const problems = open.flatMap((row) => {
    const { outcome, titles } = wanted(row, locks.filter(isOf(row)), exempt);
    const shown = row.check?.conclusion ?? row.check?.status ?? 'no check';
    const said = row.check?.output.title ?? '';
    return shown === outcome && titles.some((title) => title.test(said))
      ? []
      : [
          `${refOf(row.repository, row.number)} shows ${shown} "${said}" and should show ${outcome}, ${titles.join(' or ')}`,
        ];
  });
  refute([...problems, ...strangers(locks, open)]);
  return `${open.length} open, ${locks.length} locks`;
};

const isOf =
  ({ repositoryId, number }: Row) =>
  (lock: Lock): boolean =>
    Number(lock.repositoryId) === repositoryId && lock.number === number;

const strangers = (locks: readonly Lock[], open: readonly Row[]): string[] =>
  locks
    .filter((lock) => !open.some((row) => isOf(row)(lock)))
    .map(({ repositoryId, number }) => `#${number} of repository ${repositoryId} has a lock and is not open`);
