// kill -9 in mid-flight: after the deliveries were acknowledged, while GitHub still works on what CLOS wrote.
// What was acknowledged must be finished by the next process, and a write of unknown outcome must not be doubled.

import type { GitHub } from '../../github/simulator.ts';
import { until } from '../../support/until.ts';
import { at, CHECK, SHOP } from '../acme.ts';

import { type Chapter, HOLDS, type Scene } from '../scene.ts';
import type { Stage } from '../stage.ts';

/** Long enough to be caught in the middle of. */
const SLOW_MS = 600;

const JOBS = `SELECT count(*)::int AS jobs FROM graphile_worker._private_jobs WHERE locked_at IS NOT NULL`;

/** Counts writes that reached GitHub and were not answered yet. Nothing must be under way when it starts. */
function watchWrites(github: GitHub): () => number {
  const before = github.requestCounts().writes;
  let arrived = 0;
  // Asked about every call on arrival; never agrees, so nothing goes wrong.
  github.misbehave.failWhen(({ operation, method }) => {
    if (method !== 'GET' && operation.startsWith('checks/')) arrived += 1;
    return false;
  }, {});
  return () => arrived - (github.requestCounts().writes - before);
}

function muchAtOnce({ act, stage: { github } }: Scene): void {
  act('at once: hal merges shop#5, gus pushes to pay#3, oli opens shop#9', () => {
    github.mergePull(...at('shop#5'));
    github.push(...at('pay#3'));
    github.openPull(SHOP, { title: 'Live stock', author: 'oli' });
  });
}

const acknowledged = (github: GitHub): number =>
  github.deliveries.filter(({ response }) => response.payload?.includes('"stored"')).length;

async function strike({ stage, narrator }: Scene, inFlight: () => number): Promise<void> {
  const { github, query } = stage;
  await until('CLOS writes to GitHub', () => inFlight() > 0);
  const [row] = await query<{ jobs: number }>(JOBS);
  const writes = inFlight();
  await stage.app().kill();
  narrator.fail(
    `kill -9 ${stage.app().pid}: jobs in its hands ${row?.jobs}, writes not answered yet ${writes}`,
  );
  // What has reached GitHub is done there, whoever asked for it.
  await until('GitHub is done', () => inFlight() === 0);
  github.latencyMs = 0;
}

async function comeBack({ stage, narrator }: Scene): Promise<void> {
  const started = performance.now();
  const address = await narrator.during('another process starts on the same database', stage.startApp());
  narrator.done(`CLOS again, process ${stage.app().pid}, at ${address}`, performance.now() - started);
  narrator.note("within seconds it takes over the dead worker's jobs");
}

const checksOn = ({ github }: Stage, number: number): number =>
  github.checkRuns(SHOP, { pull: number }).filter((run) => run.name === CHECK).length;

export const killInMidFlight: Chapter = async (scene) => {
  const { stage, narrator, act, shows } = scene;
  const { github } = stage;
  narrator.chapter('The worker dies in mid-flight');
  const before = acknowledged(github);
  const inFlight = watchWrites(github);
  github.latencyMs = SLOW_MS;
  muchAtOnce(scene);
  await github.settle();
  narrator.note(`${acknowledged(github) - before} webhooks acknowledged`);
  await strike(scene, inFlight);
  act('leo closes shop#8 meanwhile; nobody answers GitHub', () => github.closePull(...at('shop#8')));
  await github.settle();
  await comeBack(scene);
  for (const ref of ['shop#9', 'pay#3']) await shows(ref, HOLDS);
  await narrator.during("the dead worker's jobs are freed and finished", stage.settle());
  narrator.done(`nothing lost, nothing doubled: ${checksOn(stage, 9)} check on the new shop#9`);
};
