// F2: the same end state whatever GitHub does. Each seed tells one story in two repositories: in one every delivery arrives
// once and in order, in the other they are shuffled, lost, doubled and late. Both must end alike, and as GitHub shows them.

import type { ApiTrouble } from '../github/api/faults.ts';
import { noLimits } from '../github/limits.ts';
import type { GitHub } from '../github/simulator.ts';
import { createRandom } from '../github/state/random.ts';
import type { Delivery } from '../github/webhooks/delivery.ts';
import type { TestCluster } from '../support/cluster.ts';
import { createClock, type StoryClock } from './clock.ts';
import { config, inLanes, type Outcome, range } from './outcome.ts';
import { CALM, type Letter, plan, Road, takeHeld, WILD } from './road.ts';
import type { Rules } from './rules.ts';
import { HOOK, openStage, type Stage } from './stage.ts';
import { createStory, type Story } from './story.ts';
import { hashes, problemsOf } from './truth.ts';
import type { Variant } from './variants.ts';

export interface F2Options {
  readonly cluster: TestCluster | null;
  readonly seeds: readonly number[];
  /** Deliveries of each story, before any is doubled or lost. */
  readonly deliveries: number;
  readonly processes?: number;
  readonly variant?: Variant;
  /** T-58: how GitHub's API misbehaves while the events flow. */
  readonly api?: Partial<ApiTrouble>;
  /** False for the control: nothing heals what was lost. */
  readonly sweep?: boolean;
  /** Every so many-th story is told in order as well; the others are only held against GitHub. Default 1: all. */
  readonly inOrderEvery?: number;
}

const RULES: Rules = { mode: 'enforce', limit: 3 };
/** Half of the story happens before the first delivery arrives, the rest while they are being handled. */
const PHASES = 2;
const GOOD_API: Partial<ApiTrouble> = { error: 0, lostAnswer: 0, badGateway: 0, hang: 0, throttled: 0 };
const LANES = 8;
const LONGEST_SECONDS = 600;

interface Tale {
  readonly seed: number;
  readonly wild: string;
  /** Null when the story is not told in order as well. */
  readonly calm: string | null;
  readonly story: Story;
  told: number;
}

function createTale(github: GitHub, seed: number, inOrder: boolean): Tale {
  const names = (inOrder ? ['wild', 'calm'] : ['wild']).map((kind) => {
    const owner = `${kind}-${seed}`;
    github.createRepository({ owner, name: 'shop', files: { '.clos/config.yml': config(RULES.limit) } });
    github.install({ owner });
    return `${owner}/shop`;
  });
  const [wild = '', calm = null] = names;
  return { seed, wild, calm, story: createStory(github, names, seed), told: 0 };
}

/** Goes on with every story until each has so many deliveries, and takes them off the road. */
function tell(
  github: GitHub,
  tales: readonly Tale[],
  quota: number,
  clock: StoryClock,
): Map<number, Delivery[]> {
  const all = new Map<number, Delivery[]>();
  for (let round = 0; tales.some((tale) => tale.told < quota); round += 1) {
    clock.tick(round);
    for (const tale of tales) if (tale.told < quota) tale.story.step();
    for (const delivery of takeHeld(github)) {
      const of = delivery.repositoryId ?? 0;
      const known = all.get(of);
      if (known) known.push(delivery);
      else all.set(of, [delivery]);
    }
    for (const tale of tales) tale.told = count(github, all, tale, quota);
  }
  return all;
}

function count(
  github: GitHub,
  all: ReadonlyMap<number, readonly Delivery[]>,
  { wild, told }: Tale,
  quota: number,
): number {
  return told >= quota ? told : (all.get(github.repository(wild).id)?.length ?? 0);
}

/** Sends one phase's deliveries; returns those that come later still. */
async function sendPhase(
  github: GitHub,
  roads: readonly Road[],
  tales: readonly Tale[],
  told: ReadonlyMap<number, readonly Delivery[]>,
  phase: number,
): Promise<Letter[]> {
  const late: Letter[] = [];
  await inLanes(tales, LANES, async ({ seed, wild, calm }, lane) => {
    const road = roads[lane % roads.length] as Road;
    const of = (name: string) => told.get(github.repository(name).id) ?? [];
    const random = createRandom(seed * 31 + phase);
    const bad = plan(of(wild), WILD, random);
    late.push(...bad.late);
    const good = calm === null ? [] : plan(of(calm), CALM, random).now;
    await Promise.all([road.send(bad.now, 3), road.send(good, 1)]);
  });
  return late;
}

