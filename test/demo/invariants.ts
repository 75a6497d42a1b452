// What must hold whatever happened, read from the rows and from GitHub's side, never from what the story expects.

import { CHECK, type Row, rowsOf } from './board.ts';
import type { Stage } from './stage.ts';

export interface Invariant {
  readonly name: string;
  readonly held: boolean;
  /** What was looked at, or what is wrong. */
  readonly detail: string;
}

/** Returns what was looked at; throws what is wrong. */
type Probe = (stage: Stage, limit: number) => Promise<string> | string;

function refute(problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(problems.join('; '));
}

/** Each lock holds its slot from its grant to its release; at the same instant, leaving comes first. */
const PEAK = `SELECT coalesce(max(holders), 0)::int AS peak FROM (
  SELECT sum(change) OVER (PARTITION BY pod_id ORDER BY at, change) AS holders FROM (
    SELECT pod_id, granted_at AS at, 1 AS change FROM wip_locks WHERE granted_at IS NOT NULL
    UNION ALL
    SELECT pod_id, released_at, -1 FROM wip_locks WHERE granted_at IS NOT NULL AND released_at IS NOT NULL
  ) changes) history`;

const SHARED = `SELECT count(*)::int AS pairs FROM wip_locks a JOIN wip_locks b
  ON a.pod_id = b.pod_id AND a.slot_no = b.slot_no AND a.lock_id < b.lock_id
  AND a.granted_at < coalesce(b.released_at, 'infinity') AND b.granted_at < coalesce(a.released_at, 'infinity')`;

/** The audit log tells the same history without any clock: in the order in which it was written under the pod's lock. */
const AUDIT = `SELECT action, subject, (after->>'slot')::int AS slot, after->>'pod' AS pod FROM audit_events
  WHERE action IN ('wip.grant', 'wip.release', 'wip.expire') ORDER BY event_id`;

async function auditPeak({ query }: Stage): Promise<number> {
  const holders = new Set<string>();
  let peak = 0;
  for (const { action, subject, pod } of await query<{ action: string; subject: string; pod: string }>(
    AUDIT,
  )) {
    if (action === 'wip.grant') holders.add(`${pod} ${subject}`);
    else holders.delete(`${pod} ${subject}`);
    peak = Math.max(peak, holders.size);
  }
  return peak;
}

const noMoreHoldersThanSlots: Probe = async (stage, limit) => {
  const [row] = await stage.query<{ peak: number }>(PEAK);
  const [shared] = await stage.query<{ pairs: number }>(SHARED);
  const peaks = [row?.peak ?? -1, await auditPeak(stage)];
  if (shared?.pairs !== 0)
    throw new Error(`${shared?.pairs} pairs of pull requests held the same slot at once`);
  if (peaks.some((peak) => peak < 0 || peak > limit))
    throw new Error(`there were ${peaks.join(' or ')} holders at once`);
  return `at most ${Math.max(...peaks)} at once, ${limit} slots`;
};

const oneCheckPerCommit: Probe = ({ github }) => {
  const commits = [...github.world.repositories.values()].flatMap((one) => [...one.runsBySha]);
  const ours = commits.map(([sha, runs]) => ({
    sha,
    count: runs.filter((run) => run.suite.app.id === github.app.id && run.name === CHECK).length,
  }));
  refute(
    ours.filter(({ count }) => count > 1).map(({ sha, count }) => `${count} checks on ${sha.slice(0, 7)}`),
  );
  return `${ours.length} commits`;
};

interface Lock {
  readonly number: number;
  readonly status: 'held' | 'queued';
  readonly slot: number | null;
  readonly position: number;
}

const LOCKS = `SELECT pull_number AS number, status, slot_no AS slot,
    (row_number() OVER (PARTITION BY pod_id, status ORDER BY priority DESC, requested_at, repository_id, pull_number))::int AS position
  FROM wip_locks WHERE status <> 'released'`;

/** Beyond this place a check names no exact position. */
const EXACT = 10;

function wanted(row: Row, lock: Lock | undefined): { readonly outcome: string; readonly title: RegExp } {
  if (lock?.status === 'held')
    return { outcome: 'success', title: new RegExp(`^Holds slot ${lock.slot}\\b`) };
  if (lock) {
    const place = lock.position <= EXACT ? `${lock.position}\\b` : '';
    return { outcome: 'queued', title: new RegExp(`^Waiting: position ${place}`) };
  }
  return { outcome: row.state === 'draft' ? 'queued' : 'a lock', title: /^Draft\b/ };
}

