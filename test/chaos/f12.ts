// F12: never green on unseen code. People push, approve, change rules and bases while the app looks at their gates, between any two
// of its steps, and their webhooks are lost, doubled, shuffled and late. Every green check is held against what GitHub's state
// allowed while it came about; and after all of it and two sweeps, every check says what it should.

import pino from 'pino';
import { readEnv } from '../../src/env.ts';
import { createTasks } from '../../src/reconcile/tasks.ts';
import { noLimits } from '../github/limits.ts';
import type { GitHub } from '../github/simulator.ts';
import type { Pull } from '../github/state/model.ts';
import { createRandom, type Random } from '../github/state/random.ts';
import type { Delivery } from '../github/webhooks/delivery.ts';
import { shiftedClock } from '../support/clock.ts';
import type { TestCluster } from '../support/cluster.ts';
import { envFor } from '../support/system.ts';
import { mayBeGreen, PROJECT } from './gate-oracle.ts';
import { asOneLook, type GateVariant, watchedSpine } from './gate-spine.ts';
import { createProject, move, openPull, type Scene } from './gate-story.ts';
import { traceOf } from './gate-trace.ts';
import { GATE, Witness } from './gate-watch.ts';
import { inLanes, type Outcome } from './outcome.ts';
import { type Letter, plan, Road, takeHeld, WILD } from './road.ts';
import { HOOK, openStage, type Stage } from './stage.ts';
import type { Query } from './truth.ts';
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
  const scene = { github, name, random: createRandom(seed), road: createRandom(seed * 31) };
  const onApprove: Scene['onApprove'] = (pull, id) => witness.approved(pull, id);
  return { ...scene, seed, witness, left: moves, onApprove };
}

function act(tale: Tale, clock: ReturnType<typeof createClock>): void {
  if (tale.left === 0) return;
  tale.left -= 1;
  clock.tick();
  move(tale);
  tale.witness.changed();
}

/** A push to another branch than the default one is in nobody's list: lost for good, nothing would ever tell of it. */
const isListed = ({ event }: Delivery): boolean => event === 'push';

async function send(github: GitHub, road: Road, tales: readonly Tale[]): Promise<Letter[]> {
  const late: Letter[] = [];
  const held = Map.groupBy(takeHeld(github), ({ repositoryId }) => repositoryId);
  await inLanes(tales, LANES, async (tale) => {
    const deliveries = held.get(github.repository(tale.name).id) ?? [];
    const [pushes, others] = [deliveries.filter(isListed), deliveries.filter((one) => !isListed(one))];
    const plans = [plan(pushes, { ...WILD, lose: 0 }, tale.road), plan(others, WILD, tale.road)];
    late.push(...plans.flatMap((one) => one.late));
    await road.send(tale.road.shuffle(plans.flatMap((one) => one.now)), 3);
  });
  return late;
}

/** What waits for others is looked at again after ten minutes. */
const LATER_HOURS = 0.2;

/** `tell` all stories while the app works; then what was late, and two sweeps. */
async function flow(
  stage: Stage,
  road: Road,
  tales: readonly Tale[],
  clock: ReturnType<typeof createClock>,
): Promise<void> {
  const late: Letter[] = [];
  while (tales.some(({ left }) => left > 0)) {
    for (const tale of tales) act(tale, clock);
    late.push(...(await send(stage.github, road, tales)));
    // Not to the end of what follows: as far as it gets.
    await stage.isQuiet();
  }
  await stage.settle(LONGEST_SECONDS);
  late.push(...(await send(stage.github, road, tales)));
  await road.send(late, LANES);
  stage.github.misbehave.release();
  await stage.settle(LONGEST_SECONDS);
  await stage.sweep(LONGEST_SECONDS);
  // Word of a review that got lost leaves no trace where the pull request was changed in the same second: what waits is asked again.
  await shiftedClock(stage).set(LATER_HOURS);
  await stage.sweep(LONGEST_SECONDS);
}

