// F13: clocks may lie. Processes whose own clocks are ten minutes off, a database clock that jumps by an hour while slots live and
// expire, and activity at the very moment of expiry: it must all end as with a true clock.

import type pg from 'pg';
import { pullNumber, traceId } from '../../src/core/ids.ts';
import { refresh } from '../../src/reconcile/judge.ts';
import type { Spine } from '../../src/reconcile/spine.ts';
import { createRandom } from '../github/state/random.ts';
import { shiftedClock } from '../support/clock.ts';
import type { TestCluster } from '../support/cluster.ts';
import { type AdmissionOptions, neverMoreThanSlots } from './f1.ts';
import { type Naive, naively } from './naive.ts';
import { type Outcome, range } from './outcome.ts';
import { aRepository, judgePull, opened, settleIn, spineOn, TENANT } from './pods.ts';
import { openScene, type Scene } from './scene.ts';
import type { Query } from './truth.ts';

const TEN_MINUTES = 600_000;

/** Instants that no true clock wrote: the run took less than five minutes. */
const FALSE_TIMES = `SELECT count(*)::int AS count FROM wip_locks
  WHERE granted_at NOT BETWEEN now() - interval '5 minutes' AND now() OR released_at NOT BETWEEN granted_at AND now()`;

async function falseTimes(query: Query): Promise<string[]> {
  const [row] = await query<{ count: number }>(FALSE_TIMES);
  return row && row.count > 0 ? [`${row.count} locks carry a time that was not`] : [];
}

export function shiftedProcesses(
  options: Pick<AdmissionOptions, 'cluster' | 'seed' | 'acquires' | 'until' | 'naive'>,
): Promise<Outcome> {
  const shifts = [TEN_MINUTES, -TEN_MINUTES, TEN_MINUTES, -TEN_MINUTES];
  return neverMoreThanSlots({ ...options, shifts, processes: 4, alsoCheck: falseTimes });
}

export interface ClockOptions {
  readonly cluster: TestCluster | null;
  readonly seed: number;
  readonly naive?: Naive;
}

const PODS = 2;
const HOLDERS = 20;
/** The shortest that the configuration takes; announced for half of it. */
const TTL_HOURS = 24;
const JUMP_HOURS = 1;
const HOURS = 48;

interface Entry {
  readonly action: string;
  readonly subject: string;
  readonly trace: string;
}

const event = (name: string) => ({ name, at: '2026-01-01T00:00:00Z', trace: traceId(name) });

function poolOf(scene: Scene, size: number, naive: Naive | undefined): pg.Pool {
  const pool = scene.appPool(size);
  if (naive) pool.on('connect', (client) => naively(client, naive));
  return pool;
}

/** Hour by hour for two days; the database clock is off by up to an hour, another each time. Returns what the log says, by hour. */
async function hours(scene: Scene, spine: Spine, { seed }: ClockOptions, jumps: boolean): Promise<Entry[][]> {
  const clock = shiftedClock(scene);
  const random = createRandom(seed);
  const all: Entry[][] = [];
  for (const hour of range(0, HOURS)) {
    await clock.set(hour + (jumps ? JUMP_HOURS * (random.below(3) - 1) : 0));
    const trace = `hour-${hour}`;
    for (const podId of range(1, PODS))
      await refresh(spine, { installation: TENANT, podId }, { event: event(trace), asked: null });
    all.push(
      await scene.query<Entry>(
        `SELECT action, subject, trace_id AS trace FROM audit_events WHERE trace_id = $1 ORDER BY event_id`,
        [trace],
      ),
    );
  }
  return all;
}

/** Nothing expires that was not announced half a day before (less what the clock may lie), and no more than a tenth at once. */
function expiryProblems(byHour: readonly Entry[][]): string[] {
  const problems: string[] = [];
  const warned = new Map<string, number>();
  for (const [hour, entries] of byHour.entries()) {
    for (const { action, subject } of entries) {
      if (action === 'wip.warn') warned.set(subject, hour);
      if (action !== 'wip.expire') continue;
      const since = hour - (warned.get(subject) ?? hour);
      if (!(since >= TTL_HOURS / 2 - 2 * JUMP_HOURS))
        problems.push(`${subject} expired ${since} hours after it was announced`);
    }
    const expired = entries.filter(({ action }) => action === 'wip.expire').length;
    if (expired > (PODS * HOLDERS) / 10)
      problems.push(`${expired} of ${PODS * HOLDERS} slots expired at once`);
  }
  return problems;
}

