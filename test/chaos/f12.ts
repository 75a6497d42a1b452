// F12: never green on unseen code. People push, approve, change rules and bases while the app looks at their gates, between any two
// of its steps, and their webhooks are lost, doubled, shuffled and late. Every green check is held against what GitHub's state
// allowed while it came about; and after all of it and two sweeps, every check says what it should.

import pino from 'pino';
import { readEnv } from '../../src/env.ts';
import { createTasks, type Tasks } from '../../src/reconcile/tasks.ts';
import { noLimits } from '../github/limits.ts';
import type { GitHub } from '../github/simulator.ts';
import { createRandom, type Random } from '../github/state/random.ts';
import type { Delivery } from '../github/webhooks/delivery.ts';
import { shiftedClock } from '../support/clock.ts';
import type { TestCluster } from '../support/cluster.ts';
import { envFor } from '../support/system.ts';
import { historyProblems, type Step } from './gate-history.ts';
import { Merges } from './gate-merges.ts';
import { RELEASE } from './gate-oracle.ts';
import type { Scene } from './gate-scene.ts';
import { keptProblems, shownProblems } from './gate-shown.ts';
import { asOneLook, type GateVariant, watchedSpine } from './gate-spine.ts';
import { carryOver, createProject, mergeAtOnce, move, openPull } from './gate-story.ts';
import { type Known, Witness } from './gate-watch.ts';
import { inLanes, type Outcome } from './outcome.ts';
import { type Letter, plan, Road, type Trouble, takeHeld, WILD } from './road.ts';
import { HOOK, openStage, type Stage } from './stage.ts';
import { startWith } from './variants.ts';

export interface F12Options {
  readonly cluster: TestCluster | null;
  readonly seeds: readonly number[];
  /** Of each story. */
  readonly moves?: number;
  readonly variant?: GateVariant;
}

const MOVES = 12;
/** Of the moves, so many fall between two steps of the app. */
const BETWEEN = 0.4;
const LANES = 8;
const LONGEST_SECONDS = 300;
const HOUR_MS = 3_600_000;

interface Tale extends Scene {
  readonly seed: number;
  readonly witness: Witness;
  readonly merges: Merges;
  /** Its webhooks are held back as long as one likes, but none gets lost: then it is known what we were told. */
  readonly isHeld: boolean;
  readonly waiting: Delivery[];
  /** Of what befalls its webhooks: apart, so that moves depend on the seed alone. */
  readonly road: Random;
  left: number;
}

/** A second apart, so that GitHub's times tell what came first; what shares a second is F2's business. */
function createClock() {
  let now = Date.now() - HOUR_MS;
  const tick = (): void => {
    now += 1_000;
  };
  return { now: () => new Date(now), tick };
}

function createTale(github: GitHub, seed: number, moves: number): Tale {
  const name = `gates-${seed}/shop`;
  createProject({ github, name });
  const witness = new Witness(github, name);
  const merges = new Merges(witness);
  return {
    github,
    name,
    seed,
    witness,
    merges,
    random: createRandom(seed),
    road: createRandom(seed * 31),
    left: moves,
    isHeld: seed % 2 === 0,
    waiting: [],
    alwaysListed: seed % 3 !== 0,
    onApprove: (pull, id) => witness.approved(pull, id),
    headsOf: (pull) => witness.headsOf(pull),
    merging: (pulls, shownAt, merge) => merges.merging(pulls, shownAt, merge),
  };
}

function act(tale: Tale, clock: ReturnType<typeof createClock>): void {
  if (tale.left === 0) return;
  tale.left -= 1;
  clock.tick();
  const cause = move(tale);
  tale.witness.changed(cause);
  if (mergeAtOnce(tale, cause)) tale.witness.changed('merge');
}

/** A push to another branch than the default one is in nobody's list: lost for good, nothing would ever tell of it. */
const isListed = ({ event }: Delivery): boolean => event === 'push';

