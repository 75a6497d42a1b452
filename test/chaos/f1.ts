// F1: never more holders than slots. Several processes judge pull requests of the same pods while they are killed, stopped for a
// while, and their database crashes; then the whole history is checked, and every slot has to come back.

import type { PodMembership } from '../../src/core/policy.ts';
import { createRandom } from '../github/state/random.ts';
import type { TestCluster } from '../support/cluster.ts';
import { until } from '../support/until.ts';
import type { Done } from './acquirer.ts';
import { type Crew, startCrew } from './acquirers.ts';
import { admissions, leaks } from './admission.ts';
import type { Naive } from './naive.ts';
import { type Outcome, percentile, range } from './outcome.ts';
import { aRepository, settleIn } from './pods.ts';
import { openScene, type Scene } from './scene.ts';
import type { Query } from './truth.ts';

export interface AdmissionOptions {
  /** One that may be crashed; null, and then none is: the one that the test run shares. */
  readonly cluster: TestCluster | null;
  readonly seed: number;
  /** Slots to be given before it ends, or until it is this late (`performance.now()`). */
  readonly acquires: number;
  readonly until?: number;
  readonly processes?: number;
  readonly lanes?: number;
  /** kill -9 of a process, SIGSTOP for a while, and `pg_ctl -m immediate` of PostgreSQL: how often, spread over the run. */
  readonly kills?: number;
  readonly stops?: { readonly times: number; readonly ms: number };
  readonly crashes?: number;
  readonly naive?: Naive;
  /** Also takes away the unique index over slots, which is the second guard. */
  readonly oneGuard?: boolean;
  /** T-70: each repository belongs to so many of the pods, and names them in an order of its own. */
  readonly podsEach?: number;
  /** T-63: how long a process may sleep while it holds a pod. */
  readonly idleMs?: number;
  /** By how many milliseconds each process's own clock is wrong (F13). */
  readonly shifts?: readonly number[];
  readonly alsoCheck?: (query: Query) => Promise<readonly string[]>;
  readonly note?: (text: string) => void;
}

const DEADLOCKS = 'SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()';
const LIMIT = 3;
const PODS = 5;
const PROCESSES = 4;
const LONGEST_MS = 90 * 60_000;

/** T-60: somebody "improved" the server's default, and it must not matter. Deadlocks are found soon, for the control of T-70. */
const SETTINGS = `DO $$ BEGIN
  EXECUTE format('ALTER DATABASE %I SET default_transaction_isolation = %L', current_database(), 'repeatable read');
  EXECUTE format('ALTER DATABASE %I SET deadlock_timeout = %L', current_database(), '50ms'); END $$`;

type Mischief = 'kill' | 'stop' | 'crash';

/** What happens, each as soon as so many slots were given. */
function mischiefs({
  seed,
  acquires,
  kills = 0,
  stops,
  crashes = 0,
}: AdmissionOptions): [number, Mischief][] {
  const all: Mischief[] = [
    ...range(0, kills).map(() => 'kill' as const),
    ...range(0, stops?.times ?? 0).map(() => 'stop' as const),
    ...range(0, crashes).map(() => 'crash' as const),
  ];
  const order = createRandom(seed).shuffle(all);
  return order.map((each, index) => [((index + 1) * acquires) / (order.length + 1), each]);
}

/** What `pg_ctl stop -m immediate` does, and a start. */
async function crash(cluster: TestCluster): Promise<void> {
  const { url } = cluster;
  await cluster.crash('SIGQUIT');
  await cluster.start();
  if (cluster.url !== url) throw new Error('the database came back on another port: run this again');
}

/** Whether the control has shown what its missing guard lets happen: one that has need not go on. */
async function hasFailed({ query }: Scene, { naive, alsoCheck }: AdmissionOptions): Promise<boolean> {
  if (naive === undefined) return false;
  if (naive === 'any-order') return (await deadlocksOf(query)) > 0;
  if (naive === 'app-clock') return ((await alsoCheck?.(query)) ?? []).length > 0;
  return (await admissions(query, LIMIT)).overAdmissions > 0;
}

async function deadlocksOf(query: Query): Promise<number> {
  return (await query<{ deadlocks: number }>(DEADLOCKS))[0]?.deadlocks ?? 0;
}

async function disturb(
  scene: Scene,
  crew: Crew,
  options: AdmissionOptions,
): Promise<Record<Mischief, number>> {
  const { cluster, seed, acquires, processes = PROCESSES, stops, note = () => undefined } = options;
  const random = createRandom(seed + 1);
  const done = { kill: 0, stop: 0, crash: 0 };
  const end = Math.min(options.until ?? Number.POSITIVE_INFINITY, performance.now() + LONGEST_MS);
  const isOver = (): boolean => performance.now() > end || crew.grants >= acquires;
  for (const [at, mischief] of mischiefs(options)) {
    await until('slots are given', () => isOver() || crew.grants >= at, LONGEST_MS / 1000);
    if (isOver()) break;
    done[mischief] += 1;
    if (mischief === 'kill') await crew.kill(random.below(processes));
    if (mischief === 'stop') crew.freeze(random.below(processes), stops?.ms ?? 0);
    if (mischief === 'crash' && cluster) await crash(cluster);
    note(`${crew.grants} of ${acquires} slots given`);
  }
  const isDone = async (): Promise<boolean> => isOver() || (await hasFailed(scene, options));
  await until('enough slots were given', isDone, LONGEST_MS / 1000);
  return done;
}

