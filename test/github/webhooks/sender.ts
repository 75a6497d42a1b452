// The road from an event to the app: plan the trouble, hold, shuffle, delay, send. `settle()` resolves when the road is
// empty; what is held back by hand stays held, buffers of the shuffle and of late events are emptied.

import { randomUUID } from 'node:crypto';
import type { Random } from '../state/random.ts';
import { type Delivery, type DeliveryLog, newDelivery } from './delivery.ts';
import { signedHeaders, Transport } from './transport.ts';
import { drawPlan, noWebhookTrouble, type WebhookTrouble } from './trouble.ts';

const maximumBytes = 25 * 1024 * 1024; // GitHub does not send a larger payload at all

export type Message = {
  readonly event: string;
  readonly action: string | null;
  readonly installationId: number | null;
  readonly repositoryId: number | null;
  readonly subject: string | null; // the pull request it is about, if any
  readonly body: string;
};

type SenderOptions = {
  log: DeliveryLog;
  random: Random;
  now: () => string;
  nextId: () => number;
  appId: number;
  secret: string;
};

export class Sender {
  url: string | null = null;
  trouble: WebhookTrouble = { ...noWebhookTrouble };
  readonly #options: SenderOptions;
  readonly #transport = new Transport();
  readonly #timers = new Set<NodeJS.Timeout>();
  #buffer: Delivery[] = [];
  #late = new Map<string, Delivery[]>();
  #held: Delivery[] = [];
  #holding = false;
  #underWay = 0;
  #turns = 0;
  #waiting: (() => void)[] = [];

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  get held(): readonly Delivery[] {
    return this.#held;
  }

  queue(message: Message): void {
    if (this.url === null || Buffer.byteLength(message.body) > maximumBytes) return;
    const { random } = this.#options;
    const plan = drawPlan(this.trouble, random);
    if (plan.fate === 'lose') return;
    const first = this.#record(message, randomUUID());
    if (plan.fate === 'drop') {
      this.#finish(first, 'failed to connect to host', 502);
      return;
    }
    const copies = plan.copies.map((guid) =>
      this.#record(message, guid === 'same' ? first.guid : randomUUID()),
    );
    const delivered = [first, ...copies];
    const { subject } = message;
    if (plan.late && subject !== null && message.action !== 'closed') {
      this.#late.set(subject, [...(this.#late.get(subject) ?? []), ...delivered]);
      return;
    }
    for (const delivery of delivered) this.#later(delivery, plan.delayMs);
    if (message.event === 'pull_request' && message.action === 'closed' && subject !== null)
      this.#releaseLate(subject);
  }

  /** A person or the app asked for it again: same GUID, no trouble on the way. */
  redeliver(old: Delivery): void {
    const { id, at } = { id: this.#options.nextId(), at: this.#options.now() };
    const again = newDelivery({ ...pick(old), id, at, redelivery: true });
    this.#options.log.add(again);
    void this.#send(again);
  }

  hold(): void {
    this.#holding = true;
  }

  /** Lets go of what was held, in the order given (default: as it happened). */
  release(order?: (held: readonly Delivery[]) => readonly Delivery[]): void {
    const released = order === undefined ? this.#held : order(this.#held);
    this.#holding = false;
    this.#held = [];
    for (const delivery of released) void this.#send(delivery);
  }

  flush(): void {
    for (const subject of [...this.#late.keys()]) this.#releaseLate(subject);
    this.#emptyBuffer();
  }

  async settle(): Promise<void> {
    for (;;) {
      this.flush();
      if (this.#underWay === 0) return;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#transport.close();
  }

  #record(message: Message, guid: string): Delivery {
    const { subject: _, ...known } = message;
    const delivery = newDelivery({
      ...known,
      guid,
      id: this.#options.nextId(),
      at: this.#options.now(),
      redelivery: false,
    });
    this.#options.log.add(delivery);
    return delivery;
  }

  #releaseLate(subject: string): void {
    const waiting = this.#late.get(subject) ?? [];
    this.#late.delete(subject);
    for (const delivery of waiting) this.#later(delivery, 0);
  }

  #later(delivery: Delivery, delayMs: number): void {
    if (delayMs === 0) {
      this.#enter(delivery);
      return;
    }
    this.#underWay += 1;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#enter(delivery);
      this.#leave();
    }, delayMs);
    this.#timers.add(timer);
  }

  #enter(delivery: Delivery): void {
    if (this.#holding) {
      this.#held.push(delivery);
      return;
    }
    this.#buffer.push(delivery);
    if (this.#buffer.length >= this.trouble.shuffle) this.#emptyBuffer();
  }

  #emptyBuffer(): void {
    const waiting = this.#buffer;
    this.#buffer = [];
    const shuffled = waiting.length > 1 && this.trouble.shuffle > 1;
    for (const delivery of shuffled ? this.#options.random.shuffle(waiting) : waiting)
      void this.#send(delivery);
  }

  async #send(delivery: Delivery): Promise<void> {
    const { url } = this;
    if (url === null) return this.#finish(delivery, 'failed to connect to host', 502);
    this.#underWay += 1;
    this.#turns += 1;
    delivery.turn = this.#turns;
    const { appId, secret } = this.#options;
    const headers = signedHeaders(delivery.body, {
      appId,
      secret,
      guid: delivery.guid,
      event: delivery.event,
    });
    delivery.request.headers = headers;
    delivery.deliveredAt = this.#options.now();
    const started = performance.now();
    const outcome = await this.#transport.post(url, headers, delivery.body);
    delivery.duration = Math.round(performance.now() - started) / 1000;
    delivery.response = { headers: outcome.headers, payload: outcome.body };
    this.#finish(delivery, outcome.status, outcome.statusCode);
    this.#leave();
  }

  #finish(delivery: Delivery, status: string, statusCode: number): void {
    delivery.status = status;
    delivery.statusCode = statusCode;
    this.#options.log.finished(delivery);
  }

  #leave(): void {
    this.#underWay -= 1;
    if (this.#underWay > 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}

function pick({ guid, event, action, installationId, repositoryId, body }: Delivery) {
  return { guid, event, action, installationId, repositoryId, body };
}