/** Of those whose webhooks are held back, what is held goes on being held with this chance. */
const HOLD = 0.6;
const HELD: Trouble = { ...WILD, lose: 0, drop: 0, late: 0 };

async function send(
  github: GitHub,
  road: Road,
  tales: readonly Tale[],
  options: { readonly all: boolean },
): Promise<Letter[]> {
  const late: Letter[] = [];
  const held = Map.groupBy(takeHeld(github), ({ repositoryId }) => repositoryId);
  await inLanes(tales, LANES, async (tale) => {
    tale.waiting.push(...(held.get(github.repository(tale.name).id) ?? []));
    if (tale.isHeld && !options.all && tale.road.chance(HOLD)) return;
    const deliveries = tale.waiting.splice(0);
    const [pushes, others] = [deliveries.filter(isListed), deliveries.filter((one) => !isListed(one))];
    const trouble = tale.isHeld ? HELD : WILD;
    const plans = [plan(pushes, { ...trouble, lose: 0 }, tale.road), plan(others, trouble, tale.road)];
    late.push(...plans.flatMap((one) => one.late));
    await road.send(tale.road.shuffle(plans.flatMap((one) => one.now)), 3);
  });
  return late;
}

/** What waits for others is looked at again after ten minutes. */
const LATER_HOURS = 0.2;

/** Now and then nobody does anything until all that was sent is handled: what is green then is kept. */
const CALM_EVERY = 4;

async function calm(stage: Stage, tales: readonly Tale[]): Promise<void> {
  await stage.settle(LONGEST_SECONDS);
  for (const tale of tales.filter(({ isHeld }) => isHeld)) {
    tale.merges.handled = tale.witness.now;
    tale.witness.problems.push(...keptProblems(tale));
  }
}

/** Some stories begin with it, since chance alone meets it seldom. */
const isAttacked = ({ seed }: Tale): boolean => seed % 4 === 0;

function attack(tale: Tale, clock: ReturnType<typeof createClock>): void {
  carryOver(tale, (cause) => {
    clock.tick();
    tale.witness.changed(cause);
  });
}

/** `tell` all stories while the app works; then what was late, and two sweeps. */
async function flow(
  stage: Stage,
  road: Road,
  tales: readonly Tale[],
  clock: ReturnType<typeof createClock>,
  watch: ReturnType<typeof watchAll>,
): Promise<void> {
  const late = await send(stage.github, road, tales, { all: true });
  await watch.calmly(() => calm(stage, tales));
  for (const tale of tales.filter(isAttacked)) attack(tale, clock);
  for (let round = 1; tales.some(({ left }) => left > 0); round += 1) {
    for (const tale of tales) act(tale, clock);
    const isCalm = round % CALM_EVERY === 0;
    late.push(...(await send(stage.github, road, tales, { all: isCalm })));
    // Else not to the end of what follows: as far as it gets.
    if (isCalm) await watch.calmly(() => calm(stage, tales));
    else await stage.isQuiet();
  }
  await stage.settle(LONGEST_SECONDS);
  late.push(...(await send(stage.github, road, tales, { all: true })));
  await road.send(late, LANES);
  stage.github.misbehave.release();
  await stage.settle(LONGEST_SECONDS);
  await stage.sweep(LONGEST_SECONDS);
  // Word of a review that got lost leaves no trace where the pull request was changed in the same second: what waits is asked again.
  await shiftedClock(stage).set(LATER_HOURS);
  await stage.sweep(LONGEST_SECONDS);
}

async function problemsOf(stage: Stage, tales: readonly Tale[]): Promise<string[]> {
  const steps = await stage.query<Step>(
    `SELECT repository_id::int AS repository, from_stage AS "from", to_stage AS "to", pull_number AS pull
     FROM stage_transitions ORDER BY transition_id`,
  );
  const problems = tales.map(async (tale) => {
    const { id } = stage.github.repository(tale.name);
    const mine = steps.filter(({ repository }) => repository === id);
    const shown = await shownProblems(stage.query, tale);
    const merged = await tale.merges.problems(stage.query, id, tale.alwaysListed);
    return [...tale.witness.problems, ...shown, ...merged, ...historyProblems(tale, mine)].map(
      (text) => `seed ${tale.seed}: ${text}`,
    );
  });
  return (await Promise.all(problems)).flat();
}