async function shownProblems(query: Query, tale: Tale): Promise<string[]> {
  const open = [...tale.github.repository(tale.name).pulls.values()].filter(({ state }) => state === 'open');
  const wrong = open.flatMap((pull) => {
    const problem = shownProblem(tale, pull);
    return problem === null ? [] : [{ pull, problem }];
  });
  return Promise.all(
    wrong.map(async ({ pull, problem }) => `${problem}${await traceOf(query, pull, tale.witness)}`),
  );
}

function shownProblem({ github, name, witness }: Tale, pull: Pull): string | null {
  const runs = github.visibleChecks(name, pull.number).filter((run) => run.name === GATE);
  if (runs.length !== 1) return `#${pull.number} shows ${runs.length} checks`;
  const green = mayBeGreen(pull, pull.head.sha, witness.given, true);
  const shown = runs[0]?.conclusion ?? runs[0]?.status;
  if ((shown === 'success') === green) return null;
  const should = green ? 'should be green' : 'should not be green';
  return `#${pull.number} shows ${shown} and ${should} (${runs[0]?.output.title})`;
}

interface Step {
  readonly repository: number;
  readonly from: string | null;
  readonly to: string | null;
  readonly pull: number | null;
}

/** One chain that ends where the default branch stands, and no pull request in it twice. */
function historyProblems({ github, name }: Tale, steps: readonly Step[]): string[] {
  const repository = github.repository(name);
  const tip = repository.commits.get(repository.branches.get('main') ?? '');
  const stands = /stage: (\w+)/.exec(tip?.files.get(PROJECT)?.text ?? '')?.[1];
  const told = steps
    .map(({ from, to, pull }) => `${from}>${to}${pull === null ? '' : ` #${pull}`}`)
    .join(', ');
  const broken = steps.some(({ from, to }, i) => from === to || from !== (steps[i - 1]?.to ?? null));
  const pulls = steps.flatMap(({ pull }) => pull ?? []);
  const problems = [
    ...(broken ? ['is no chain'] : []),
    ...(steps.at(-1)?.to === stands ? [] : [`does not end at ${stands}`]),
    ...(new Set(pulls).size < pulls.length ? ['has a pull request twice'] : []),
  ];
  return problems.map((text) => `its history ${text}: ${told}`);
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
    return [...tale.witness.problems, ...shown, ...historyProblems(tale, mine)].map(
      (text) => `seed ${tale.seed}: ${text}`,
    );
  });
  return (await Promise.all(problems)).flat();
}

function watchAll(stage: Stage, tales: readonly Tale[], clock: ReturnType<typeof createClock>) {
  const { github } = stage;
  const byId = new Map(tales.map((tale) => [github.repository(tale.name).id, tale]));
  const byName = new Map(tales.map((tale) => [tale.name, tale]));
  const { emit } = github.world;
  github.world.emit = (event) => {
    if (event.name.startsWith('check_run.')) byId.get(event.repository?.id ?? 0)?.witness.written();
    emit(event);
  };
  return {
    witnessOf: (id: number) => byId.get(id)?.witness,
    between: (name: string) => {
      const tale = byName.get(name);
      if (tale?.road.chance(BETWEEN)) act(tale, clock);
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
      const tasks = createTasks(watchedSpine(spine, watch, variant));
      return { ...tasks, gate: (run) => asOneLook(() => tasks.gate(run)) };
    },
    readEnv(envFor(github, stage.databaseUrl)),
    log,
    { refreshDelaySeconds: 0, retrySeconds: 0, writesPerMinute: 1_000_000 },
  );
  const road = new Road(github, app.url + HOOK);
  try {
    github.webhookUrl = app.url + HOOK;
    await stage.sweep();
    github.misbehave.hold();
    for (const tale of tales) {
      openPull(tale);
      openPull(tale);
      tale.witness.changed();
    }
    const started = performance.now();
    await flow(stage, road, tales, clock);
    const count = (of: (witness: Witness) => number): number =>
      tales.reduce((sum, { witness }) => sum + of(witness), 0);
    return {
      size: `${seeds.length} interleavings of ${moves} moves`,
      problems: await problemsOf(stage, tales),
      figures: {
        seconds: (performance.now() - started) / 1000,
        written: count((one) => one.writes),
        green: count((one) => one.greens),
      },
    };
  } finally {
    road.close();
    await app.stop();
    await stage.close();
  }
}
