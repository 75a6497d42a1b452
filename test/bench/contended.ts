// Cycles a second when every one wants the same pod, against the same cycles in pods of their own; and how long an accepted
// delivery waits for its cycle's commit, by the database's clock. Titles change, so nothing is written to GitHub.

import type { Bench, Context } from './bench.ts';
import { ask } from './databases.ts';
import { atLeast, type Report, row } from './report.ts';
import { percentile } from './stats.ts';
import { betweenSweeps, formTeam, SEED, startWorld, type World } from './world.ts';

const PULLS = 60;

interface Wave {
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
}

interface Target {
  readonly repository: string;
  readonly number: number;
}

interface Timing {
  readonly accepted: string;
  readonly done: string;
}

const TIMINGS = `SELECT extract(epoch FROM received_at) * 1000 AS accepted, extract(epoch FROM processed_at) * 1000 AS done
  FROM deliveries WHERE event = 'pull_request' AND status = 'done' AND received_at >= $1`;

/** One event for each pull request, all at once; timed from the first accepted to the last decided. */
async function wave(world: World, targets: readonly Target[], turn: number): Promise<Wave> {
  const { github, pool } = world;
  await betweenSweeps(world, 10);
  github.advance(2_000);
  const [clock] = await ask<{ now: string }>(pool, 'SELECT clos_now()::text AS now');
  for (const { repository, number } of targets)
    github.editPull(repository, number, { title: `Change ${number}, take ${turn}` });
  await world.settle();
  const timings = await ask<Timing>(pool, TIMINGS, [clock?.now]);
  if (timings.length !== targets.length)
    throw new Error(`${timings.length} of ${targets.length} events were decided`);
  const accepted = timings.map((one) => Number(one.accepted));
  const done = timings.map((one) => Number(one.done));
  const waits = done.map((at, i) => at - (accepted[i] ?? Number.NaN));
  const seconds = (Math.max(...done) - Math.min(...accepted)) / 1000;
  return {
    perSecond: targets.length / seconds,
    p50: percentile(waits, 0.5),
    p95: percentile(waits, 0.95),
  };
}

/** One repository with all pull requests, and as many repositories with one each. */
async function prepare(world: World): Promise<{ one: Target[]; many: Target[] }> {
  const together = formTeam(world, 'together', 5).repository;
  const apart = Array.from({ length: PULLS }, (_, n) => formTeam(world, `apart${n}`, 5).repository);
  await world.settle();
  const open = (repository: string): Target => ({
    repository,
    number: world.github.openPull(repository).number,
  });
  const one = Array.from({ length: PULLS }, () => open(together));
  const many = apart.map(open);
  await world.settle();
  return { one, many };
}

async function measure(world: World, { short }: Context): Promise<Report> {
  const { one, many } = await prepare(world);
  await wave(world, many, 0);
  await wave(world, one, 0); // unmeasured, both
  const [apart, together]: [Wave[], Wave[]] = [[], []];
  for (let turn = 1; turn <= (short ? 3 : 9); turn += 1) {
    apart.push(await wave(world, many, turn));
    together.push(await wave(world, one, turn));
  }
  const ratios = together.map(({ perSecond }, i) => perSecond / (apart[i]?.perSecond ?? Number.NaN));
  const of = (waves: readonly Wave[], key: keyof Wave) => waves.map((each) => each[key]);
  return {
    name: 'contended',
    about: `${PULLS} events at once, each about another pull request; seed ${SEED}`,
    rows: [
      row('floor: each in a pod of its own', 'cycles/s', of(apart, 'perSecond')),
      row('all in one pod', 'cycles/s', of(together, 'perSecond')),
      row('one pod / own pods', '×', ratios, atLeast(0.4)),
      row('own pods, accepted to decided p50', 'ms', of(apart, 'p50')),
      row('own pods, accepted to decided p95', 'ms', of(apart, 'p95')),
      row('one pod, accepted to decided p50', 'ms', of(together, 'p50')),
      row('one pod, accepted to decided p95', 'ms', of(together, 'p95')),
    ],
    notes: [],
  };
}

export const contended: Bench = {
  name: 'contended',
  run: async (context) => {
    const world = await startWorld(context, 'contended');
    try {
      return await measure(world, context);
    } finally {
      await world.stop();
    }
  },
};