const KNOWN = `SELECT number, facts->>'baseRef' AS base FROM pulls
  WHERE repository_id = $1 AND head_sha = $2 AND state = 'open' ORDER BY number`;

function watchAll(stage: Stage, tales: readonly Tale[], clock: ReturnType<typeof createClock>) {
  const { github } = stage;
  const byId = new Map(tales.map((tale) => [github.repository(tale.name).id, tale]));
  const byName = new Map(tales.map((tale) => [tale.name, tale]));
  const { emit } = github.world;
  github.world.emit = (event) => {
    if (event.name.startsWith('check_run.')) byId.get(event.repository?.id ?? 0)?.witness.written();
    emit(event);
  };
  let isCalm = false;
  return {
    witnessOf: (id: number) => byId.get(id)?.witness,
    witnessNamed: (name: string) => byName.get(name)?.witness,
    between: (name: string) => {
      const tale = byName.get(name);
      if (!isCalm && tale?.road.chance(BETWEEN)) act(tale, clock);
    },
    known: (repositoryId: number, sha: string) => stage.query<Known>(KNOWN, [repositoryId, sha]),
    calmly: async (work: () => Promise<void>) => {
      isCalm = true;
      await work();
      isCalm = false;
    },
  };
}

export async function neverGreenUnseen(options: F12Options): Promise<Outcome> {
  const { seeds, moves = MOVES, variant = null } = options;
  const clock = createClock();
  const stage = await openStage(options.cluster, {
    clock: clock.now,
    limits: noLimits,
    validate: false,
    tokenSeconds: 1_000_000,
  });
  await stage.parkSweeps();
  const { github } = stage;
  const tales = seeds.map((seed) => createTale(github, seed, moves));
  const watch = watchAll(stage, tales, clock);
  const log = pino({ level: process.env.CHAOS_LOG ?? 'silent' });
  const app = await startWith(
    (spine) => {
      const tasks = Object.entries(createTasks(watchedSpine(spine, watch, variant)));
      const each = tasks.map(([name, work]) => [
        name,
        (run: Parameters<Tasks['gate']>[0]) => asOneLook(() => work(run)),
      ]);
      return Object.fromEntries(each) as Tasks;
    },
    readEnv(envFor(github, stage.databaseUrl)),
    log,
    { refreshDelaySeconds: 0, retrySeconds: 0, writesPerMinute: 1_000_000 },
  );
  const road = new Road(github, app.url + HOOK);
  try {
    github.webhookUrl = app.url + HOOK;
    await stage.sweep(LONGEST_SECONDS);
    github.misbehave.hold();
    for (const tale of tales) {
      openPull(tale, isAttacked(tale) ? RELEASE : undefined);
      openPull(tale);
      tale.witness.changed('open');
    }
    const started = performance.now();
    await flow(stage, road, tales, clock, watch);
    const count = (of: (witness: Witness) => number): number =>
      tales.reduce((sum, { witness }) => sum + of(witness), 0);
    const problems = await problemsOf(stage, tales);
    const carried = tales.flatMap(({ merges }) => [...merges.carried.values()]);
    return {
      size: `${seeds.length} interleavings of ${moves} moves`,
      problems,
      figures: {
        seconds: (performance.now() - started) / 1000,
        written: count((one) => one.writes),
        green: count((one) => one.greens),
        answered: count((one) => one.answers),
        merged: tales.reduce((sum, { merges }) => sum + merges.size, 0),
        /** By what GitHub shows of a commit before its delivery reaches us. */
        carried: carried.reduce((sum, one) => sum + one, 0),
      },
    };
  } finally {
    road.close();
    await app.stop();
    await stage.close();
  }
}