const checksMatchLocks: Probe = async ({ github, query }) => {
  const locks = await query<Lock>(LOCKS);
  const open = rowsOf(github).filter(({ state }) => state === 'open' || state === 'draft');
  const problems = open.flatMap((row) => {
    const { outcome, title } = wanted(
      row,
      locks.find(({ number }) => number === row.number),
    );
    const shown = row.check?.conclusion ?? row.check?.status ?? 'no check';
    const said = row.check?.output.title ?? '';
    return shown === outcome && title.test(said)
      ? []
      : [`#${row.number} shows ${shown} "${said}" and should show ${outcome}`];
  });
  refute([...problems, ...strangers(locks, open)]);
  return `${open.length} open, ${locks.length} locks`;
};

const strangers = (locks: readonly Lock[], open: readonly Row[]): string[] =>
  locks
    .filter((lock) => !open.some((row) => row.number === lock.number))
    .map((lock) => `#${lock.number} has a lock and is not open`);

/** A job that lost its key was replaced by a newer one; the row stays when its worker died. */
const GIVEN_UP = `SELECT task_identifier AS task, last_error AS error FROM graphile_worker.jobs
  WHERE attempts >= max_attempts AND locked_at IS NULL AND key IS NOT NULL`;

const nothingAcceptedWasLost: Probe = async ({ github, query }) => {
  const rows = await query<{ guid: string; status: string; event: string }>(
    'SELECT guid, status, event FROM deliveries',
  );
  const known = new Set(rows.map(({ guid }) => guid));
  const stored = github.deliveries.filter(({ response }) => response.payload?.includes('"stored"'));
  const jobs = await query<{ task: string; error: string | null }>(GIVEN_UP);
  refute([
    ...rows
      .filter(({ status }) => status !== 'done' && status !== 'ignored')
      .map(({ event, status }) => `one ${event} is ${status}`),
    ...stored
      .filter(({ guid }) => !known.has(guid))
      .map(({ event }) => `one ${event} was acknowledged and is gone`),
    ...jobs.map(({ task, error }) => `one ${task} job gave up (${error ?? 'its worker died'})`),
  ]);
  return `${rows.length} deliveries`;
};

interface Stored {
  readonly number: number;
  readonly state: string;
  readonly sha: string;
  readonly draft: boolean;
  readonly merged: boolean;
  readonly body: {
    title: string;
    summary: string;
    text: string;
    status: string;
    conclusion: string | null;
  } | null;
}

const STORED = `SELECT p.number, p.state, p.head_sha AS sha, (p.facts->>'draft')::boolean AS draft,
    (p.facts->>'merged')::boolean AS merged, c.body
  FROM pulls p LEFT JOIN checks c ON c.repository_id = p.repository_id AND c.pull_number = p.number
    AND c.head_sha = p.head_sha AND c.name = '${CHECK}'`;

const essence = (...parts: readonly unknown[]): string => JSON.stringify(parts);

const databaseEqualsGitHub: Probe = async ({ github, query }) => {
  const stored = await query<Stored>(STORED);
  const problems = rowsOf(github).flatMap(({ repository, number, check }) => {
    const { state, head, draft, merged } = github.pull(repository, number);
    const row = stored.find((one) => one.number === number);
    if (!row) return [`#${number} is not in the database`];
    if (
      essence(row.state, row.sha, row.draft, row.merged) !== essence(state, head.sha, draft, merged !== null)
    )
      return [`#${number} differs`];
    const { body } = row;
    const ours = essence(body?.status, body?.conclusion, body?.title, body?.summary, body?.text);
    const { output } = check ?? {};
    const theirs = essence(check?.status, check?.conclusion, output?.title, output?.summary, output?.text);
    return state === 'closed' || ours === theirs ? [] : [`the check of #${number} differs`];
  });
  refute(problems);
  return `${stored.length} pull requests`;
};

const asGitHubDescribes: Probe = ({ github }) => {
  github.assertHonest();
  const { reads, writes, auth } = github.requestCounts();
  return `${reads + writes + auth} requests, ${github.deliveries.length} webhooks`;
};

const PROBES: readonly { readonly name: string; readonly probe: Probe }[] = [
  { name: 'never more holders than slots', probe: noMoreHoldersThanSlots },
  { name: 'one check per commit and name', probe: oneCheckPerCommit },
  { name: 'every open pull request shows the check of its lock', probe: checksMatchLocks },
  { name: 'nothing accepted was lost', probe: nothingAcceptedWasLost },
  { name: 'the database equals GitHub', probe: databaseEqualsGitHub },
  { name: "all that was said matches GitHub's API description", probe: asGitHubDescribes },
];

/** `limit`: the highest that was ever in force. */
export async function verify(stage: Stage, limit: number): Promise<Invariant[]> {
  const found: Invariant[] = [];
  for (const { name, probe } of PROBES) {
    try {
      found.push({ name, held: true, detail: await probe(stage, limit) });
    } catch (error) {
      found.push({ name, held: false, detail: (error as Error).message });
    }
  }
  return found;
}
