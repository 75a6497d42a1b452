// The truth checker: what our database says, held against what the simulated GitHub shows. Every sentence it returns is a
// problem; none means that both agree and that the history never broke a promise.

import { createHash } from 'node:crypto';
import type { GitHub } from '../github/simulator.ts';
import type { Pull, Repository } from '../github/state/model.ts';
import { historyProblems, type LockRow } from './history.ts';
import type { Rules } from './rules.ts';
import { checkProblems } from './shown.ts';

export type Query = <T>(sql: string, values?: readonly unknown[]) => Promise<T[]>;

export interface PullRow {
  readonly repository: number;
  readonly number: number;
  readonly state: string;
  readonly facts: {
    readonly draft: boolean;
    readonly headSha: string;
    readonly title: string;
    readonly labels: string[];
  };
}

interface Rows {
  readonly pulls: ReadonlyMap<number, readonly PullRow[]>;
  readonly locks: ReadonlyMap<number, readonly LockRow[]>;
}

async function load(query: Query): Promise<Rows> {
  const pulls = await query<PullRow>(
    'SELECT repository_id::int AS repository, number, state, facts FROM pulls ORDER BY number',
  );
  const locks = await query<LockRow>(
    `SELECT repository_id::int AS repository, pull_number AS number, status, slot_no AS slot, fence::float8 AS fence,
       extract(epoch FROM granted_at)::float8 AS granted, extract(epoch FROM released_at)::float8 AS released
     FROM wip_locks ORDER BY priority DESC, requested_at, repository_id, pull_number`,
  );
  return {
    pulls: Map.groupBy(pulls, (row) => row.repository),
    locks: Map.groupBy(locks, (row) => row.repository),
  };
}

const openPulls = (repository: Repository): Pull[] =>
  [...repository.pulls.values()].filter((pull) => pull.state === 'open');

const labelsOf = (labels: readonly string[]): string => [...labels].sort().join(',');

function factProblems(pull: Pull, row: PullRow | undefined): string[] {
  if (!row) return ['is unknown to us'];
  const { facts } = row;
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['state', row.state, 'open'],
    ['draft', facts.draft, pull.draft],
    ['head', facts.headSha, pull.head.sha],
    ['title', facts.title, pull.title],
    ['labels', labelsOf(facts.labels), labelsOf(pull.labels.map(({ name }) => name))],
  ];
  return pairs.flatMap(([what, ours, theirs]) =>
    ours === theirs ? [] : [`${what} is ${ours}, GitHub says ${theirs}`],
  );
}

const isLive = (lock: LockRow): boolean => lock.status !== 'released';

/** Free slots and waiting items never stand side by side, and nobody holds or waits who must not. */
function lockProblems(open: readonly Pull[], locks: readonly LockRow[], { limit }: Rules): string[] {
  const live = locks.filter(isLive);
  const held = live.filter(({ status }) => status === 'held').length;
  const queued = live.length - held;
  const eligible = open.filter((pull) => !pull.draft).map((pull) => pull.number);
  const problems = eligible
    .filter((number) => live.filter((lock) => lock.number === number).length !== 1)
    .map((number) => `#${number} is open and ready and has no lock of its own`);
  for (const { number, status } of live)
    if (!eligible.includes(number)) problems.push(`#${number} has a ${status} lock and must not have one`);
  if (held > limit) problems.push(`${held} hold ${limit} slots`);
  if (held < limit && queued > 0) problems.push(`${queued} wait while ${limit - held} slots are free`);
  return problems;
}

function repositoryProblems(github: GitHub, name: string, rows: Rows, rules: Rules): string[] {
  const repository = github.repository(name);
  const pulls = rows.pulls.get(repository.id) ?? [];
  const locks = rows.locks.get(repository.id) ?? [];
  const open = openPulls(repository);
  const facts = open.flatMap((pull) =>
    factProblems(
      pull,
      pulls.find((row) => row.number === pull.number),
    ).map((text) => `#${pull.number} ${text}`),
  );
  const ghosts = pulls
    .filter((row) => row.state === 'open' && !open.some((pull) => pull.number === row.number))
    .map((row) => `#${row.number} is open to us and closed at GitHub`);
  const shown = checkProblems(github.app.id, repository, open, locks.filter(isLive), rules);
  return [
    ...facts,
    ...ghosts,
    ...lockProblems(open, locks, rules),
    ...historyProblems(locks, rules.limit),
    ...shown,
  ].map((text) => `${name} ${text}`);
}

