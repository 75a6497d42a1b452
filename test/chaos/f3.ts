// F3: no crash point leaves a stuck or double check. Real processes are killed with SIGKILL at named failpoints while a team
// works; the next process on the same database has to end in the right state, by its jobs alone or with one sweep.

import { FAILPOINTS, type FailpointName } from '../../src/ports/failpoint.ts';
import { createRandom } from '../github/state/random.ts';
import type { TestCluster } from '../support/cluster.ts';
import { until } from '../support/until.ts';
import type { Child } from './child.ts';
import { config, inLanes, type Outcome, percentile } from './outcome.ts';
import type { Arm } from './process.ts';
import { redeliverFailed } from './road.ts';
import type { Rules } from './rules.ts';
import { openStage, type Stage } from './stage.ts';
import { createStory } from './story.ts';
import { problemsOf } from './truth.ts';
import type { Variant } from './variants.ts';

export interface Crash {
  readonly seed: number;
  readonly arm: Arm;
}

export interface CrashResult extends Crash {
  readonly hit: boolean;
  readonly problems: readonly string[];
  /** From the new process's first breath until nothing was left to do. */
  readonly recoverySeconds: number;
}

const RULES: Rules = { mode: 'enforce', limit: 2 };
/** Enough for a failpoint's last hit to come. */
const MOST_STEPS = 30;
const MOST_HITS = 6;
const MOST_HITS_SHORT = 2;
/** What happens at GitHub while we are down. */
const STEPS_WHILE_DOWN = 2;
const LATEST_AFTER_MS = 12;

/** Every failpoint in turn; every other round a little after it, somewhere in what follows. */
function crashOf(seed: number, short: boolean): Crash {
  const random = createRandom(seed);
  const failpoint = FAILPOINTS[seed % FAILPOINTS.length] as FailpointName;
  const later = Math.floor(seed / FAILPOINTS.length) % 2 === 1;
  const hit = 1 + random.below(short ? MOST_HITS_SHORT : MOST_HITS);
  return { seed, arm: { failpoint, hit, afterMs: later ? random.below(LATEST_AFTER_MS) : null } };
}

function createTeam(stage: Stage, seed: number): string {
  const name = `team-${seed}/shop`;
  stage.github.createRepository({
    owner: `team-${seed}`,
    name: 'shop',
    files: { '.clos/config.yml': config(RULES.limit) },
  });
  stage.github.install({ owner: `team-${seed}` });
  return name;
}

/** Lets the team work until the process is dead; false when that never happened. */
async function workUntilDead(stage: Stage, child: Child, name: string, seed: number): Promise<boolean> {
  const story = createStory(stage.github, [name], seed);
  for (let step = 0; step < MOST_STEPS && child.isRunning(); step += 1) {
    story.step();
    await stage.github.settle();
  }
  await until('it is dead or done', async () => !child.isRunning() || (await stage.isQuiet()), 120);
  if (child.isRunning()) return false;
  for (let step = 0; step < STEPS_WHILE_DOWN; step += 1) story.step();
  await stage.github.settle();
  return true;
}

interface ChainOptions {
  readonly cluster: TestCluster | null;
  /** Jobs alone have to do it: nobody sweeps, and what was refused is sent again by hand. */
  readonly sweeps: boolean;
  readonly variant?: Variant | undefined;
  readonly onResult: (result: CrashResult) => void;
  readonly until?: number | undefined;
}

async function crashOnce(stage: Stage, child: Child, crash: Crash, options: ChainOptions): Promise<Child> {
  const name = createTeam(stage, crash.seed);
  await stage.settle();
  child.arm(crash.arm);
  const hit = await workUntilDead(stage, child, name, crash.seed);
  const next = hit ? await stage.start({ variant: options.variant }) : child;
  const started = performance.now();
  if (!options.sweeps) await redeliverFailed(stage.github);
  await stage.settle();
  const recoverySeconds = (performance.now() - started) / 1000;
  const problems = await problemsOf(stage.github, stage.query, new Map([[name, RULES]]));
  options.onResult({ ...crash, hit, problems, recoverySeconds });
  return next;
}

