// Twenty events of one installation at the same moment: a push to twenty pull requests of one pod. What it costs at GitHub and
// when the last check stands; a client that lets one write a second through would take twenty seconds.

import { until } from '../support/until.ts';
import type { Bench, Context } from './bench.ts';
import { atMost, type Report, type Row, row } from './report.ts';
import { betweenSweeps, formTeam, SEED, startWorld, type World } from './world.ts';

const EVENTS = 20;
const LATENCIES = [0, 100];
const TARGET_MS = 2_000;

interface Burst {
  readonly lastMs: number;
  readonly reads: number;
  readonly writes: number;
}

async function openAll(world: World, owner: string): Promise<string> {
  const { repository } = formTeam(world, owner, EVENTS);
  await world.settle();
  for (let n = 1; n <= EVENTS; n += 1) world.github.openPull(repository, { author: `dev${n}` });
  await world.settle();
  return repository;
}

async function burst(world: World, repository: string): Promise<Burst> {
  const { github, seen } = world;
  await betweenSweeps(world, 15);
  github.advance(2_000);
  github.resetRequests();
  const started = performance.now();
  for (let n = 1; n <= EVENTS; n += 1) github.push(repository, n);
  const stands = (n: number) => github.visibleChecks(repository, n).some(({ name }) => name === 'clos/wip');
  await until('every check stands', () => Array.from({ length: EVENTS }, (_, i) => i + 1).every(stands), 60);
  const lastMs = (seen.written.at(-1) ?? Number.NaN) - started - github.latencyMs;
  await world.settle();
  const { reads, writes } = github.requestCounts();
  return { lastMs, reads, writes };
}

/** A new installation for each few rounds: GitHub takes 180 writes a minute of one. */
async function atLatency(world: World, latencyMs: number, rounds: number): Promise<Row[]> {
  const repository = await openAll(world, `burst${latencyMs}`);
  world.github.latencyMs = latencyMs;
  await burst(world, repository); // unmeasured
  const all: Burst[] = [];
  for (let n = 0; n < rounds; n += 1) all.push(await burst(world, repository));
  world.github.latencyMs = 0;
  const at = `at ${latencyMs} ms`;
  const of = (key: keyof Burst) => all.map((one) => one[key]);
  return [
    row(`${at}: writes`, '', of('writes'), atMost(EVENTS)),
    row(`${at}: reads`, '', of('reads'), atMost(0)),
    row(`${at}: last check stands after (above it)`, 'ms', of('lastMs'), atMost(TARGET_MS)),
  ];
}

async function measure(world: World, { short }: Context): Promise<Report> {
  const rows: Row[] = [];
  for (const latency of LATENCIES) rows.push(...(await atLatency(world, latency, short ? 2 : 5)));
  return {
    name: 'burst',
    about: `${EVENTS} pushes at once on one installation, all in one pod; seed ${SEED}`,
    rows,
    notes: [],
  };
}

export const burst20: Bench = {
  name: 'burst',
  run: async (context) => {
    const world = await startWorld(context, 'burst');
    try {
      return await measure(world, context);
    } finally {
      await world.stop();
    }
  },
};
