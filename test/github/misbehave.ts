// The faults a test may ask for, in one place: webhooks that get lost, double or late, and an API that fails or lies low.

import type { ApiTrouble, FaultedCall, Faults, Meanwhile, Planned } from './api/faults.ts';
import type { Throttle } from './api/throttle.ts';
import type { CallId } from './openapi/used.ts';
import type { Delivery } from './webhooks/delivery.ts';
import type { Sender } from './webhooks/sender.ts';
import { noWebhookTrouble, type WebhookTrouble } from './webhooks/trouble.ts';

export class Misbehaviour {
  readonly #sender: Sender;
  readonly #faults: Faults;
  readonly #throttle: Throttle;

  constructor(sender: Sender, faults: Faults, throttle: Throttle) {
    this.#sender = sender;
    this.#faults = faults;
    this.#throttle = throttle;
  }

  /** Sets the given probabilities and leaves the others. */
  webhooks(trouble: Partial<WebhookTrouble>): void {
    Object.assign(this.#sender.trouble, trouble);
  }

  /** Sets the given probabilities and leaves the others. */
  api(trouble: Partial<ApiTrouble>): void {
    Object.assign(this.#faults.trouble, trouble);
  }

  failNext(operation: CallId, fault: Planned): void {
    this.failWhen((call) => call.operation === operation, fault);
  }

  failWhen(matches: (call: FaultedCall) => boolean, fault: Planned): void {
    this.#faults.when(matches, fault);
  }

  /** Others go on while a call is under way: what they do before and after its answer is worked out, once. */
  around(operation: CallId, meanwhile: Meanwhile): void {
    this.#faults.around(operation, meanwhile);
  }

  /** Every call is refused for so many seconds of the simulated clock; calling on after the first refusal is a violation. */
  throttle(seconds: number, status: 403 | 429 = 429): void {
    this.#throttle.refuseAll(seconds, status);
  }

  /** Webhooks pile up until `release`. */
  hold(): void {
    this.#sender.hold();
  }

  get held(): readonly Delivery[] {
    return this.#sender.held;
  }

  /** Sends what was held, in the order `order` gives (leave some out and they never arrive). */
  release(order?: (held: readonly Delivery[]) => readonly Delivery[]): void {
    this.#sender.release(order);
  }

  /** Back to good behaviour. What is buffered or held is sent. */
  clear(): void {
    this.#sender.trouble = { ...noWebhookTrouble };
    this.#sender.flush();
    this.#sender.release();
    this.#faults.clear();
    this.#throttle.lift();
  }
}
