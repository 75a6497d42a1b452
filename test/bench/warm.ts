// A warm event: the repository is known, a pull request gets a push, and its check is written on the new commit. From the event's
// leaving GitHub to the check's standing there, less the latency that the simulated GitHub adds; and what it costs at GitHub.

import { setTimeout as wait } from 'node:timers/promises';
import { until } from '../support/until.ts';
import type { Bench, Context } from './bench.ts';
import type { Child } from './child.ts';
import { startFloor } from './programs.ts';
import { atMost, type Report, type Row, row } from './report.ts';
import { percentile } from './stats.ts';
import { betweenSweeps, formTeam, SEED, startWorld, type Team, type World } from './world.ts';

const LATENCIES = [0, 50, 100];
const TEAMS = 8;
const PULLS = 5;
/** Above the latency of GitHub. */
const TARGET_MS = 25;

interface Stage {
  readonly world: World;
  readonly teams: readonly Team[];
  readonly floor: Child;
}

async function openAll(world: World, teams: readonly Team[]): Promise<void> {
  await world.settle();
  for (const { repository } of teams)
    for (let n = 1; n <= PULLS; n += 1) world.github.openPull(repository, { author: `dev${n}` });
  await world.settle();
}

/** One push, to the check it leads to, in milliseconds. */
async function pushed({ github, seen }: World, { repository }: Team, number: number): Promise<number> {
  const [sent, written] = [seen.sent.length, seen.written.length];
  github.push(repository, number);
  await until('the check is written', () => seen.written.length > written, 30);
  return (seen.written[written] ?? Number.NaN) - (seen.sent[sent] ?? Number.NaN) - github.latencyMs;
}

interface Round {
  readonly ours: number[];
  readonly floor: number[];
}

/** Each pull request in turn, each for both: the floor hears of pull requests that CLOS then never looks at. */
async function round({ world, teams, floor }: Stage): Promise<Round> {
  const { github, clos } = world;
  const found: Round = { ours: [], floor: [] };
  const half = teams.length / 2;
  for (let n = 1; n <= PULLS; n += 1) {
    for (const [i, team] of teams.entries()) {
      const which = i < half ? 'ours' : 'floor';
      github.webhookUrl = `${(which === 'ours' ? clos : floor).url}/api/github/webhooks`;
      found[which].push(await pushed(world, team, n));
      await github.settle();
      await wait(20);
    }
  }
  return found;
}

async function atLatency(stage: Stage, latencyMs: number, rounds: number): Promise<Row[]> {
  const { world } = stage;
  world.github.latencyMs = latencyMs;
  const all: Round[] = [];
  for (let n = 0; n < rounds; n += 1) {
    await betweenSweeps(world, 10);
    all.push(await round(stage));
  }
  const over = (share: number, which: keyof Round) => all.map((one) => percentile(one[which], share));
  const at = `at ${latencyMs} ms`;
  return [
    row(`${at}, above it: floor p50`, 'ms', over(0.5, 'floor')),
    row(`${at}, above it: ours p50`, 'ms', over(0.5, 'ours'), atMost(TARGET_MS)),
    row(`${at}, above it: ours p95`, 'ms', over(0.95, 'ours')),
  ];
}

/** What a push, and then a new title, cost at GitHub. */
async function costs({ world, teams }: Stage): Promise<Row[]> {
  const { github, clos } = world;
  github.webhookUrl = `${clos.url}/api/github/webhooks`;
  github.latencyMs = 0;
  await betweenSweeps(world, 30);
  const half = teams.slice(0, teams.length / 2);
  const events = half.length * PULLS;
  const each = async (act: (repository: string, number: number) => unknown): Promise<[number, number]> => {
    github.advance(2_000);
    github.resetRequests();
    for (const { repository } of half) for (let n = 1; n <= PULLS; n += 1) act(repository, n);
    await world.settle();
    const { reads, writes } = github.requestCounts();
    return [reads / events, writes / events];
  };
  const push = await each((repository, number) => github.push(repository, number));
  const edit = await each((repository, number) =>
    github.editPull(repository, number, { title: 'Another title' }),
  );
  return [
    row('reads at GitHub for a push', '', [push[0]], atMost(0)),
    row('writes at GitHub for a push', '', [push[1]], atMost(1)),
    row('reads at GitHub for a new title', '', [edit[0]], atMost(0)),
    row('writes at GitHub for a new title', '', [edit[1]], atMost(1)),
  ];
}

async function measure(stage: Stage, { short }: Context): Promise<Report> {
  const rounds = short ? 1 : 5;
  const rows = await costs(stage);
  await round(stage); // unmeasured
  for (const latency of LATENCIES) rows.push(...(await atLatency(stage, latency, rounds)));
  return {
    name: 'warm',
    about: `pushes, ${(TEAMS / 2) * PULLS} a round, one at a time; seed ${SEED}`,
    rows,
    notes: ['floor: signature, JSON, one INSERT, and then a check that is always the same'],
  };
}

/** The app's own tokens by installation, so that the floor need not ask for any. */
const tokensOf = ({ github }: World): string =>
  JSON.stringify(
    Object.fromEntries([...github.world.tokens].map(([secret, token]) => [token.installation.id, secret])),
  );

export const warm: Bench = {
  name: 'warm',
  run: async (context) => {
    const world = await startWorld(context, 'warm');
    const floors: Child[] = [];
    try {
      const teams = Array.from({ length: TEAMS }, (_, n) => formTeam(world, `team${n + 1}`));
      await openAll(world, teams);
      const floor = await startFloor({
        DATABASE_URL: world.databaseUrl,
        WEBHOOK_SECRET: world.github.app.webhookSecret,
        FLOOR_API: world.github.url,
        FLOOR_TOKENS: tokensOf(world),
      });
      floors.push(floor);
      return await measure({ world, teams, floor }, context);
    } finally {
      for (const floor of floors) await floor.stop();
      await world.stop();
    }
  },
};
