// What a cycle costs when a pod has grown: 10,000 open pull requests in one line and 100,000 locks of the past, against ten and
// none. The judge's whole transaction, through the real ledger, without GitHub: whoever holds the pod keeps everybody waiting.

import pg from 'pg';
import { migrate } from '../../src/adapters/postgres/migrate.ts';
import { createPools } from '../../src/adapters/postgres/pools.ts';
import type { PullFacts } from '../../src/core/facts.ts';
import { traceId } from '../../src/core/ids.ts';
import { refresh } from '../../src/reconcile/judge.ts';
import type { Spine } from '../../src/reconcile/spine.ts';
import { aRepository, judgePull, merged, opened, settleIn, spineOn, TENANT } from '../chaos/pods.ts';
import type { Bench, Context } from './bench.ts';
import { atMost, type Report, type Row, row } from './report.ts';
import { median } from './stats.ts';

const LIMIT = 5;
const FEW = 10;
const MANY = { open: 10_000, past: 100_000 };
const WAITERS = 2_000;
const TARGET = 1.5;
const REPOSITORY = aRepository(1, { limit: LIMIT });

interface Pod {
  readonly spine: Spine;
  readonly pool: pg.Pool;
  next: number;
  readonly end: () => Promise<void>;
}

/** Facts as of a pull request that was opened, with its own number, title, commit and age. */
const FACTS = `jsonb_build_object('number', n, 'title', 'Change ' || n, 'headSha', lpad(to_hex(n), 40, '0'),
  'url', 'https://github.com/acme/shop-1/pull/' || n, 'createdAt', now() - interval '3 days' + n * interval '1 second',
  'updatedAt', now() - interval '3 days' + n * interval '1 second')`;

/** Past ones first, so that whoever is open has the highest numbers; the oldest of the open hold the slots. */
const SEED = [
  `INSERT INTO pulls (installation_id, repository_id, number, state, head_sha, facts, github_updated_at)
     SELECT 1, 1, n, CASE WHEN n <= $1 THEN 'closed' ELSE 'open' END, lpad(to_hex(n), 40, '0'),
       $3::jsonb || ${FACTS} || jsonb_build_object('state', CASE WHEN n <= $1 THEN 'closed' ELSE 'open' END), now()
     FROM generate_series(1, $1::int + $2::int) n`,
  `INSERT INTO wip_locks (installation_id, pod_id, repository_id, pull_number, status, slot_no, fence, requested_at, granted_at,
       active_at, released_at, release_reason, trace_id)
     SELECT 1, 1, 1, n, CASE WHEN n <= $1 THEN 'released' WHEN n <= $1 + $3::int THEN 'held' ELSE 'queued' END,
       CASE WHEN n <= $1 THEN 1 + n % $3 WHEN n <= $1 + $3 THEN n - $1 END, n, now() - interval '3 days' + n * interval '1 second',
       CASE WHEN n <= $1 + $3 THEN now() END, CASE WHEN n <= $1 + $3 THEN now() END, CASE WHEN n <= $1 THEN now() END,
       CASE WHEN n <= $1 THEN 'merged' END, 'seed'
     FROM generate_series(1, $1::int + $2::int) n`,
] as const;

async function grow(context: Context, name: string, open: number, past: number): Promise<Pod> {
  const url = await context.databases.create(`bench_${name}`);
  await migrate(url);
  const owner = new pg.Pool({ connectionString: url, max: 1 });
  // As the process opens them: what is measured is the ledger as it runs.
  const pools = createPools(url, (error) => context.say(error.message), 2);
  const pool = pools.app;
  try {
    await settleIn(pool, [REPOSITORY]);
    const like = JSON.stringify(opened(REPOSITORY, 1));
    await owner.query(SEED[0], [past, open, like]);
    await owner.query(SEED[1], [past, open, LIMIT]);
    await owner.query(`SELECT setval('wip_fence', $1)`, [past + open + 1]);
    await owner.query('VACUUM ANALYZE');
  } finally {
    await owner.end();
  }
  return { spine: spineOn(pool), pool, next: past + open + 1, end: () => pools.end() };
}

