// The truth about slots, from what was committed. Twice: the audit log, whose order within a pod is the order of its commits
// (each takes its number while it holds the pod), is played again; and the intervals of all locks are laid over each other.

import { historyProblems, type LockRow } from './history.ts';
import type { Query } from './truth.ts';

interface Entry {
  readonly action: string;
  readonly subject: string;
  readonly before: { readonly pod: number; readonly status: string; readonly slot?: number } | null;
  readonly after: { readonly pod: number; readonly slot?: number } | null;
}

const HISTORY = `SELECT action, subject, before, after FROM audit_events
  WHERE action IN ('wip.grant', 'wip.release', 'wip.expire') ORDER BY event_id`;

/** Repository stands for pod: that is whose slots are counted. */
const LOCKS = `SELECT pod_id::int AS repository, pull_number AS number, status, slot_no AS slot, fence::float8 AS fence,
    extract(epoch FROM granted_at)::float8 AS granted, extract(epoch FROM released_at)::float8 AS released
  FROM wip_locks`;

/** Plays the grants and departures of each pod. */
function replayed(entries: readonly Entry[], limit: number): { problems: string[]; live: number } {
  const pods = new Map<number, Map<number, string>>();
  const problems: string[] = [];
  for (const { action, subject, before, after } of entries) {
    const pod = after?.pod ?? before?.pod ?? 0;
    const slots = pods.get(pod) ?? new Map<number, string>();
    pods.set(pod, slots);
    if (action === 'wip.grant') {
      const slot = after?.slot ?? 0;
      const holder = slots.get(slot);
      if (holder !== undefined) problems.push(`pod ${pod} gave slot ${slot} of ${holder} to ${subject}`);
      slots.set(slot, subject);
      if (slots.size > limit) problems.push(`pod ${pod} had ${slots.size} holders of ${limit} slots`);
    } else if (before?.status === 'held') {
      const slot = before.slot ?? 0;
      if (slots.get(slot) !== subject)
        problems.push(`pod ${pod} took slot ${slot} from ${subject}, who had none`);
      slots.delete(slot);
    }
  }
  return { problems, live: [...pods.values()].reduce((sum, slots) => sum + slots.size, 0) };
}

/** Slots that nobody uses and nobody gets: a lock whose pull request is over, or room beside a waiter. */
export async function leaks(query: Query, limit: number): Promise<string[]> {
  const dead = await query<{ number: number; status: string }>(
    `SELECT l.pull_number AS number, l.status FROM wip_locks l JOIN pulls p ON p.repository_id = l.repository_id
       AND p.number = l.pull_number WHERE l.status <> 'released' AND p.state <> 'open'`,
  );
  const idle = await query<{ pod: number; held: number; waiting: number }>(
    `SELECT pod_id::int AS pod, count(*) FILTER (WHERE status = 'held')::int AS held,
       count(*) FILTER (WHERE status = 'queued')::int AS waiting FROM wip_locks l
     WHERE status <> 'released' AND NOT shared GROUP BY pod_id`,
  );
  return [
    ...dead.map(({ number, status }) => `#${number} is over and its lock is ${status}`),
    ...idle
      .filter(({ held, waiting }) => held < limit && waiting > 0)
      .map(
        ({ pod, held, waiting }) => `${waiting} wait in pod ${pod} while ${held} of ${limit} slots are held`,
      ),
  ];
}

export interface Admissions {
  readonly problems: string[];
  readonly grants: number;
  readonly overAdmissions: number;
}

export async function admissions(query: Query, limit: number): Promise<Admissions> {
  const entries = await query<Entry>(HISTORY);
  const { problems, live } = replayed(entries, limit);
  const rows = await query<LockRow>(LOCKS);
  const byPod = [...Map.groupBy(rows, ({ repository }) => repository).values()];
  const overlaps = byPod.flatMap((locks) => historyProblems(locks, limit));
  const held = rows.filter(({ status }) => status === 'held').length;
  const drift = held === live ? [] : [`${held} locks are held, and by the audit log ${live}`];
  const all = [...problems, ...overlaps, ...drift];
  return {
    problems: all,
    grants: rows.filter(({ granted }) => granted !== null).length,
    overAdmissions: all.filter((text) => / gave slot | holders of |held \d+ slots|held twice/.test(text))
      .length,
  };
}
