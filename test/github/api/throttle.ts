// Remembers who was told to wait, and until when. Calling on regardless may get an app banned, so it is recorded as a violation;
// calls that were already on their way when the refusal left are not held against the caller.

import type { Violations } from '../openapi/violations.ts';

const graceMs = 250; // real time for a refusal to reach a caller that has other calls under way

export class Throttle {
  readonly #told = new Map<string, { until: number; at: number }>();
  readonly #clock: () => Date;
  readonly #violations: Violations;
  readonly #graceMs: number;
  #all = { until: 0, status: 429 as 403 | 429 };

  constructor(clock: () => Date, violations: Violations, grace = graceMs) {
    this.#graceMs = grace;
    this.#clock = clock;
    this.#violations = violations;
  }

  /** From now on, everyone is refused for so many seconds of the simulated clock. */
  refuseAll(seconds: number, status: 403 | 429 = 429): void {
    this.#all = { until: this.#clock().getTime() + seconds * 1000, status };
  }

  lift(): void {
    this.#all = { until: 0, status: 429 };
    this.#told.clear();
  }

  /** The caller hears `retry-after`: from here on it should be silent. */
  told(caller: string, seconds: number): void {
    const until = this.#clock().getTime() + seconds * 1000;
    const known = this.#told.get(caller);
    const at = known !== undefined && known.until > this.#clock().getTime() ? known.at : performance.now();
    this.#told.set(caller, { until: Math.max(until, known?.until ?? 0), at });
  }

  /** The refusal this call gets, if one is in force. */
  refusal(caller: string, what: string): { seconds: number; status: 403 | 429 } | null {
    const now = this.#clock().getTime();
    const told = this.#told.get(caller);
    if (told !== undefined && told.until > now && performance.now() - told.at > this.#graceMs) {
      this.#violations.add('calledDuringRetryAfter', caller, what);
    }
    const until = Math.max(this.#all.until, told?.until ?? 0);
    if (until <= now) return null;
    return {
      seconds: Math.max(Math.ceil((until - now) / 1000), 1),
      status: this.#all.until > now ? this.#all.status : 403,
    };
  }
}
