// T-71: PostgreSQL is killed again and again while events flow. The process stays, says so on /readyz, acknowledges nothing it
// could not store, and ends in the right state.

import type { TestCluster } from '../support/cluster.ts';
import { until } from '../support/until.ts';
import type { Child } from './child.ts';
import { missing } from './f4.ts';
import { config, type Outcome, range } from './outcome.ts';
import type { Rules } from './rules.ts';
import { openStage, removeCluster, type Stage, startOwnCluster } from './stage.ts';
import { createStory, type Story } from './story.ts';
import { problemsOf, unwritten } from './truth.ts';
import type { Variant } from './variants.ts';

export interface DatabaseOptions {
  readonly seed: number;
  readonly crashes: number;
  readonly stepsBetween: number;
  readonly variant?: Variant;
}

const RULES: Rules = { mode: 'enforce', limit: 3 };
const STEPS_WHILE_DOWN = 3;

async function readiness(child: Child): Promise<number> {
  try {
    return (await fetch(`${child.url}/readyz`)).status;
  } catch {
    return 0;
  }
}

async function flow(stage: Stage, stories: readonly Story[], steps: number): Promise<void> {
  for (const _ of range(0, steps)) {
    for (const story of stories) story.step();
    await stage.github.settle();
  }
}

async function crashOnce(
  cluster: TestCluster,
  stage: Stage,
  child: Child,
  stories: readonly Story[],
): Promise<string[]> {
  const { url } = cluster;
  const problems: string[] = [];
  await cluster.crash();
  await until('/readyz says 503', async () => (await readiness(child)) === 503).catch((error: Error) =>
    problems.push(error.message),
  );
  await flow(stage, stories, STEPS_WHILE_DOWN);
  await cluster.start();
  if (cluster.url !== url) throw new Error('the database came back on another port: run this again');
  await until('/readyz says 200', async () => (await readiness(child)) === 200, 40).catch((error: Error) =>
    problems.push(error.message),
  );
  return problems;
}

async function run(cluster: TestCluster, stage: Stage, options: DatabaseOptions): Promise<Outcome> {
  const { seed, crashes, stepsBetween, variant } = options;
  const names = range(0, 3).map((team) => `team-${team}/shop`);
  for (const name of names) {
    const owner = name.split('/')[0] ?? '';
    stage.github.createRepository({
      owner,
      name: 'shop',
      files: { '.clos/config.yml': config(RULES.limit) },
    });
    stage.github.install({ owner });
  }
  const child = await stage.start({ variant });
  await stage.settle();
  const stories = names.map((name, index) => createStory(stage.github, [name], seed + index));
  const problems: string[] = [];
  for (const _ of range(0, crashes)) {
    await flow(stage, stories, stepsBetween);
    // The naive control has no /readyz to ask.
    problems.push(...(await crashOnce(cluster, stage, child, stories)).filter(() => variant === undefined));
  }
  await flow(stage, stories, stepsBetween);
  await stage.settle();
  await stage.sweep();
  const acknowledged = stage.github.deliveries.filter(
    ({ statusCode, event }) => statusCode === 202 && !isEcho(event),
  );
  const lost = await missing(stage, new Set(acknowledged.map(({ guid }) => guid)));
  if (lost > 0) problems.push(`${lost} acknowledged deliveries are not in the database`);
  if (!child.isRunning()) problems.push(`the process ended: ${await child.exited}`);
  problems.push(
    ...(await problemsOf(stage.github, stage.query, new Map(names.map((name) => [name, RULES])))),
  );
  if (problems.length > 0) problems.push(...(await unwritten(stage.query)));
  const refused = stage.github.deliveries.filter(({ statusCode }) => statusCode === 503).length;
  return {
    size: `${crashes} crashes, ${stage.github.deliveries.length} deliveries`,
    problems,
    figures: { crashes, refusedMeanwhile: refused, acknowledged: acknowledged.length, lost },
  };
}

/** Answered without being stored: nothing follows from GitHub's echoes of our own checks. */
const isEcho = (event: string): boolean => event.startsWith('check_');

export async function databaseCrashes(options: DatabaseOptions): Promise<Outcome> {
  const cluster = await startOwnCluster({ fsync: true });
  try {
    const stage = await openStage(cluster);
    try {
      return await run(cluster, stage, options);
    } finally {
      await stage.close();
    }
  } finally {
    await removeCluster(cluster);
  }
}