/** Who lost a slot, each once: it may get another, and lose that too. */
const expiredBy = (byHour: readonly Entry[][]): string => {
  const expired = byHour.flat().filter(({ action }) => action === 'wip.expire');
  return [...new Set(expired.map(({ subject }) => subject))].sort().join(' ');
};

async function living(options: ClockOptions, jumps: boolean): Promise<Entry[][]> {
  const scene = await openScene(options.cluster);
  try {
    const repositories = range(1, PODS).map((id) =>
      aRepository(id, { limit: HOLDERS, ttl: TTL_HOURS * 3_600 }),
    );
    const spine = spineOn(poolOf(scene, 2, options.naive));
    await settleIn(scene.appPool(1), repositories);
    for (const repository of repositories)
      for (const number of range(1, HOLDERS)) await judgePull(spine, repository, opened(repository, number));
    // As if they had been worked on at different hours of the day before.
    await scene.query(`UPDATE wip_locks SET active_at = now() - (pull_number % 24) * interval '1 hour'`);
    return await hours(scene, spine, options, jumps);
  } finally {
    await scene.close();
  }
}

/** T-65: the same slots expire as by a true clock. */
export async function jumpingDatabase(options: ClockOptions): Promise<Outcome> {
  const lie = await living(options, true);
  // A control has failed before it is compared.
  const truth = options.naive ? lie : await living(options, false);
  const problems = [...expiryProblems(truth), ...expiryProblems(lie)];
  if (expiredBy(truth) !== expiredBy(lie)) problems.push('other slots expired than by a true clock');
  const count = lie.flat().filter(({ action }) => action === 'wip.expire').length;
  return {
    size: `${PODS} pods of ${HOLDERS}, ${HOURS} hours, jumps of ±${JUMP_HOURS} h`,
    problems,
    figures: { expired: count, warned: lie.flat().filter(({ action }) => action === 'wip.warn').length },
  };
}

/** The holder's slot is due: announced half of its life ago, and not worked on since. */
const DUE = `UPDATE wip_locks SET active_at = now() - interval '1 day', warned_at = now() - interval '12 hours'
  WHERE status = 'held' RETURNING pull_number AS number`;

const ROUND = `SELECT action, subject, trace_id AS trace FROM audit_events
  WHERE trace_id IN ($1, $2) AND action IN ('wip.expire', 'wip.touch')`;

/** T-66: somebody pushes at the moment at which the slot expires. Exactly one of them wins, and the log says which. */
export async function expiryRaces(options: ClockOptions & { readonly races: number }): Promise<Outcome> {
  const scene = await openScene(options.cluster);
  try {
    const repository = aRepository(1, { limit: 1, ttl: TTL_HOURS * 3_600 });
    const spine = spineOn(poolOf(scene, 3, options.naive));
    await settleIn(scene.appPool(1), [repository]);
    for (const number of [1, 2]) await judgePull(spine, repository, opened(repository, number));
    const problems: string[] = [];
    let renewed = 0;
    for (const round of range(0, options.races)) {
      const [holder] = await scene.query<{ number: number }>(DUE);
      const pull = { ...opened(repository, holder?.number ?? 0), title: `Round ${round}` };
      const expiry = refresh(
        spine,
        { installation: TENANT, podId: 1 },
        { event: event(`expiry-${round}`), asked: null },
      );
      const renewal = judgePull(spine, repository, pull, { trace: `renewal-${round}`, activity: true });
      await Promise.all([expiry, renewal]);
      const logged = await scene.query<Entry>(ROUND, [`expiry-${round}`, `renewal-${round}`]);
      const [lock] = await scene.query<{ status: string }>(
        `SELECT status FROM wip_locks WHERE pull_number = $1 AND status <> 'released'`,
        [pullNumber(pull.number)],
      );
      const kept = logged[0]?.action === 'wip.touch';
      if (logged.length !== 1)
        problems.push(`round ${round}: the log has ${logged.map(({ action }) => action)}`);
      else if ((lock?.status === 'held') !== kept)
        problems.push(`round ${round}: ${lock?.status} after ${logged[0]?.action}`);
      renewed += kept ? 1 : 0;
      // A control that has failed need not go on.
      if (options.naive && problems.length > 0) break;
    }
    return {
      size: `${options.races} races`,
      problems,
      figures: { renewed, expired: options.races - renewed },
    };
  } finally {
    await scene.close();
  }
}
