// Stage gates: what a warm event costs with them and how long it takes to both checks, against a repository without; and what a change
// of the rules costs while many pull requests are open, which GitHub's limits pace.

import { setTimeout as wait } from 'node:timers/promises';
import type { GitHub } from '../github/simulator.ts';
import { until } from '../support/until.ts';
import type { Bench, Context } from './bench.ts';
import { atMost, type Report, type Row, row } from './report.ts';
import { percentile } from './stats.ts';
import { betweenSweeps, formTeam, SEED, startWorld, type World } from './world.ts';

const GATE = 'clos/stage-gate';
const BOTH = ['clos/wip', GATE];
const PULLS = 5;
/** GitHub's for one installation, and what a read and a write cost (documentation, "Rate limits for the REST API"). */
const POINTS_PER_MINUTE = 900;
const [READ, WRITE] = [1, 5];
const POLL_MS = 250;

const gatesFile = (interviews: number): string =>
  [
    'version: 1',
    'gates:',
    '  DISCOVERY:',
    '    criteria:',
    `      - {id: talks, title: Talks, expression: evidence.customerInterviews >= ${interviews}, reason: Too few}`,
    '',
  ].join('\n');

/** A project that nobody asks to promote: the check is green and tells what the next stage needs. */
function formProject(world: World, owner: string, interviews: number): string {
  const { repository } = formTeam(world, owner, 10_000);
  world.github.commitFiles(repository, {
    '.clos/project.yml': 'version: 1\nname: Shop\nstage: DISCOVERY\n',
    '.clos/evidence.yml': 'customerInterviews: 2\n',
    '.clos/gates.yml': gatesFile(interviews),
  });
  return repository;
}

function openPulls({ github }: World, repository: string, count: number): void {
  for (let n = 1; n <= count; n += 1) github.openPull(repository, { author: `dev${n % 5}` });
}

const shown = (github: GitHub, repository: string, number: number, names: readonly string[]): boolean =>
  names.every((name) => github.visibleChecks(repository, number).some((run) => run.name === name));

/** One push, to all of those checks on the new commit. */
async function pushed(
  { github }: World,
  repository: string,
  number: number,
  names: readonly string[],
): Promise<number> {
  const started = performance.now();
  github.push(repository, number);
  await until('the checks are written', () => shown(github, repository, number, names), 30);
  return performance.now() - started - github.latencyMs;
}

async function times(
  world: World,
  repository: string,
  names: readonly string[],
  rounds: number,
): Promise<number[]> {
  const found: number[] = [];
  for (let n = 0; n < rounds * PULLS; n += 1) {
    if (n % PULLS === 0) await betweenSweeps(world, 10);
    found.push(await pushed(world, repository, 1 + (n % PULLS), names));
    await world.settle();
  }
  return found;
}

async function costs(world: World, repository: string): Promise<Row[]> {
  const { github } = world;
  await betweenSweeps(world, 20);
  github.advance(2_000);
  github.resetRequests();
  for (let n = 1; n <= PULLS; n += 1) github.push(repository, n);
  await world.settle();
  const { reads, writes } = github.requestCounts();
  return [
    row('reads at GitHub for a push, with gates', '', [reads / PULLS], atMost(2)),
    row('writes at GitHub for a push, with gates', '', [writes / PULLS], atMost(2)),
  ];
}

async function warmRows(world: World, { short }: Context): Promise<Row[]> {
  const rounds = short ? 3 : 10;
  const plain = formTeam(world, 'plain').repository;
  const gated = formProject(world, 'gated', 5);
  await world.settle();
  for (const repository of [plain, gated]) openPulls(world, repository, PULLS);
  await world.settle();
  for (const [repository, names] of [
    [plain, ['clos/wip']],
    [gated, BOTH],
  ] as const)
    await times(world, repository, names, 1);
  const without = await times(world, plain, ['clos/wip'], rounds);
  const both = await times(world, gated, BOTH, rounds);
  const [one, two] = [percentile(without, 0.5), percentile(both, 0.5)];
  return [
    ...(await costs(world, gated)),
    row('a push to clos/wip, without gates: p50', 'ms', [one]),
    row('a push to both checks: p50', 'ms', [two]),
    row('a push to both checks: p95', 'ms', [percentile(both, 0.95)]),
    row('both checks, of one without gates', '', [two / one]),
  ];
}

