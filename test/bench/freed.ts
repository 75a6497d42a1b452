// From a freed slot to the next check green: a holder is merged, and whoever waits first is told.

import { until } from '../support/until.ts';
import type { Bench, Context } from './bench.ts';
import { below, type Report, type Row, row } from './report.ts';
import { percentile } from './stats.ts';
import { betweenSweeps, formTeam, SEED, startWorld, type World } from './world.ts';

const LATENCIES = [0, 100];
/** Above the latency of GitHub. */
const TARGET_MS = 100;

const isGreen = ({ github }: World, repository: string, number: number): boolean =>
  github
    .visibleChecks(repository, number)
    .some(({ name, conclusion }) => name === 'clos/wip' && conclusion === 'success');

/** Whoever was heard of first holds the slot: that need not be the first number. */
function holder(world: World, repository: string): number | undefined {
  const open = [...world.github.repository(repository).pulls.values()].filter(
    ({ state }) => state === 'open',
  );
  return open.find(({ number }) => isGreen(world, repository, number))?.number;
}

/** Each merge in turn, up to the next check that is green; seen up to five milliseconds late. */
async function merges(world: World, owner: string, count: number): Promise<number[]> {
  const { github } = world;
  const { repository } = formTeam(world, owner, 1);
  await world.settle();
  for (let n = 1; n <= count + 1; n += 1) github.openPull(repository, { author: `dev${n % 5}` });
  await world.settle();
  const found: number[] = [];
  for (let n = 0; n < count; n += 1) {
    await betweenSweeps(world, 5);
    const started = performance.now();
    github.mergePull(repository, holder(world, repository) ?? 0, { as: 'admin' });
    await until('the next check is green', () => holder(world, repository) !== undefined, 30);
    found.push(performance.now() - started - github.latencyMs);
    await world.settle();
  }
  return found;
}

async function measure(world: World, { short }: Context): Promise<Report> {
  const rows: Row[] = [];
  const count = short ? 10 : 40;
  await merges(world, 'unmeasured', 5);
  for (const latency of LATENCIES) {
    world.github.latencyMs = latency;
    const found = await merges(world, `freed${latency}`, count);
    world.github.latencyMs = 0;
    rows.push(row(`at ${latency} ms, above it: p50`, 'ms', [percentile(found, 0.5)]));
    rows.push(row(`at ${latency} ms, above it: p95`, 'ms', [percentile(found, 0.95)], below(TARGET_MS)));
  }
  return {
    name: 'freed',
    about: `${count} merges, one at a time, in a pod of one slot; seed ${SEED}`,
    rows,
    notes: [],
  };
}

export const freed: Bench = {
  name: 'freed',
  run: async (context) => {
    const world = await startWorld(context, 'freed');
    try {
      return await measure(world, context);
    } finally {
      await world.stop();
    }
  },
};
