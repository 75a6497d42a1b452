// A pod kept in memory: GitHub's pull requests, the pod's rows, and a cycle that feeds one to `decide` and applies the
// transitions to the other. It refuses what the database would refuse: a second row, a slot taken twice, a lost release.

import { decide } from '../../../src/core/decide.ts';
import type { Decision } from '../../../src/core/decision.ts';
import type { Facts, PullFacts } from '../../../src/core/facts.ts';
import type { Mode, WipPolicy } from '../../../src/core/policy.ts';
import { askedAt } from '../../../src/core/wip/attempt.ts';
import { byPlace } from '../../../src/core/wip/items.ts';
import type { ItemKey, Lock, PodFacts, QueuedLock, Transition } from '../../../src/core/wip/model.ts';
import { anItem, aPod, aPull, CONFIGURED, theFacts } from './facts.ts';

/** The head of the queue that a decision is given: at least this many rows, and as many as there are free slots. */
const HEAD = 10;

export class PodModel {
  readonly pulls = new Map<number, PullFacts>();
  readonly rows = new Map<number, Lock>();
  /** Every transition ever applied, in order. */
  readonly history: Transition[] = [];
  wip: WipPolicy;
  mode: Mode;
  #seconds = 0;
  #fence = 0;

  constructor(wip: WipPolicy, mode: Mode = 'enforce') {
    this.wip = wip;
    this.mode = mode;
  }

  get now(): string {
    return new Date(Date.parse('2026-11-20T00:00:00Z') + this.#seconds * 1_000).toISOString();
  }

  get held() {
    return this.all('held').sort((a, b) => a.slot - b.slot);
  }

  get waiting(): QueuedLock[] {
    return this.all('queued').sort(byPlace);
  }

  private all<S extends Lock['status']>(status: S) {
    const has = (lock: Lock): lock is Extract<Lock, { status: S }> => lock.status === status;
    return [...this.rows.values()].filter(has);
  }

  /** Opens, changes or touches a pull request, then lets the cycle see it. */
  change(number: number, over: Partial<PullFacts>, asks = false): Decision {
    this.#seconds += 1;
    const old = this.pulls.get(number);
    const pull = { ...(old ?? aPull(number, { createdAt: this.now })), updatedAt: this.now, ...over };
    this.pulls.set(number, pull);
    const row = this.rows.get(number);
    if (row) this.rows.set(number, { ...row, item: { ...row.item, draft: pull.draft } });
    const again = asks ? 'again' : null;
    return this.cycle(pull, askedAt({ asked: old ? again : 'opened', firstSeen: !old, pull, now: this.now }));
  }

  /** Changes the rules, then decides about the pod alone. */
  configure(over: Partial<WipPolicy>): Decision {
    this.#seconds += 1;
    this.wip = { ...this.wip, ...over };
    return this.cycle(null, null);
  }

  facts(pull: PullFacts | null, asked: string | null): Facts {
    return theFacts({
      now: this.now,
      pull,
      askedAt: asked,
      configuration: { ...CONFIGURED, policy: { mode: this.mode, wip: this.wip, pods: [] } },
      pods: [this.pod(pull)],
    });
  }

  private cycle(pull: PullFacts | null, asked: string | null): Decision {
    const decision = decide(this.facts(pull, asked));
    for (const transition of decision.transitions) this.apply(transition);
    return decision;
  }

  pod(pull: PullFacts | null): PodFacts {
    const waiting = this.waiting;
    const lock = pull && this.rows.get(pull.number);
    const index = waiting.findIndex((row) => row.item.pullNumber === pull?.number);
    const free = Math.max(0, this.wip.limit - this.held.length);
    return aPod({
      mode: this.mode,
      wip: this.wip,
      held: this.held,
      queue: waiting.slice(0, Math.max(HEAD, free + 1)),
      queueLength: waiting.length,
      own: lock ? { lock, position: index < 0 ? null : index + 1 } : null,
    });
  }

  private apply(transition: Transition): void {
    const { pullNumber: number } = transition.item;
    const row = this.rows.get(number);
    this.history.push(transition);
    switch (transition.kind) {
      case 'enqueue':
        if (row) throw new Error(`#${number} already has a row`);
        this.rows.set(number, {
          ...this.rowOf(transition.item),
          requestedAt: transition.requestedAt,
          priority: transition.priority,
        });
        return;
      case 'grant':
        if (row?.status === 'held') throw new Error(`#${number} already holds a slot`);
        if (this.held.some((lock) => lock.slot === transition.slot))
          throw new Error(`slot ${transition.slot} is taken`);
        this.#fence += 1;
        this.rows.set(number, {
          ...this.rowOf(transition.item),
          status: 'held',
          slot: transition.slot,
          requestedAt: transition.requestedAt,
          grantedAt: this.now,
          activeAt: this.now,
          warnedAt: null,
          fence: this.#fence,
        });
        return;
      case 'release':
        if (!row) throw new Error(`#${number} has nothing to release`);
        this.rows.delete(number);
        return;
      case 'requeue': {
        const { requestedAt, notBefore } = transition;
        this.rows.set(number, { ...this.rowOf(transition.item), requestedAt, notBefore });
        return;
      }
      case 'expedite':
        if (row) this.rows.set(number, { ...row, priority: 1 });
        return;
      case 'warn':
      case 'touch':
        if (row?.status !== 'held') throw new Error(`#${number} holds no slot`);
    }
  }

  private rowOf({ pullNumber }: ItemKey): QueuedLock {
    const draft = this.pulls.get(pullNumber)?.draft ?? false;
    const item = anItem(pullNumber, { draft });
    return {
      status: 'queued',
      item,
      priority: 0,
      requestedAt: this.now,
      notBefore: null,
      podIds: [7],
      inPods: [7],
    };
  }
}
