// The road from GitHub to us, as bad as a seed wants it: full shuffle, lost, doubled under the same and under a new GUID, and
// some long after everything else. The plan is drawn per repository, so one seed can be run alone.

import { randomUUID } from 'node:crypto';
import type { GitHub } from '../github/simulator.ts';
import type { Random } from '../github/state/random.ts';
import type { Delivery } from '../github/webhooks/delivery.ts';
import { signedHeaders, Transport } from '../github/webhooks/transport.ts';
import { inLanes } from './outcome.ts';

/** Probabilities. `drop` is listed by GitHub as failed and may be asked for again; `lose` is listed nowhere. */
export interface Trouble {
  readonly shuffle: boolean;
  readonly drop: number;
  readonly lose: number;
  readonly duplicate: number;
  readonly duplicateNewGuid: number;
  readonly late: number;
}

export const CALM: Trouble = { shuffle: false, drop: 0, lose: 0, duplicate: 0, duplicateNewGuid: 0, late: 0 };

export const WILD: Trouble = {
  shuffle: true,
  drop: 0.05,
  lose: 0.05,
  duplicate: 0.1,
  duplicateNewGuid: 0.05,
  late: 0.05,
};

export interface Letter {
  readonly delivery: Delivery;
  readonly guid: string;
}

export interface Plan {
  readonly now: readonly Letter[];
  /** After everything else was handled. */
  readonly late: readonly Letter[];
  readonly lost: number;
}

export function plan(deliveries: readonly Delivery[], trouble: Trouble, random: Random): Plan {
  const now: Letter[] = [];
  const late: Letter[] = [];
  let lost = 0;
  for (const delivery of deliveries) {
    const [lose, drop] = [random.chance(trouble.lose), random.chance(trouble.drop)];
    if (drop) mark(delivery, 'failed to connect to host', 502);
    if (lose || drop) {
      lost += 1;
      continue;
    }
    const copies = [delivery.guid];
    if (random.chance(trouble.duplicate)) copies.push(delivery.guid);
    if (random.chance(trouble.duplicateNewGuid)) copies.push(randomUUID());
    const road = random.chance(trouble.late) ? late : now;
    road.push(...copies.map((guid) => ({ delivery, guid })));
  }
  return trouble.shuffle
    ? { now: random.shuffle(now), late: random.shuffle(late), lost }
    : { now, late, lost };
}

function mark(delivery: Delivery, status: string, statusCode: number): void {
  Object.assign(delivery, { status, statusCode });
}

/** What was held since the last call; echoes of our own checks, which nothing follows from, are left out. */
export function takeHeld(github: GitHub): readonly Delivery[] {
  const held = [...github.misbehave.held];
  github.misbehave.release(() => []);
  github.misbehave.hold();
  return held.filter(({ event, action }) => !event.startsWith('check_') || action === 'rerequested');
}

const MOST_TRIES = 5;

/** What GitHub's "Redeliver" button does, for every delivery that was not acknowledged; a sweep does it by itself. */
export async function redeliverFailed(github: GitHub): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const failed = [...Map.groupBy(github.deliveries, ({ guid }) => guid).values()].flatMap((all) => {
      const last = all.at(-1);
      return last && !all.some(({ statusCode }) => statusCode === 202) ? [last] : [];
    });
    if (failed.length === 0) return;
    for (const { id } of failed) github.redeliver(id);
    await github.settle();
  }
}

/** Sends letters, each signed like GitHub's own. */
export class Road {
  readonly #transport = new Transport();
  readonly #github: GitHub;
  readonly #url: string;

  constructor(github: GitHub, url: string) {
    this.#github = github;
    this.#url = url;
  }

  async post({ delivery, guid }: Letter): Promise<number> {
    const { id: appId, webhookSecret: secret } = this.#github.app;
    const headers = signedHeaders(delivery.body, { appId, secret, guid, event: delivery.event });
    const { status, statusCode } = await this.#transport.post(this.#url, headers, delivery.body);
    mark(delivery, status, statusCode);
    return statusCode;
  }

  /** `lanes` at a time: 1 keeps the order. */
  async send(letters: readonly Letter[], lanes: number): Promise<void> {
    await inLanes(letters, lanes, async (letter) => void (await this.post(letter)));
  }

  close(): void {
    this.#transport.close();
  }
}