/** One process after the other on one database: each is killed in the work of the one before. */
async function chain(crashes: () => Crash | undefined, options: ChainOptions): Promise<void> {
  const stage = await openStage(options.cluster);
  try {
    if (!options.sweeps) await stage.parkSweeps();
    let child = await stage.start({ variant: options.variant });
    await stage.settle();
    for (let crash = crashes(); crash !== undefined; crash = crashes())
      child = await crashOnce(stage, child, crash, options);
    stage.github.assertHonest();
  } finally {
    await stage.close();
  }
}

export interface F3Options {
  readonly cluster: TestCluster | null;
  readonly seeds: readonly number[];
  readonly lanes: number;
  /** Kills come early. */
  readonly short?: boolean;
  /** Default: every other lane. */
  readonly sweeps?: boolean;
  /** No new crash is begun after this instant (`performance.now()`). */
  readonly until?: number;
  readonly onProgress?: (done: number) => void;
}

export async function crashes(options: F3Options): Promise<CrashResult[]> {
  const { cluster, seeds, lanes, sweeps, short = false, until: end = Infinity, onProgress } = options;
  const results: CrashResult[] = [];
  const waiting = [...seeds];
  const next = (): Crash | undefined => {
    const seed = performance.now() < end ? waiting.shift() : undefined;
    return seed === undefined ? undefined : crashOf(seed, short);
  };
  await inLanes(Array.from({ length: lanes }), lanes, (_, lane) =>
    chain(next, {
      cluster,
      sweeps: sweeps ?? lane % 2 === 1,
      onResult: (result) => {
        results.push(result);
        onProgress?.(results.length);
      },
    }),
  );
  return results;
}

const say = ({ seed, arm, hit }: CrashResult): string =>
  `seed ${seed}, ${arm.failpoint} hit ${arm.hit}${arm.afterMs === null ? '' : ` +${arm.afterMs} ms`}${hit ? '' : ' (never hit)'}`;

export function summary(results: readonly CrashResult[]): Outcome {
  const hit = new Set(results.filter((one) => one.hit).map((one) => one.arm.failpoint));
  const missing = FAILPOINTS.filter((name) => !hit.has(name)).map(
    (name) => `failpoint ${name} was never hit`,
  );
  const wrong = results.flatMap((one) => one.problems.map((text) => `${say(one)}: ${text}`));
  const times = results.map((one) => one.recoverySeconds);
  return {
    size: `${results.filter((one) => one.hit).length} kills at ${hit.size} of ${FAILPOINTS.length} failpoints`,
    problems: [...missing, ...wrong],
    figures: {
      kills: results.filter((one) => one.hit).length,
      recoveryMedianSeconds: percentile(times, 0.5),
      recoveryMaxSeconds: percentile(times, 1),
    },
  };
}

/** The control: one pull request, one kill, and an app without an outbox. Returns what is wrong afterwards. */
export async function crashWithoutOutbox(
  cluster: TestCluster | null,
  variant: 'write-then-commit' | 'commit-then-write',
): Promise<readonly string[]> {
  const stage = await openStage(cluster);
  try {
    const child = await stage.start({ variant });
    await stage.settle();
    const name = createTeam(stage, 1);
    await stage.settle();
    child.arm({
      failpoint: variant === 'write-then-commit' ? 'after-write' : 'before-write',
      hit: 1,
      afterMs: null,
    });
    stage.github.openPull(name);
    await until('the process is dead', () => !child.isRunning());
    await stage.start({ variant });
    await stage.settle();
    return await problemsOf(stage.github, stage.query, new Map([[name, RULES]]));
  } finally {
    await stage.close();
  }
}
