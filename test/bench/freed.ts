// From a freed slot to the next check green: a holder is merged, and whoever waits first is told. Once in peace, and once while
// a hundred comments wait to be answered, held back because GitHub takes no more of them (src/adapters/github/pace.ts).

import { until } from '../support/until.ts';
import type { Bench, Context } from './bench.ts';
import { ask } from './databases.ts';
import { atLeast, below, type Report, type Row, row } from './report.ts';
import { percentile } from './stats.ts';
import { betweenSweeps, formTeam, SEED, startWorld, type World } from './world.ts';

const LATENCIES = [0, 100];
/** Above the latency of GitHub. */
const TARGET_MS = 100;
/** While others are held back, GitHub's points leave room for twenty green checks a minute. */
const MERGES_AMONG_TALK = 15;
/** With a mark on each and an answer to each, eighty of them a minute: more than a hundred wait for minutes. */
const COMMENTS = 200;
const WAITING = 100;

/** What is due or under way but answers, which are put off again and again. */
const BUSY = `SELECT count(*)::int AS jobs FROM graphile_worker.jobs
  WHERE task_identifier NOT IN ('react', 'deliver-reply') AND attempts < max_attempts AND run_at <= now() + interval '3 seconds'`;

const REPLIES = `SELECT count(*)::int AS replies FROM graphile_worker.jobs WHERE task_identifier = 'deliver-reply'`;

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

interface Line {
  readonly repository: string;
  readonly merges: number;
}

/** A pod of one slot with enough who wait for it. */
async function formLine(world: World, owner: string, merges: number): Promise<Line> {
  const { repository } = formTeam(world, owner, 1);
  await world.settle();
  for (let n = 1; n <= merges + 1; n += 1) world.github.openPull(repository, { author: `dev${n % 5}` });
  await world.settle();
  return { repository, merges };
}

const replies = async ({ pool }: World): Promise<number> =>
  (await ask<{ replies: number }>(pool, REPLIES))[0]?.replies ?? 0;

/** Nothing is on its way but answers. */
async function settleBesideTalk({ github, pool }: World): Promise<void> {
  const idle = async (): Promise<boolean> => {
    await github.settle();
    return (await ask<{ jobs: number }>(pool, BUSY))[0]?.jobs === 0;
  };
  await until('nothing but answers is on its way', async () => (await idle()) && idle(), 300);
}

/** In another repository of the installation, whose pull requests cost no check. */
async function talk(world: World, owner: string): Promise<void> {
  const { github } = world;
  const files = { '.clos/config.yml': 'version: 1\nmode: observe\n' };
  github.createRepository({ owner, name: 'talk', files });
  await world.settle();
  for (let n = 1; n <= COMMENTS; n += 1) github.openPull(`${owner}/talk`, { author: `dev${n % 5}` });
  await world.settle();
  for (let n = 1; n <= COMMENTS; n += 1)
    github.comment(`${owner}/talk`, n, { author: `dev${n % 5}`, body: '/clos help' });
  await settleBesideTalk(world);
}

interface Found {
  readonly milliseconds: number[];
  /** Answers that waited, at each merge. */
  readonly waiting: number[];
}

/** Each merge in turn, up to the next check that is green; seen up to five milliseconds late. */
async function merges(world: World, { repository, merges: count }: Line): Promise<Found> {
  const { github } = world;
  const found: Found = { milliseconds: [], waiting: [] };
  for (let n = 0; n < count; n += 1) {
    await betweenSweeps(world, 5, () => settleBesideTalk(world));
    found.waiting.push(await replies(world));
    const started = performance.now();
    github.mergePull(repository, holder(world, repository) ?? 0, { as: 'admin' });
    await until('the next check is green', () => holder(world, repository) !== undefined, 120);
    found.milliseconds.push(performance.now() - started - github.latencyMs);
  }
  return found;
}

function rowsOf(where: string, { milliseconds }: Found): Row[] {
  return [
    row(`${where}: p50`, 'ms', [percentile(milliseconds, 0.5)]),
    row(`${where}: p95`, 'ms', [percentile(milliseconds, 0.95)], below(TARGET_MS)),
  ];
}

/** A new installation for each: what GitHub takes of one is not what is measured. */
async function atLatency(world: World, latency: number, count: number): Promise<Row[]> {
  const { github } = world;
  const peaceful = await formLine(world, `freed${latency}`, count);
  const noisy = `noisy${latency}`;
  const among = await formLine(world, noisy, Math.min(count, MERGES_AMONG_TALK));
  github.latencyMs = latency;
  const quiet = await merges(world, peaceful);
  github.latencyMs = 0;
  await talk(world, noisy);
  github.latencyMs = latency;
  const loud = await merges(world, among);
  github.latencyMs = 0;
  const least = Math.min(...loud.waiting);
  return [
    ...rowsOf(`at ${latency} ms, above it`, quiet),
    row(`at ${latency} ms, comments that wait, at least`, '', [least], atLeast(WAITING)),
    ...rowsOf(`at ${latency} ms, above it, while they wait`, loud),
  ];
}

async function measure(world: World, { short }: Context): Promise<Report> {
  const rows: Row[] = [];
  const count = short ? 10 : 40;
  await merges(world, await formLine(world, 'unmeasured', 5));
  for (const latency of LATENCIES) rows.push(...(await atLatency(world, latency, count)));
  const among = Math.min(count, MERGES_AMONG_TALK);
  return {
    name: 'freed',
    about: `${count} merges, one at a time, in a pod of one slot, ${among} among ${COMMENTS} comments; seed ${SEED}`,
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
