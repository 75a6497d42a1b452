// A change of policy over a thousand open pull requests of one repository: what it asks of GitHub, counted by GitHub's clock, and
// whether that stays within the limits it documents (github-facts 4). Meanwhile slots are freed elsewhere in the installation, and
// a check that turns green does not wait behind those that say something new.

import type { RequestRecord } from '../github/api/requests.ts';
import { githubLimits } from '../github/limits.ts';
import { until } from '../support/until.ts';
import type { Bench, Context } from './bench.ts';
import { atMost, type Report, type Row, row } from './report.ts';
import { percentile } from './stats.ts';
import { formTeam, SEED, startWorld, type World } from './world.ts';

const PULLS = 1_000;
/** More than GitHub takes in a minute. */
const PULLS_SHORT = 200;
const MERGES = 12;
/** Above it people would rather ask than wait. */
const GREEN_MS = 2_000;

const MINUTE_MS = 60_000;
/** Of an installation: points a minute, requests an hour. */
const LIMITS = { points: 900, hourly: 5_000 };
const POINTS = { read: 1, write: 5, auth: 0 };

const REPOSITORY = 'policy/shop';
const LINE = 'policy/line';

const policy = (mode: string): string => `version: 1\nmode: ${mode}\nwip:\n  limit: 5\n`;

const stands = ({ github }: World, name: string, number: number): string | null | undefined => {
  const run = github.visibleChecks(name, number).find((one) => one.name === 'clos/wip');
  return run && (run.conclusion ?? run.status);
};

/** A repository that only observes, so that a thousand pull requests are opened without a check, and a line of its neighbours. */
async function prepare(world: World, pulls: number): Promise<void> {
  const { github } = world;
  formTeam(world, 'policy');
  github.commitFile(REPOSITORY, { path: '.clos/config.yml', content: policy('observe') });
  const files = { '.clos/config.yml': 'version: 1\nmode: enforce\nwip:\n  limit: 1\n' };
  github.createRepository({ owner: 'policy', name: 'line', files });
  await world.settle();
  for (let n = 0; n <= MERGES; n += 1) github.openPull(LINE, { author: `dev${n % 5}` });
  for (let n = 0; n < pulls; n += 1) github.openPull(REPOSITORY, { author: `dev${n % 50}` });
  await world.settle(300);
}

const holderIn = (world: World): number | undefined =>
  [...world.github.repository(LINE).pulls.values()].find(
    ({ state, number }) => state === 'open' && stands(world, LINE, number) === 'success',
  )?.number;

/** From a merge to the next green check, above nothing: this GitHub answers at once. */
async function mergeOne(world: World): Promise<number> {
  const started = performance.now();
  world.github.mergePull(LINE, holderIn(world) ?? 0, { as: 'admin' });
  await until('the next check is green', () => holderIn(world) !== undefined, 120);
  return performance.now() - started;
}

interface Change {
  readonly requests: readonly RequestRecord[];
  readonly lastSeconds: number;
  readonly greens: readonly number[];
}

function standing(world: World, pulls: number): number {
  let count = 0;
  for (let n = 1; n <= pulls; n += 1) if (stands(world, REPOSITORY, n) !== undefined) count += 1;
  return count;
}

async function change(world: World, pulls: number, say: (line: string) => void): Promise<Change> {
  const { github } = world;
  github.resetRequests();
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  github.commitFile(REPOSITORY, { path: '.clos/config.yml', content: policy('enforce') });
  const greens: number[] = [];
  // Merges are spread over the whole change.
  for (let n = 1; n <= MERGES; n += 1) {
    const share = Math.floor((pulls * n) / (MERGES + 1));
    await until(`${share} checks stand`, () => standing(world, pulls) >= share, 900);
    greens.push(await mergeOne(world));
    say(`policy: ${standing(world, pulls)} of ${pulls} checks stand after ${seconds().toFixed(0)} s`);
  }
  await until('every check stands', () => standing(world, pulls) === pulls, 900);
  const lastSeconds = seconds();
  await world.settle(300);
  return { requests: github.requests, lastSeconds, greens };
}

/** The most that fell into any minute, by GitHub's clock. */
function mostInAMinute(requests: readonly RequestRecord[], cost: (one: RequestRecord) => number): number {
  const all = requests.map((one) => ({ at: Date.parse(one.at), cost: cost(one) }));
  let most = 0;
  let sum = 0;
  let first = 0;
  for (const { at, cost: more } of all) {
    sum += more;
    for (let old = all[first]; old && old.at <= at - MINUTE_MS; old = all[first]) {
      sum -= old.cost;
      first += 1;
    }
    most = Math.max(most, sum);
  }
  return most;
}

function rowsOf({ requests, lastSeconds, greens }: Change, pulls: number): Row[] {
  const ours = requests.filter(({ installationId, kind }) => installationId !== null && kind !== 'auth');
  const points = (one: RequestRecord): number => POINTS[one.kind];
  const total = ours.reduce((sum, one) => sum + points(one), 0);
  const refused = requests.filter(({ status }) => status === 403 || status === 429).length;
  // A minute's points at once, and then a minute for each further.
  const leastSeconds = Math.floor((total - 1) / LIMITS.points) * 60;
  return [
    row('requests', '', [ours.length], atMost(LIMITS.hourly)),
    row('requests for each pull request', '', [ours.length / pulls], atMost(2)),
    row('points', '', [total]),
    row('requests in a minute, most', '', [mostInAMinute(ours, () => 1)]),
    row('points in a minute, most', '', [mostInAMinute(ours, points)], atMost(LIMITS.points)),
    row('refused by GitHub', '', [refused], atMost(0)),
    row('the last check stands after', 's', [lastSeconds]),
    row(
      '… of the least that so many points take',
      '',
      [lastSeconds / Math.max(leastSeconds, 60)],
      atMost(1.5),
    ),
    row('merge to next green check meanwhile: p50', 'ms', [percentile(greens, 0.5)]),
    row('merge to next green check meanwhile: longest', 'ms', [percentile(greens, 1)], atMost(GREEN_MS)),
  ];
}

async function measure(world: World, { short, say }: Context): Promise<Report> {
  const pulls = short ? PULLS_SHORT : PULLS;
  await prepare(world, pulls);
  const found = await change(world, pulls, say);
  return {
    name: 'policy',
    about: `from observe to enforce over ${pulls} open pull requests, ${MERGES} merges elsewhere meanwhile; seed ${SEED}`,
    rows: rowsOf(found, pulls),
    notes: ['GitHub refuses above its documented limits: 900 points a minute, 100 at once, 5,000 an hour.'],
  };
}

export const policyChange: Bench = {
  name: 'policy',
  run: async (context) => {
    const limits = { ...githubLimits, pointsPerMinute: LIMITS.points };
    const world = await startWorld(context, 'policy', { limits, keepLog: true });
    try {
      return await measure(world, context);
    } finally {
      await world.stop();
    }
  },
};
