// F14: polite to GitHub. Its API fails, is slow and asks for silence by chance; nobody calls while it does, nothing is written
// faster than GitHub takes it, and in the end everything is right. One team talks more than GitHub lets us answer at once, so that its
// limits for content are met; time runs faster, so that those of an hour can be.

import type { RequestRecord } from '../github/api/requests.ts';
import type { GitHub } from '../github/simulator.ts';
import type { TestCluster } from '../support/cluster.ts';
import { until } from '../support/until.ts';
import { type FastTime, fastTime } from './fast.ts';
import { config, type Outcome, range } from './outcome.ts';
import type { Rules } from './rules.ts';
import { openStage, type Stage } from './stage.ts';
import { createStory } from './story.ts';
import { createTalk, type Talk } from './talk.ts';
import { problemsOf } from './truth.ts';
import type { Variant } from './variants.ts';

export interface PoliteOptions {
  readonly cluster: TestCluster | null;
  readonly seed: number;
  /** So many calls are made, at least, while GitHub misbehaves; or until it is this late. */
  readonly calls: number;
  readonly until?: number;
  /** So many commands are given to one installation. */
  readonly commands?: number;
  /** How fast time goes: an installation is answered some ten times a second, so that decides which limit for content is met. */
  readonly times?: number;
  /** A run that was to meet this limit and did not proves nothing. */
  readonly meets?: 'minute' | 'hour';
  readonly variant?: Variant;
}

const RULES: Rules = { mode: 'enforce', limit: 2 };
const TEAMS = 3;
/** An hour takes two minutes; or a minute twelve seconds. */
const HOURS = 30;
const MINUTES = 5;
const TROUBLE = { error: 0.05, hang: 0.02, hangMs: 500, throttled: 0.01 };
const NO_TROUBLE = { error: 0, hang: 0, throttled: 0 };
const LONGEST_SECONDS = 300;

/** GitHub's limits for what notifies people (github-facts 4). */
const PER_MINUTE = 80;
const PER_HOUR = 500;
const MINUTE_MS = 60_000;

/** Creating one of these tells people: comments, reviews, issues. */
const isContent = ({ method, operation, path }: RequestRecord): boolean =>
  method === 'POST' && /comment|review|issues\/create|reactions/.test(operation ?? path);

/** What left in one such time may arrive in a shorter one, by as much as a call may be late on a busy machine. */
const LATE_MS = 100;

/** The most that fell into any such time, of one installation. */
function most(requests: readonly RequestRecord[], span: number): number {
  const byOwner = Map.groupBy(requests.filter(isContent), ({ installationId }) => installationId);
  const counts = [...byOwner.values()].flatMap((all) => {
    const times = all.map(({ at }) => Date.parse(at));
    return times.map((from) => times.filter((at) => at >= from && at < from + span).length);
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

function formTeams(github: GitHub): { readonly names: readonly string[]; readonly talk: Talk } {
  const names = range(1, TEAMS).map((team) => {
    const owner = `team-${team}`;
    github.createRepository({ owner, name: 'shop', files: { '.clos/config.yml': config(RULES.limit) } });
    return `${owner}/shop`;
  });
  const talk = createTalk(github, 'team-1/talk');
  for (const team of range(1, TEAMS)) github.install({ owner: `team-${team}` });
  return { names, talk };
}

async function run(stage: Stage, options: PoliteOptions, time: FastTime): Promise<Outcome> {
  const { github } = stage;
  await time.apply(stage.query);
  await stage.parkSweeps();
  const { names, talk } = formTeams(github);
  await stage.start({ variant: options.variant, env: time.env });
  await stage.settle();
  // The silence that is asked for lasts a second of ours: shorter, it would be over before a call could break it.
  github.misbehave.api({ ...TROUBLE, retryAfterSeconds: time.times });
  talk.say(options.commands ?? 0);
  await flow(stage, names, options);
  await until('it is over', async () => loud(stage).length > 0 || (await stage.isQuiet()), LONGEST_SECONDS);
  github.misbehave.api(NO_TROUBLE);
  const outcome = await judged(stage, { names, talk }, time);
  const { contentPerMinute = 0, contentPerHour = 0 } = outcome.figures;
  const isMet =
    options.meets === 'hour' ? contentPerHour > 0.95 * PER_HOUR : contentPerMinute > 0.95 * PER_MINUTE;
  if (options.meets === undefined || isMet) return outcome;
  return { ...outcome, problems: [...outcome.problems, `the limit of the ${options.meets} was not met`] };
}

async function judged(
  stage: Stage,
  { names, talk }: ReturnType<typeof formTeams>,
  { times }: FastTime,
): Promise<Outcome> {
  const { github } = stage;
  const calls = github.requests.length;
  const failed = github.requests.filter(({ status }) => status === 0 || status >= 500).length;
  const refused = github.requests.filter(({ status }) => status === 429).length;
  const [minute, hour] = [MINUTE_MS, 60 * MINUTE_MS].map((ms) =>
    most(github.requests, ms - LATE_MS * times),
  ) as [number, number];
  const problems =
    loud(stage).length > 0 ? [`${loud(stage).length} calls while GitHub asked for silence`] : [];
  if (minute > PER_MINUTE || hour > PER_HOUR)
    problems.push(`${minute} content writes in a minute, ${hour} in an hour`);
  if (problems.length === 0) {
    await stage.sweep(LONGEST_SECONDS);
    problems.push(...(await problemsOf(github, stage.query, new Map(names.map((name) => [name, RULES])))));
    problems.push(...talk.problems());
  }
  return {
    size: `${calls} calls, ${failed} of them failed or cut, ${refused} told to wait`,
    problems,
    figures: {
      calls,
      failed,
      refused,
      callsDuringSilence: loud(stage).length,
      content: github.requests.filter(isContent).length,
      contentPerMinute: minute,
      contentPerHour: hour,
    },
  };
}

export async function polite(options: PoliteOptions): Promise<Outcome> {
  const time = fastTime(options.times ?? HOURS);
  const stage = await openStage(options.cluster, { seed: options.seed, validate: false, clock: time.clock });
  try {
    return await run(stage, options, time);
  } finally {
    await stage.close();
  }
}

/** Both limits for content, each at the speed at which it is met. */
export async function politeAtTheLimits(options: PoliteOptions): Promise<Outcome> {
  const hour = await polite({ ...options, commands: 600, times: HOURS, meets: 'hour' });
  const minute = await polite({ ...options, calls: 300, commands: 150, times: MINUTES, meets: 'minute' });
  const { contentPerMinute = 0 } = minute.figures;
  return {
    size: `${hour.size}; then ${minute.size}`,
    problems: [...hour.problems, ...minute.problems],
    figures: { ...hour.figures, contentPerMinute },
  };
}