/** Numbers of pull requests in the order in which their gates are written anew from now on. */
function writings(github: GitHub, repository: string): number[] {
  const order: number[] = [];
  const { emit } = github.world;
  const at = github.repository(repository);
  const seen = new Map<number, string>();
  const look = (): void => {
    for (const { number } of at.pulls.values()) {
      const run = github.visibleChecks(repository, number).find(({ name }) => name === GATE);
      const said = `${run?.id} ${run?.output.summary}${run?.output.text}`;
      if (seen.get(number) !== said) order.push(number);
      seen.set(number, said);
    }
  };
  // What stands there already is no news.
  look();
  order.length = 0;
  github.world.emit = (event) => {
    if (event.name.startsWith('check_run.') && event.repository?.id === at.id) look();
    emit(event);
  };
  return order;
}

interface Change {
  readonly seconds: number;
  readonly reads: number;
  readonly writes: number;
  /** In the busiest minute. */
  readonly points: number;
}

/** The change, to the last check that says so. */
async function change(world: World, repository: string, isOver: () => boolean): Promise<Change> {
  const { github } = world;
  const taken: { at: number; points: number }[] = [];
  github.resetRequests();
  const started = performance.now();
  github.commitFiles(repository, { '.clos/gates.yml': gatesFile(9) });
  while (!isOver()) {
    await wait(POLL_MS);
    const { reads, writes } = github.requestCounts();
    taken.push({ at: performance.now(), points: reads * READ + writes * WRITE });
  }
  const seconds = (performance.now() - started) / 1000;
  const { reads, writes } = github.requestCounts();
  const inMinute = taken.map(({ at, points }) => {
    const before = taken.findLast((one) => one.at < at - 60_000);
    return points - (before?.points ?? 0);
  });
  return { seconds, reads, writes, points: Math.max(...inMinute) };
}

async function changeRows(world: World, { short, say }: Context): Promise<Row[]> {
  const pulls = short ? 30 : 1_000;
  const repository = formProject(world, 'many', 5);
  await world.settle();
  say(`opening ${pulls} pull requests at the pace GitHub allows`);
  openPulls(world, repository, pulls);
  const all = (): boolean =>
    [...world.github.repository(repository).pulls.keys()].every((number) =>
      shown(world.github, repository, number, BOTH),
    );
  await until('all have their checks', all, 3_000);
  if (!short) await wait(61_000);
  await betweenSweeps(world, 15);
  const order = writings(world.github, repository);
  say('changing the rules');
  const found = await change(world, repository, () => new Set(order).size >= pulls);
  const half = order.slice(0, Math.ceil(pulls / 2));
  const newest = half.filter((number) => number > pulls / 2).length / half.length;
  return [
    row(`a change of rules with ${pulls} open: to the last check`, 's', [found.seconds]),
    row('reads at GitHub for each open pull request', '', [found.reads / pulls]),
    row('writes at GitHub for each open pull request', '', [found.writes / pulls], atMost(2)),
    row('requests in all', '', [found.reads + found.writes]),
    row('points in the busiest minute', '', [found.points], atMost(POINTS_PER_MINUTE)),
    row('of the first half written, of the newer half', '', [newest]),
  ];
}

export const gates: Bench = {
  name: 'gates',
  run: async (context): Promise<Report> => {
    const world = await startWorld(context, 'gates');
    try {
      const rows = [...(await warmRows(world, context)), ...(await changeRows(world, context))];
      return { name: 'gates', about: `a project that nobody asks to promote; seed ${SEED}`, rows, notes: [] };
    } finally {
      await world.stop();
    }
  },
};
