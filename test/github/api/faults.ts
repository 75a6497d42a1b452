// What may go wrong with an API call, by plan or by seeded chance: an error before anything happened, a write that happened
// and whose answer was lost, a call that hangs, a rate limit that suddenly holds.

import type { CallId } from '../openapi/used.ts';
import type { Random } from '../state/random.ts';

export type Fault = {
  readonly status?: number; // answer with this; without it the connection is cut
  readonly apply?: boolean; // the operation happens all the same; default false
  readonly retryAfter?: number; // seconds, with 403 or 429
  readonly hangMs?: number; // real milliseconds before the answer or the cut
};

export type FaultedCall = {
  operation: CallId;
  method: string;
  path: string;
  installationId: number | null;
};
export type Planned = Fault & { readonly times?: number };

/** Probabilities from 0 to 1. */
export type ApiTrouble = {
  error: number; // 502 before anything happened
  lostAnswer: number; // the operation happens, the connection is cut
  badGateway: number; // the operation happens, the answer is 502
  hang: number; // nothing happens for `hangMs`, then the connection is cut
  hangMs: number; // real milliseconds
  throttled: number; // 429 with `retryAfterSeconds`
  retryAfterSeconds: number;
};

const noApiTrouble: ApiTrouble = {
  error: 0,
  lostAnswer: 0,
  badGateway: 0,
  hang: 0,
  hangMs: 200,
  throttled: 0,
  retryAfterSeconds: 1,
};

type Rule = { matches: (call: FaultedCall) => boolean; fault: Fault; left: number };

/** What somebody does just before a call is answered and just after, once: an answer may be of a moment that is over when it arrives. */
export type Meanwhile = { readonly before?: () => void; readonly after?: () => void };

export class Faults {
  trouble: ApiTrouble = { ...noApiTrouble };
  #rules: Rule[] = [];
  readonly #meanwhile = new Map<CallId, Meanwhile>();
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  when(matches: (call: FaultedCall) => boolean, { times = 1, ...fault }: Planned): void {
    this.#rules.push({ matches, fault, left: times });
  }

  around(operation: CallId, meanwhile: Meanwhile): void {
    this.#meanwhile.set(operation, meanwhile);
  }

  takeMeanwhile(operation: CallId): Meanwhile {
    const found = this.#meanwhile.get(operation) ?? {};
    this.#meanwhile.delete(operation);
    return found;
  }

  clear(): void {
    this.#rules = [];
    this.#meanwhile.clear();
    this.trouble = { ...noApiTrouble };
  }

  next(call: FaultedCall): Fault | null {
    const rule = this.#rules.find((one) => one.left > 0 && one.matches(call));
    if (rule === undefined) return this.#byChance();
    rule.left -= 1;
    return rule.fault;
  }

  #byChance(): Fault | null {
    const { trouble } = this;
    const random = this.#random;
    if (random.chance(trouble.error)) return { status: 502 };
    if (random.chance(trouble.lostAnswer)) return { apply: true };
    if (random.chance(trouble.badGateway)) return { apply: true, status: 502 };
    if (random.chance(trouble.hang)) return { hangMs: trouble.hangMs };
    return random.chance(trouble.throttled) ? { status: 429, retryAfter: trouble.retryAfterSeconds } : null;
  }
}