/** Deliveries that are neither done nor set aside for a reason, and jobs that gave up. */
async function leftovers(query: Query): Promise<string[]> {
  const deliveries = await query<{ status: string; reason: string | null; count: number }>(
    `SELECT status, min(reason) AS reason, count(*)::int FROM deliveries
     WHERE status NOT IN ('done', 'ignored', 'rejected') GROUP BY status`,
  );
  const jobs = await query<{ error: string }>(
    `SELECT left(coalesce(last_error, 'no error'), 200) AS error FROM graphile_worker._private_jobs
     WHERE attempts >= max_attempts AND last_error IS NOT NULL LIMIT 3`,
  );
  return [
    ...deliveries.map(({ status, reason, count }) => `${count} deliveries are ${status}: ${reason}`),
    ...jobs.map(({ error }) => `a job gave up: ${error}`),
  ];
}

/** Repositories by name, each with its rules. */
export async function problemsOf(
  github: GitHub,
  query: Query,
  repositories: ReadonlyMap<string, Rules>,
): Promise<string[]> {
  const rows = await load(query);
  const found = [...repositories].flatMap(([name, rules]) => repositoryProblems(github, name, rows, rules));
  return [...found, ...(await leftovers(query))];
}

const UNWRITTEN = `
  SELECT concat_ws(' ', 'of', p.owner || '/' || p.name, '#' || c.pull_number, left(c.head_sha, 7), 'is known: check run', run.check_run_id,
      'attempted', run.attempted_at, 'delivered', run.delivered_at) AS line
    FROM checks c JOIN repositories p USING (installation_id, repository_id)
    JOIN pulls ON pulls.repository_id = c.repository_id AND pulls.number = c.pull_number AND pulls.head_sha = c.head_sha AND pulls.state = 'open'
    LEFT JOIN check_runs run ON run.repository_id = c.repository_id AND run.head_sha = c.head_sha AND run.name = c.name
    WHERE run.delivered_hash IS DISTINCT FROM c.essence_hash || ':' || c.generation
  UNION ALL SELECT concat_ws(' ', 'in the queue is', key, 'tries', attempts, 'of', max_attempts, 'due', run_at, 'taken', locked_at, last_error)
    FROM graphile_worker._private_jobs WHERE run_at < 'infinity'`;

/** What may explain a problem: checks that we know not to be shown as they should be, and what is still to be done. */
export async function unwritten(query: Query): Promise<string[]> {
  return (await query<{ line: string }>(UNWRITTEN)).map(({ line }) => line);
}

/**
 * One canonical hash per repository, by name. In it: which pull requests are open, what is known of each, and how many hold
 * and wait. Not in it: who holds and who waits. That may depend on the order in which we heard of them: a slot is given to
 * the first who asks that we know of, and is never taken back.
 */
export async function hashes(
  github: GitHub,
  query: Query,
  names: readonly string[],
): Promise<Map<string, string>> {
  const rows = await load(query);
  return new Map(
    names.map((name) => {
      const { id, commits } = github.repository(name);
      // The same story makes other SHAs in another repository, but as many commits in the same order.
      const order = new Map([...commits.keys()].map((sha, index) => [sha, index]));
      const open = (rows.pulls.get(id) ?? []).filter((row) => row.state === 'open');
      const facts = open.map(({ number, facts: { draft, headSha, title, labels } }) => [
        number,
        draft,
        order.get(headSha),
        title,
        labelsOf(labels),
      ]);
      const locks = rows.locks.get(id) ?? [];
      const count = (status: string) => locks.filter((lock) => lock.status === status).length;
      const state = JSON.stringify([facts, count('held'), count('queued')]);
      return [name, createHash('sha256').update(state).digest('hex')];
    }),
  );
}
