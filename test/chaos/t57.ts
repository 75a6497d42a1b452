// T-57: when GitHub asks for silence there is silence: no call of an installation while its `retry-after` runs, and everything
// is right afterwards. The simulated GitHub remembers whom it told, and reports whoever calls on regardless.

import { noLimits } from '../github/limits.ts';
import type { TestCluster } from '../support/cluster.ts';
import { until } from '../support/until.ts';
import { config, type Outcome, range } from './outcome.ts';
import type { Rules } from './rules.ts';
import { openStage, type Stage } from './stage.ts';
import { createStory } from './story.ts';
import { problemsOf } from './truth.ts';
import type { Variant } from './variants.ts';

export interface SilenceOptions {
  readonly cluster: TestCluster | null;
  readonly seed: number;
  /** How often GitHub asks for it, and for how many seconds. */
  readonly times: number;
  readonly seconds: number;
  readonly processes?: number;
  readonly variant?: Variant;
}

const RULES: Rules = { mode: 'enforce', limit: 2 };
const STEPS = 12;
const TEAMS = 2;

const told = (stage: Stage): number =>
  stage.github.requests.filter(({ status }) => status === 429 || status === 403).length;

/** Everybody is refused for a while, and the work goes on. */
async function silence(stage: Stage, stories: readonly { step(): void }[], seconds: number): Promise<void> {
  const before = told(stage);
  stage.github.misbehave.throttle(seconds);
  for (const _ of range(0, STEPS)) {
    for (const story of stories) story.step();
    await stage.github.settle();
  }
  await until('somebody was told to wait', () => told(stage) > before);
}

export async function silenceIsKept(options: SilenceOptions): Promise<Outcome> {
  const { cluster, seed, times, seconds, variant, processes = 1 } = options;
  const stage = await openStage(cluster, { limits: noLimits });
  try {
    await stage.parkSweeps();
    const names = range(0, TEAMS).map((team) => `team-${team}/shop`);
    for (const name of names) {
      const owner = name.split('/')[0] ?? '';
      stage.github.createRepository({
        owner,
        name: 'shop',
        files: { '.clos/config.yml': config(RULES.limit) },
      });
      stage.github.install({ owner });
    }
    for (const _ of range(0, processes)) await stage.start({ variant });
    const stories = names.map((name, team) => createStory(stage.github, [name], seed + team));
    for (const story of stories) story.step();
    await stage.settle();
    const outcome = (problems: readonly string[]): Outcome => ({
      size: `${times} × ${seconds} s, ${processes} processes`,
      problems,
      figures: { refusals: told(stage), callsDuringSilence: loud().length },
    });
    const loud = () => stage.github.violations.filter(({ kind }) => kind === 'calledDuringRetryAfter');
    for (const _ of range(0, times)) {
      await silence(stage, stories, seconds);
      // Whoever calls on is told to wait longer each time, and never comes to an end.
      await until('it is over', async () => loud().length > 0 || (await stage.isQuiet()), 120);
      if (loud().length > 0) break;
    }
    const calls = loud();
    if (calls.length > 0)
      return outcome([`${calls.length} calls during the silence, first ${calls[0]?.what}`]);
    return outcome(await problemsOf(stage.github, stage.query, new Map(names.map((name) => [name, RULES]))));
  } finally {
    await stage.close();
  }
}
