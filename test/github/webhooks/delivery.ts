// The log of webhook deliveries, as `GET /app/hook/deliveries` shows it: one entry per attempt, redeliveries share a GUID.
// A delivery that was lost is not in it at all; GitHub forgets every delivery after three days.

import type { Json } from '../state/model.ts';

const retentionMs = 3 * 24 * 60 * 60 * 1000;

export type Delivery = {
  readonly id: number;
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly installationId: number | null;
  readonly repositoryId: number | null;
  readonly redelivery: boolean;
  readonly body: string; // the exact bytes that are signed
  turn: number | null; // its place in the order in which deliveries left; null: it never did
  deliveredAt: string;
  duration: number; // seconds
  status: string; // 'pending' until the answer, then GitHub's words: 'OK', or what went wrong
  statusCode: number;
  request: { headers: { readonly [name: string]: string }; readonly payload: Json };
  response: { headers: { readonly [name: string]: string }; payload: string | null };
};

type NewDelivery = Pick<
  Delivery,
  'id' | 'guid' | 'event' | 'installationId' | 'repositoryId' | 'redelivery' | 'body'
>;

export function newDelivery(given: NewDelivery & { action: string | null; at: string }): Delivery {
  const { at, ...known } = given;
  return {
    ...known,
    turn: null,
    deliveredAt: at,
    duration: 0,
    status: 'pending',
    statusCode: 0,
    request: {
      headers: {},
      get payload() {
        return JSON.parse(given.body) as Json; // parsed on demand: a burst of thousands is mostly never read
      },
    },
    response: { headers: {}, payload: null },
  };
}

export function succeeded(delivery: Delivery): boolean {
  return delivery.statusCode >= 200 && delivery.statusCode < 400;
}

export class DeliveryLog {
  readonly all: Delivery[] = [];
  readonly #byId = new Map<number, Delivery>();
  readonly #now: () => Date;
  readonly #keepAll: boolean;

  constructor(options: { now: () => Date; keepAll: boolean }) {
    this.#now = options.now;
    this.#keepAll = options.keepAll;
  }

  add(delivery: Delivery): void {
    this.all.push(delivery);
    this.#byId.set(delivery.id, delivery);
  }

  /** Without a full log only what may still be redelivered is worth its memory. */
  finished(delivery: Delivery): void {
    if (this.#keepAll || !succeeded(delivery)) return;
    this.#byId.delete(delivery.id);
    const place = this.all.indexOf(delivery);
    if (place >= 0) this.all.splice(place, 1);
  }

  get(id: number): Delivery | undefined {
    const found = this.#byId.get(id);
    return found !== undefined && this.#isKept(found) ? found : undefined;
  }

  /** Newest first; attempts still under way are not listed, as on GitHub. */
  list(): Delivery[] {
    return this.all.filter((one) => one.status !== 'pending' && this.#isKept(one)).reverse();
  }

  #isKept(delivery: Delivery): boolean {
    return this.#now().getTime() - Date.parse(delivery.deliveredAt) <= retentionMs;
  }
}
