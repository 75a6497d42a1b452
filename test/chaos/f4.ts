// F4: accepted is stored. A process is killed with SIGKILL the moment its 202 has arrived; whatever it acknowledged has to be
// in the database. And how long an acknowledgement takes while GitHub itself is slow.

import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { GitHub } from '../github/simulator.ts';
import { createRandom } from '../github/state/random.ts';
import { signedHeaders, Transport } from '../github/webhooks/transport.ts';
import type { TestCluster } from '../support/cluster.ts';
import { config, inLanes, type Outcome, percentile, range } from './outcome.ts';
import { HOOK, openStage, type Stage } from './stage.ts';
import type { Variant } from './variants.ts';

export interface AckOptions {
  readonly cluster: TestCluster | null;
  readonly seed: number;
  readonly kills: number;
  readonly lanes: number;
  readonly variant?: Variant;
  readonly until?: number;
}

/** Sent at once before each kill; whoever is answered first pulls the trigger. */
const BURST = 8;

/** A genuine delivery to send under any GUID. */
function sample(github: GitHub): string {
  github.createRepository({ owner: 'acme', name: 'shop', files: { '.clos/config.yml': config(2) } });
  github.install({ owner: 'acme' });
  github.webhookUrl = 'http://127.0.0.1:9/';
  github.misbehave.hold();
  github.openPull('acme/shop');
  const body = github.misbehave.held.find(({ event }) => event === 'pull_request')?.body ?? '';
  github.misbehave.release(() => []);
  return body;
}

class Sender {
  readonly acknowledged = new Set<string>();
  readonly milliseconds: number[] = [];
  refused = 0;
  readonly #transport = new Transport();
  readonly #github: GitHub;
  readonly #body: string;

  constructor(github: GitHub, body: string) {
    this.#github = github;
    this.#body = body;
  }

  async post(url: string, guid = randomUUID()): Promise<boolean> {
    const { id: appId, webhookSecret: secret } = this.#github.app;
    const headers = signedHeaders(this.#body, { appId, secret, guid, event: 'pull_request' });
    const started = performance.now();
    const { statusCode } = await this.#transport.post(url + HOOK, headers, this.#body);
    if (statusCode !== 202) {
      this.refused += 1;
      return false;
    }
    this.milliseconds.push(performance.now() - started);
    this.acknowledged.add(guid);
    return true;
  }

  close(): void {
    this.#transport.close();
  }
}

/** Acknowledged deliveries that the database does not have. */
export async function missing(
  stage: Pick<Stage, 'query'>,
  acknowledged: ReadonlySet<string>,
): Promise<number> {
  const rows = await stage.query<{ guid: string }>('SELECT guid FROM deliveries WHERE guid = ANY($1)', [
    [...acknowledged],
  ]);
  return acknowledged.size - new Set(rows.map((row) => row.guid)).size;
}

async function killOnce(stage: Stage, sender: Sender, options: AckOptions, skip: number): Promise<void> {
  const child = await stage.start({ variant: options.variant, env: { CLOS_ROLE: 'server' } });
  // A few are answered in peace first, so that the fatal one is not always the process's first.
  for (let calm = 0; calm < skip; calm += 1) await sender.post(child.url);
  await Promise.all(
    range(0, BURST).map(async () => {
      if (await sender.post(child.url)) await child.kill();
    }),
  );
  await child.kill();
}

/** Kills a process right after it acknowledged, over and over. */
export async function killedAfterAck(options: AckOptions): Promise<Outcome> {
  const { cluster, kills, lanes, seed, until: end = Infinity } = options;
  const stage = await openStage(cluster, { validate: false });
  const sender = new Sender(stage.github, sample(stage.github));
  const random = createRandom(seed);
  const skips = range(0, kills).map(() => random.below(4));
  let killed = 0;
  try {
    await inLanes(skips, lanes, async (skip) => {
      if (performance.now() > end) return;
      await killOnce(stage, sender, options, skip);
      killed += 1;
    });
    const lost = await missing(stage, sender.acknowledged);
    return {
      size: `${killed} kills, ${sender.acknowledged.size} acknowledged`,
      problems: lost > 0 ? [`${lost} acknowledged deliveries are not in the database`] : [],
      figures: { kills: killed, acknowledged: sender.acknowledged.size, lost },
    };
  } finally {
    sender.close();
    await stage.close();
  }
}

export interface RateOptions {
  readonly cluster: TestCluster | null;
  readonly perSecond: number;
  readonly seconds: number;
  readonly githubLatencyMs: number;
}

/** An open loop: each is sent at its time, however long the others take. */
async function atRate(sender: Sender, url: string, { perSecond, seconds }: RateOptions): Promise<void> {
  const started = performance.now();
  const sending = range(0, perSecond * seconds).map(async (index) => {
    await wait(Math.max(1, started + (index * 1000) / perSecond - performance.now()));
    await sender.post(url);
  });
  await Promise.all(sending);
}

/** How fast deliveries are acknowledged while GitHub's API takes its time. */
export async function ackUnderLoad(options: RateOptions): Promise<Outcome> {
  const stage = await openStage(options.cluster, { validate: false, latencyMs: options.githubLatencyMs });
  const sender = new Sender(stage.github, sample(stage.github));
  try {
    const child = await stage.start();
    await atRate(sender, child.url, options);
    const lost = await missing(stage, sender.acknowledged);
    const problems = lost > 0 ? [`${lost} acknowledged deliveries are not in the database`] : [];
    if (sender.refused > 0) problems.push(`${sender.refused} deliveries were refused`);
    if (!child.isRunning()) problems.push('the process ended');
    const times = sender.milliseconds;
    return {
      size: `${options.perSecond}/s for ${options.seconds} s, GitHub takes ${options.githubLatencyMs} ms`,
      problems,
      figures: {
        p50Ms: percentile(times, 0.5),
        p99Ms: percentile(times, 0.99),
        maxMs: percentile(times, 1),
        lost,
      },
    };
  } finally {
    sender.close();
    await stage.close();
  }
}