/** What a process said it had committed has to be there, whatever became of the process or the database. */
async function forgotten(query: Query, told: ReadonlyMap<string, Done>): Promise<string[]> {
  const rows = await query<{ key: string; state: string }>(
    `SELECT repository_id || '/' || number AS key, state FROM pulls`,
  );
  const states = new Map(rows.map(({ key, state }) => [key, state]));
  return [...told].flatMap(([key, { state }]) => {
    const stored = states.get(key);
    return stored === undefined || (state === 'closed' && stored !== 'closed')
      ? [`${key} was ${state} and is ${stored}`]
      : [];
  });
}

/** Everybody ends what is under way, then merges all that is open: by then every slot has come back. */
async function settled(scene: Scene, crew: Crew): Promise<{ leaked: string[]; lost: string[] }> {
  await crew.all('pause');
  const leaked = await leaks(scene.query, LIMIT);
  const lost = await forgotten(scene.query, crew.told);
  await crew.all('drain');
  leaked.push(...(await leaks(scene.query, LIMIT)));
  const [live] = await scene.query<{ count: number }>(
    `SELECT count(*)::int FROM wip_locks WHERE status <> 'released'`,
  );
  if (live && live.count > 0) leaked.push(`${live.count} locks are left after everything was merged`);
  return { leaked, lost };
}

/** Sessions count what they met when they end, and some of a killed process wait for each other still. */
const SESSIONS = `SELECT count(pg_terminate_backend(pid))::int AS left FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`;

async function ended(scene: Scene, crew: Crew): Promise<{ leaked: string[]; lost: string[] }> {
  await crew.end();
  await until(
    'every session has ended',
    async () => (await scene.query<{ left: number }>(SESSIONS))[0]?.left === 0,
  );
  return { leaked: [], lost: [] };
}

function timings({ milliseconds }: Crew): Record<string, number> {
  const ms = (share: number): number => percentile(milliseconds, share);
  return { p50: ms(0.5), p99: ms(0.99), max: ms(1) };
}

async function judged(scene: Scene, crew: Crew, options: AdmissionOptions): Promise<Outcome> {
  const { acquires, processes = PROCESSES } = options;
  const started = performance.now();
  const done = await disturb(scene, crew, options);
  const events = crew.milliseconds.length;
  const perSecond = (events / (performance.now() - started)) * 1000;
  // A control has failed by now; ending it in order would only take its time.
  const { leaked, lost } = options.naive ? await ended(scene, crew) : await settled(scene, crew);
  const { problems, grants, overAdmissions } = await admissions(scene.query, LIMIT);
  const deadlocks = await deadlocksOf(scene.query);
  problems.push(...((await options.alsoCheck?.(scene.query)) ?? []));
  const { length: refused, 0: first } = crew.refusals;
  const trouble = `${done.kill} × kill -9, ${done.stop} × SIGSTOP, ${done.crash} × pg_ctl -m immediate`;
  return {
    size: `${grants} of ${acquires} slots given in ${PODS} pods of ${LIMIT}, ${processes} processes, ${trouble}`,
    problems: [
      ...problems,
      ...leaked,
      ...lost,
      ...(first ? [`${refused} were refused, first: ${first}`] : []),
    ],
    figures: {
      events,
      grants,
      overAdmissions,
      leaked: leaked.length,
      forgotten: lost.length,
      refused,
      deadlocks,
      ...timings(crew),
      perSecond,
    },
  };
}

/** Of the first, every pod in order; of the others, beginning with another one and every second one backwards. */
function podsOf(id: number, count: number): PodMembership[] {
  const keys = range(0, count).map((index) => `pod-${(id + index) % PODS}`);
  return (id % 2 === 0 ? keys.reverse() : keys).map((name) => ({ key: `pod/${name}`, name, paths: null }));
}

async function run(scene: Scene, options: AdmissionOptions): Promise<Outcome> {
  const { seed, processes = PROCESSES, lanes = 4, naive = null, shifts } = options;
  const repositories = range(1, PODS).map((id) =>
    aRepository(id, { limit: LIMIT }, podsOf(id, options.podsEach ?? 0)),
  );
  await settleIn(scene.appPool(1), repositories);
  const { idleMs = 30_000 } = options;
  const plan = { databaseUrl: scene.url, repositories, seed, lanes, mostOpen: 8, naive, processes, idleMs };
  const crew = await startCrew({ ...plan, ...(shifts ? { shifts } : {}) });
  try {
    return await judged(scene, crew, options);
  } finally {
    await crew.end();
  }
}

export async function neverMoreThanSlots(options: AdmissionOptions): Promise<Outcome> {
  const second = options.oneGuard ? ['DROP INDEX wip_locks_slot'] : [];
  const scene = await openScene(options.cluster, [SETTINGS, ...second]);
  try {
    return await run(scene, options);
  } finally {
    await scene.close();
  }
}