async function judged({ spine }: Pod, pull: PullFacts): Promise<number> {
  const started = performance.now();
  await judgePull(spine, REPOSITORY, pull);
  return performance.now() - started;
}

async function stored({ pool }: Pod, status: 'held' | 'queued'): Promise<PullFacts> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN; SET LOCAL clos.installation_id = 1');
    const { rows } = await client.query<{ facts: PullFacts }>(
      `SELECT facts FROM pulls JOIN wip_locks USING (repository_id) WHERE number = pull_number AND status = $1
       ORDER BY requested_at DESC LIMIT 1`,
      [status],
    );
    return rows[0]?.facts as PullFacts;
  } finally {
    await client.query('COMMIT');
    client.release();
  }
}

interface Cycles {
  readonly opened: number;
  readonly pushed: number;
  readonly merged: number;
}

/** One is opened at the back of the line, its title changes, and a holder is merged, so that the first in line follows. */
async function cycles(pod: Pod): Promise<Cycles> {
  pod.next += 1;
  const pull = opened(REPOSITORY, pod.next);
  const first = await judged(pod, pull);
  const again = await judged(pod, { ...pull, title: 'Another title', headSha: pull.headSha });
  return { opened: first, pushed: again, merged: await judged(pod, merged(await stored(pod, 'held'))) };
}

async function compared(few: Pod, many: Pod, rounds: number): Promise<Row[]> {
  const found = { few: [] as Cycles[], many: [] as Cycles[] };
  for (let n = 0; n < rounds + 20; n += 1) {
    const [one, other] = [await cycles(few), await cycles(many)];
    // The first ones prepare statements and compile code.
    if (n >= 20) found.few.push(one);
    if (n >= 20) found.many.push(other);
  }
  const of = (which: keyof typeof found, key: keyof Cycles) => found[which].map((one) => one[key]);
  return (['opened', 'pushed', 'merged'] as const).flatMap((key) => [
    row(`${key}, among ${FEW}`, 'ms', of('few', key)),
    row(`${key}, among ${MANY.open}`, 'ms', of('many', key)),
    row(`${key}, many / few`, '×', [median(of('many', key)) / median(of('few', key))], atMost(TARGET)),
  ]);
}

/** A pod's checks looked at one by one: when all are new, when none changed, and when a merge changed the front of the line. */
async function refreshed(pod: Pod): Promise<Row[]> {
  const event = { name: 'refresh', at: new Date().toISOString(), trace: traceId('bench') };
  const once = async (): Promise<number> => {
    const started = performance.now();
    await refresh(pod.spine, { installation: TENANT, podId: 1 }, { event, asked: null });
    return performance.now() - started;
  };
  const all = await once();
  const none = [await once(), await once(), await once()];
  const front: number[] = [];
  for (let n = 0; n < 3; n += 1) {
    await judged(pod, merged(await stored(pod, 'held')));
    front.push(await once());
  }
  return [
    row(`refresh of ${WAITERS}: every check is new`, 'ms', [all]),
    row(`refresh of ${WAITERS}: nothing changed`, 'ms', none),
    row(`refresh of ${WAITERS}: after a merge`, 'ms', front),
    row('nothing changed / all new', '×', [median(none) / all], atMost(0.25)),
  ];
}

async function measure(context: Context, pods: Pod[]): Promise<Report> {
  const add = async (...given: [string, number, number]): Promise<Pod> => {
    const pod = await grow(context, ...given);
    pods.push(pod);
    return pod;
  };
  const [few, many] = [await add('few', FEW, 0), await add('many', MANY.open, MANY.past)];
  const rows = await compared(few, many, context.short ? 60 : 300);
  return {
    name: 'growth',
    about: `one pod of ${LIMIT}: ${MANY.open} open and ${MANY.past} locks of the past, against ${FEW} and none`,
    rows: [...rows, ...(await refreshed(await add('waiters', WAITERS, 0)))],
    notes: ['few and many in turns; each is a whole transaction with its commit, without GitHub'],
  };
}

export const growth: Bench = {
  name: 'growth',
  run: async (context) => {
    const pods: Pod[] = [];
    try {
      return await measure(context, pods);
    } finally {
      for (const pod of pods) await pod.end();
    }
  },
};