const namesOf = ({ wild, calm }: Tale): string[] => (calm === null ? [wild] : [wild, calm]);

async function differences(stage: Stage, tales: readonly Tale[]): Promise<string[]> {
  const all = await hashes(stage.github, stage.query, tales.flatMap(namesOf));
  return tales
    .filter(({ wild, calm }) => calm !== null && all.get(wild) !== all.get(calm))
    .map(({ seed }) => `seed ${seed} ends differently out of order than in order`);
}

/**
 * The test server takes a hundred connections: three processes that work, and any others only listen. This GitHub has no limits, so
 * neither have they: by our own pace one sweep asks for at most 180 lost deliveries a minute again, and the next sweeps for the rest.
 */
const envOf = (index: number): Record<string, string> => ({
  CHAOS_WRITES_PER_MINUTE: '1000000',
  ...(index < 3 ? {} : { CLOS_ROLE: 'server' }),
});

/** Tells all stories and sends what they cause, until nothing is on its way. Returns how many deliveries that were. */
async function flow(
  stage: Stage,
  roads: readonly Road[],
  tales: readonly Tale[],
  clock: StoryClock,
  deliveries: number,
): Promise<number> {
  const { github } = stage;
  const late: Letter[] = [];
  let sent = 0;
  for (const phase of range(0, PHASES)) {
    for (const tale of tales) tale.told = 0;
    const told = tell(github, tales, Math.ceil(deliveries / PHASES), clock);
    sent += [...told.values()].flat().length;
    late.push(...(await sendPhase(github, roads, tales, told, phase)));
  }
  clock.release();
  await stage.settle(LONGEST_SECONDS);
  await (roads[0] as Road).send(late, LANES);
  await stage.settle(LONGEST_SECONDS);
  return sent;
}

/** One sweep mends what was lost, also what was put off has ended by then; a second one has nothing left to write. */
async function heal(stage: Stage): Promise<string[]> {
  await stage.sweep(LONGEST_SECONDS);
  stage.github.resetRequests();
  await stage.sweep(LONGEST_SECONDS);
  const { writes } = stage.github.requestCounts();
  return writes > 0 ? [`a second sweep made ${writes} writes (${kindsOfWrites(stage.github)})`] : [];
}

function kindsOfWrites({ requests }: GitHub): string {
  const writes = requests.filter(({ kind }) => kind === 'write');
  const kinds = Map.groupBy(writes, ({ operation, path }) => operation ?? path);
  return [...kinds].map(([kind, all]) => `${all.length} × ${kind}`).join(', ');
}

async function run(stage: Stage, clock: StoryClock, options: F2Options): Promise<Outcome> {
  const { github, query } = stage;
  const { seeds, deliveries, processes = 1, variant, api, sweep = true, inOrderEvery = 1 } = options;
  await stage.parkSweeps();
  github.subscribe(['pull_request', 'push']);
  const tales = seeds.map((seed, index) => createTale(github, seed, index % inOrderEvery === 0));
  const rules = new Map(tales.flatMap(namesOf).map((name) => [name, RULES]));
  const children = await Promise.all(
    range(0, processes).map((index) => stage.start({ variant, env: envOf(index) })),
  );
  const roads = children.map(({ url }) => new Road(github, url + HOOK));
  github.misbehave.hold();
  if (api) github.misbehave.api(api);
  const started = performance.now();
  const sent = await flow(stage, roads, tales, clock, deliveries);
  for (const road of roads) road.close();
  github.misbehave.api(GOOD_API);
  const before = await problemsOf(github, query, rules);
  const problems = sweep ? await heal(stage) : [];
  problems.push(...(await problemsOf(github, query, rules)), ...(await differences(stage, tales)));
  if (children.some((child) => !child.isRunning())) problems.push('a process ended');
  const seconds = (performance.now() - started) / 1000;
  return {
    size: `${seeds.length} seeds, ${sent} deliveries, ${processes} processes`,
    problems,
    figures: { sent, seconds, perSecond: sent / seconds, wrongBeforeTheSweep: before.length },
  };
}

export async function sameEnd(options: F2Options): Promise<Outcome> {
  const clock = createClock();
  const stage = await openStage(options.cluster, { clock: clock.now, limits: noLimits, validate: false });
  try {
    return await run(stage, clock, options);
  } finally {
    await stage.close();
  }
}
