// F5: hostile requests cost nothing. Against a real process: nothing of them is stored, it goes on serving in the middle of
// it, and it keeps its memory.

import type { TestCluster } from '../support/cluster.ts';
import { until } from '../support/until.ts';
import type { Child } from './child.ts';
import { forge, loris, oversize } from './hostile.ts';
import { config, inLanes, type Outcome, range } from './outcome.ts';
import { openStage, type Stage } from './stage.ts';
import type { Variant } from './variants.ts';

export interface HostileOptions {
  readonly cluster: TestCluster | null;
  readonly forged: number;
  readonly oversized: number;
  readonly slow: number;
  /** Waits until the process has cut every slow connection by itself (about ten seconds). */
  readonly waitForCuts: boolean;
  /** MiB the process may grow by; null: not judged. */
  readonly mostGrowth: number | null;
  readonly variant?: Variant;
}

const OVERSIZE = 26 * 1024 * 1024;
const LANES = 64;

const countBy = (values: readonly number[]): string =>
  [...Map.groupBy(values, (value) => value)].map(([value, all]) => `${value}: ${all.length}`).join(', ');

async function forgeAll(child: Child, count: number): Promise<string[]> {
  const answers: number[] = [];
  await inLanes(range(0, count), LANES, async () => void answers.push(await forge(child.url)));
  const wrong = answers.filter((status) => status !== 401);
  return wrong.length > 0 ? [`forged deliveries were answered ${countBy(wrong)}`] : [];
}

/** Refused: for its size, because too much is under way, or cut. Read to its end it would be refused for its signature. */
async function oversizeAll(child: Child, count: number): Promise<string[]> {
  const answers = await Promise.all(
    range(0, count).map((index) => oversize(child.url, OVERSIZE, index % 2 === 0)),
  );
  const read = answers.filter((status) => ![413, 503, 0].includes(status));
  return read.length > 0 ? [`bodies over the cap were read: ${countBy(read)}`] : [];
}

/** While others trickle, an honest delivery is still taken and handled. */
async function serves(stage: Stage, child: Child): Promise<string[]> {
  const name = 'acme/shop';
  stage.github.openPull(name);
  await stage.settle();
  const health = (await fetch(`${child.url}/healthz`)).status;
  const [run] = stage.github.visibleChecks(name, 1);
  const problems = health === 200 ? [] : [`/healthz says ${health}`];
  return run?.conclusion === 'success' ? problems : [...problems, 'an honest delivery was not served'];
}

export async function hostile(options: HostileOptions): Promise<Outcome> {
  const { cluster, forged, oversized, slow, waitForCuts, mostGrowth, variant } = options;
  const stage = await openStage(cluster, { validate: false });
  const trickling = [] as ReturnType<typeof loris>[];
  try {
    stage.github.createRepository({ owner: 'acme', name: 'shop', files: { '.clos/config.yml': config(2) } });
    stage.github.subscribe(['pull_request']);
    const child = await stage.start({ variant });
    stage.github.install({ owner: 'acme' });
    await stage.settle();
    const [{ before } = { before: 0 }] = await stage.query<{ before: number }>(
      'SELECT count(*)::int AS before FROM deliveries',
    );
    const memory = child.memory().now;
    trickling.push(...range(0, slow).map((index) => loris(child.url, index % 2 === 0)));
    const problems = [...(await forgeAll(child, forged)), ...(await oversizeAll(child, oversized))];
    if (child.isRunning()) problems.push(...(await serves(stage, child)));
    else problems.push(`the process ended: ${await child.exited}`);
    if (waitForCuts) await allCut(trickling).catch((error: Error) => problems.push(error.message));
    const [row] = await stage.query<{ rows: number }>('SELECT count(*)::int AS rows FROM deliveries');
    const rows = (row?.rows ?? 0) - before - 1;
    if (rows !== 0) problems.push(`${rows} rows were stored for hostile requests`);
    const growth = child.memory().peak - memory;
    if (mostGrowth !== null && growth > mostGrowth) problems.push(`memory grew by ${Math.round(growth)} MiB`);
    return {
      size: `${forged} forged, ${oversized} × 26 MB, ${slow} slow`,
      problems,
      figures: { rows, memoryBeforeMiB: memory, growthMiB: growth },
    };
  } finally {
    for (const { socket } of trickling) socket.destroy();
    await stage.close();
  }
}

async function allCut(trickling: readonly ReturnType<typeof loris>[]): Promise<void> {
  let open = trickling.length;
  for (const { cut } of trickling) void cut.then(() => (open -= 1));
  await until(`all of ${trickling.length} slow connections are cut`, () => open === 0, 40);
}
