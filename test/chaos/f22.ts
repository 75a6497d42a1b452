// F22: healing time. For an hour of GitHub's clock not one webhook arrives while a team works on; after the sweep everything is
// right, and it cost few calls. Counted are those of the installations; asking for lost webhooks again is one call of the app's own for
// each, and told apart.

import { subscriptions } from '../../src/app.ts';
import { noLimits } from '../github/limits.ts';
import { createRandom } from '../github/state/random.ts';
import type { TestCluster } from '../support/cluster.ts';
import { config, type Outcome, range } from './outcome.ts';
import type { Rules } from './rules.ts';
import { openStage, type Stage } from './stage.ts';
import { problemsOf } from './truth.ts';

export interface HealingOptions {
  readonly cluster: TestCluster | null;
  readonly seed: number;
  /** Open in the end. */
  readonly pulls: number;
  /** False for the control. */
  readonly sweep?: boolean;
}

const RULES: Rules = { mode: 'enforce', limit: 5 };
const TEAMS = 3;
const HOUR_MS = 3_600_000;
/** What the whole may cost, and a fifth of an installation's 5,000 requests an hour. */
const CALLS_PER_PULL = 3;
const BUDGET = 0.2 * 5_000;
const LONGEST_SECONDS = 300;

/** GitHub's clock: an hour ago until it is released. */
function hourAgo() {
  let behind = HOUR_MS;
  return {
    now: () => new Date(Date.now() - behind),
    goOn: (share: number) => {
      behind = HOUR_MS * (1 - share);
    },
  };
}

function teamsOf({ github }: Stage): string[] {
  return range(1, TEAMS).map((team) => {
    const owner = `team-${team}`;
    github.createRepository({ owner, name: 'shop', files: { '.clos/config.yml': config(RULES.limit) } });
    github.install({ owner });
    return `${owner}/shop`;
  });
}

/** What happens meanwhile: most are pushed to, some get another title, become drafts, or are replaced by others. */
function work(
  { github }: Stage,
  names: readonly string[],
  seed: number,
  goOn: (share: number) => void,
): void {
  const random = createRandom(seed);
  for (const [index, name] of names.entries()) {
    const open = [...github.repository(name).pulls.values()].filter(({ state }) => state === 'open');
    for (const { number } of open) {
      const dice = random.below(10);
      if (dice < 5) github.push(name, number);
      else if (dice < 7) github.editPull(name, number, { title: `Title ${random.below(100)}` });
      else if (dice === 7) github.convertToDraft(name, number);
      else if (dice === 8) {
        github.closePull(name, number);
        github.openPull(name, { author: `dev${number % 5}` });
      }
    }
    goOn((index + 1) / names.length);
  }
}

async function run(stage: Stage, options: HealingOptions, goOn: (share: number) => void): Promise<Outcome> {
  const { github } = stage;
  const { pulls, seed, sweep = true } = options;
  await stage.parkSweeps();
  github.subscribe(subscriptions);
  const names = teamsOf(stage);
  await stage.start();
  const open = (count: number): void => {
    for (const number of range(0, count))
      github.openPull(names[number % TEAMS] ?? '', { author: `dev${number % 5}` });
  };
  open(Math.floor(pulls / 2));
  await stage.settle(LONGEST_SECONDS);
  github.misbehave.webhooks({ drop: 1 });
  const before = github.deliveries.length;
  open(Math.ceil(pulls / 2));
  work(stage, names, seed, goOn);
  await github.settle();
  goOn(1);
  github.misbehave.webhooks({ drop: 0 });
  const lost = github.deliveries.length - before;
  github.resetRequests();
  const started = performance.now();
  if (sweep) await stage.sweep(LONGEST_SECONDS);
  const seconds = (performance.now() - started) / 1000;
  const problems = await problemsOf(github, stage.query, new Map(names.map((name) => [name, RULES])));
  const { calls, redeliveries, most } = cost(stage);
  if (calls > CALLS_PER_PULL * pulls) problems.push(`${calls} calls for ${pulls} pull requests`);
  if (most > BUDGET) problems.push(`one installation took ${most} of the ${BUDGET} calls it may`);
  return {
    size: `${pulls} open pull requests in ${TEAMS} installations, ${lost} webhooks lost in an hour`,
    problems,
    figures: { lost, seconds, calls, callsPerPull: calls / pulls, mostOfOneInstallation: most, redeliveries },
  };
}

function cost({ github }: Stage): { calls: number; redeliveries: number; most: number } {
  const all = github.requests.filter(({ kind }) => kind !== 'auth');
  const ours = all.filter(({ installationId }) => installationId !== null);
  const each = [...Map.groupBy(ours, ({ installationId }) => installationId).values()];
  const redeliveries = all.filter(({ operation }) => operation === 'apps/redeliver-webhook-delivery').length;
  return { calls: ours.length, redeliveries, most: Math.max(0, ...each.map((one) => one.length)) };
}

export async function healing(options: HealingOptions): Promise<Outcome> {
  const clock = hourAgo();
  const stage = await openStage(options.cluster, {
    clock: clock.now,
    limits: noLimits,
    validate: false,
    // Only GitHub's clock moves on: by ours the tokens are new.
    tokenSeconds: 1_000_000,
  });
  try {
    return await run(stage, options, clock.goOn);
  } finally {
    await stage.close();
  }
}
