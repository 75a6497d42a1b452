// F14: polite to GitHub. Its API fails, is slow and asks for silence by chance; nobody calls while it does, nothing is written
// faster than GitHub takes it, and in the end everything is right.

import type { RequestRecord } from '../github/api/requests.ts';
import type { TestCluster } from '../support/cluster.ts';
import { until } from '../support/until.ts';
import { config, type Outcome, range } from './outcome.ts';
import type { Rules } from './rules.ts';
import { openStage, type Stage } from './stage.ts';
import { createStory } from './story.ts';
import { problemsOf } from './truth.ts';
import type { Variant } from './variants.ts';

export interface PoliteOptions {
  readonly cluster: TestCluster | null;
  readonly seed: number;
  /** So many calls are made, at least, while GitHub misbehaves; or until it is this late. */
  readonly calls: number;
  readonly until?: number;
  readonly variant?: Variant;
}

const RULES: Rules = { mode: 'enforce', limit: 2 };
const TEAMS = 3;
const TROUBLE = { error: 0.05, hang: 0.02, hangMs: 500, throttled: 0.01, retryAfterSeconds: 1 };
const NO_TROUBLE = { error: 0, hang: 0, throttled: 0 };
const LONGEST_SECONDS = 300;

/** GitHub's limits for what notifies people (github-facts 4). */
const PER_MINUTE = 80;
const PER_HOUR = 500;
const MINUTE_MS = 60_000;

/** Creating one of these tells people: comments, reviews, issues. */
const isContent = ({ method, operation, path }: RequestRecord): boolean =>
  method === 'POST' && /comment|review|issues\/create|reactions/.test(operation ?? path);

/** The most that fell into any such time, of one installation. */
function most(requests: readonly RequestRecord[], windowMs: number): number {
  const byOwner = Map.groupBy(requests.filter(isContent), ({ installationId }) => installationId);
  const counts = [...byOwner.values()].flatMap((all) => {
    const times = all.map(({ at }) => Date.parse(at));
    return times.map((from) => times.filter((at) => at >= from && at < from + windowMs).length);
  });
  return Math.max(0, ...counts);
}

const loud = ({ github }: Stage) => github.violations.filter(({ kind }) => kind === 'calledDuringRetryAfter');

/** Goes on with the stories until so many calls were made. */
async function flow(stage: Stage, names: readonly string[], options: PoliteOptions): Promise<void> {
  const { github } = stage;
  const stories = names.map((name, team) => createStory(github, [name], options.seed + team));
  const end = Math.min(options.until ?? Number.POSITIVE_INFINITY, performance.now() + LONGEST_SECONDS * 1000);
  while (github.requests.length < options.calls && performance.now() < end) {
    for (const story of stories) story.step();
    await github.settle();
    // Whoever calls on regardless is told to wait longer each time, and makes no more of a point.
    if (loud(stage).length > 0) return;
  }
}

async function run(stage: Stage, options: PoliteOptions): Promise<Outcome> {
  const { github } = stage;
  await stage.parkSweeps();
  const names = range(1, TEAMS).map((team) => {
    const owner = `team-${team}`;
    github.createRepository({ owner, name: 'shop', files: { '.clos/config.yml': config(RULES.limit) } });
    github.install({ owner });
    return `${owner}/shop`;
  });
  await stage.start({ variant: options.variant });
  await stage.settle();
  github.misbehave.api(TROUBLE);
  await flow(stage, names, options);
  await until('it is over', async () => loud(stage).length > 0 || (await stage.isQuiet()), LONGEST_SECONDS);
  github.misbehave.api(NO_TROUBLE);
  const calls = github.requests.length;
  const failed = github.requests.filter(({ status }) => status === 0 || status >= 500).length;
  const refused = github.requests.filter(({ status }) => status === 429).length;
  const [minute, hour] = [most(github.requests, MINUTE_MS), most(github.requests, 60 * MINUTE_MS)];
  const problems =
    loud(stage).length > 0 ? [`${loud(stage).length} calls while GitHub asked for silence`] : [];
  if (minute > PER_MINUTE || hour > PER_HOUR)
    problems.push(`${minute} content writes in a minute, ${hour} in an hour`);
  if (problems.length === 0) {
    await stage.sweep(LONGEST_SECONDS);
    problems.push(...(await problemsOf(github, stage.query, new Map(names.map((name) => [name, RULES])))));
  }
  return {
    size: `${calls} calls, ${failed} of them failed or cut, ${refused} told to wait`,
    problems,
    figures: {
      calls,
      failed,
      refused,
      callsDuringSilence: loud(stage).length,
      contentPerMinute: minute,
      contentPerHour: hour,
    },
  };
}

export async function polite(options: PoliteOptions): Promise<Outcome> {
  const stage = await openStage(options.cluster, { seed: options.seed, validate: false });
  try {
    return await run(stage, options);
  } finally {
    await stage.close();
  }
}
