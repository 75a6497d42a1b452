// Whether the process grows: its resident set over many events of many installations, most of them new titles, some of them
// pushes. The worker is kept busy, never drowned: each pass waits for the one before.

import { setTimeout as wait } from 'node:timers/promises';
import type { Bench, Context } from './bench.ts';
import { ask } from './databases.ts';
import { below, type Report, row } from './report.ts';
import { median } from './stats.ts';
import { formTeam, SEED, startWorld, type World } from './world.ts';

const MIB = 1024 * 1024;
const TEAMS = 50;
const PULLS = 8;
const EVENTS = 50_000;
const SHORT_EVENTS = 5_000;
const SAMPLES = 20;
/** So many deliveries may wait while more are sent. */
const BACKLOG = 200;
/** One in so many is a push, which writes a check. */
const PUSH_EVERY = 20;

interface Sample {
  readonly events: number;
  readonly mib: number;
}

async function drained(world: World): Promise<void> {
  const pending = `SELECT count(*)::int AS waiting FROM (SELECT FROM deliveries WHERE status = 'received' LIMIT 1000) AS pending`;
  await world.github.settle();
  while (((await ask<{ waiting: number }>(world.pool, pending))[0]?.waiting ?? 0) > BACKLOG) await wait(25);
}

/** One event for every pull request. Two in the same second would contradict each other and have to be read, so the clock moves. */
async function pass(world: World, repositories: readonly string[], turn: number): Promise<number> {
  world.github.advance(1_000);
  let sent = 0;
  for (let n = 1; n <= PULLS; n += 1) {
    for (const [i, repository] of repositories.entries()) {
      const push = (turn * PULLS * TEAMS + n * TEAMS + i) % PUSH_EVERY === 0;
      if (push) world.github.push(repository, n);
      else world.github.editPull(repository, n, { title: `Change ${n}, take ${turn}` });
      sent += 1;
    }
    await drained(world);
  }
  return sent;
}

async function run(world: World, events: number, say: Context['say']): Promise<Sample[]> {
  const repositories = Array.from({ length: TEAMS }, (_, n) => formTeam(world, `team${n}`).repository);
  await world.settle();
  for (const repository of repositories)
    for (let n = 1; n <= PULLS; n += 1) world.github.openPull(repository);
  await world.settle(300);
  const samples: Sample[] = [];
  let sent = 0;
  for (let turn = 1; sent < events; turn += 1) {
    sent += await pass(world, repositories, turn);
    if (sent < (samples.length * events) / SAMPLES) continue;
    samples.push({ events: sent, mib: (await world.clos.residentBytes()) / MIB });
    say(`memory: ${sent} events, ${samples.at(-1)?.mib.toFixed(0)} MiB`);
  }
  await world.settle(300);
  samples.push({ events: sent, mib: (await world.clos.residentBytes()) / MIB });
  return samples;
}

/** MiB by which the last third is above the middle one: what start-up and compilation take is over by then. */
function drift(samples: readonly Sample[]): number {
  const third = Math.floor(samples.length / 3);
  const of = (from: number, to?: number) => median(samples.slice(from, to).map(({ mib }) => mib));
  return of(-third) - of(-2 * third, -third);
}

function report(samples: readonly Sample[]): Report {
  const sizes = samples.map(({ mib }) => mib);
  const curve = samples.map(({ events, mib }) => `${Math.round(events / 100) / 10}k ${mib.toFixed(0)}`);
  return {
    name: 'memory',
    about: `${samples.at(-1)?.events} events over ${TEAMS} installations, ${TEAMS * PULLS} pull requests; seed ${SEED}`,
    rows: [
      row('largest resident set', 'MiB', [Math.max(...sizes)], below(250)),
      row('at the end', 'MiB', [sizes.at(-1) ?? Number.NaN]),
      row('last third above the middle one', 'MiB', [drift(samples)]),
    ],
    notes: [`events and MiB: ${curve.join(', ')}`],
  };
}

export const memory: Bench = {
  name: 'memory',
  run: async (context) => {
    const world = await startWorld(context, 'memory');
    try {
      return report(await run(world, context.short ? SHORT_EVENTS : EVENTS, context.say));
    } finally {
      await world.stop();
    }
  },
};
