// How much room a pod has left while a decision fills it: by slots and weights, by type, by author.

import type { PodRules } from '../policy.ts';
import type { Item, ItemKey, Obstacle, PodFacts } from './model.ts';
import type { Freeze } from './orders.ts';
import { typeOf, weightOf } from './traits.ts';

/** One author's key: by id where GitHub knows one, since logins change hands (T-11). */
const authorKey = (item: Item): string =>
  item.authorId === null ? `@${item.authorLogin}` : `${item.authorId}`;

const count = (map: Map<string, number>, key: string): void => {
  map.set(key, (map.get(key) ?? 0) + 1);
};

export class Room {
  readonly id: number;
  readonly rules: PodRules | null;
  freeze: Freeze | null;
  /** Somebody in line did not fit by weight: nobody behind is admitted in this decision. */
  closed = false;
  #used = 0;
  readonly #slots = new Set<number>();
  readonly #types = new Map<string, number>();
  readonly #authors = new Map<string, number>();

  constructor(pod: PodFacts, gone: (item: ItemKey) => boolean, freeze: Freeze | null) {
    this.id = pod.id;
    this.rules = pod.rules;
    this.freeze = freeze;
    for (const lock of pod.held) if (!gone(lock.item)) this.#take(lock.item, lock.slot);
  }

  get free(): number {
    return this.rules === null ? 0 : Math.max(0, this.rules.wip.limit - this.#used);
  }

  obstacle(item: Item, expedited: boolean): Obstacle | null {
    if (this.rules === null) return { kind: 'unknown-rules' };
    if (this.freeze !== null && !expedited) return { kind: 'frozen' };
    const { wip } = this.rules;
    const type = typeOf(item, wip);
    const limit = type === null ? undefined : wip.perType[type];
    if (type !== null && limit !== undefined && (this.#types.get(type) ?? 0) >= limit)
      return { kind: 'type', type, limit };
    if (wip.perAuthor !== null && (this.#authors.get(authorKey(item)) ?? 0) >= wip.perAuthor)
      return { kind: 'author', limit: wip.perAuthor };
    const weight = weightOf(item, wip);
    if (weight > this.free) return { kind: 'full', weight };
    return this.closed ? { kind: 'behind-heavy' } : null;
  }

  /** Takes the lowest free slot and returns it. Never above the limit: as many holders as slots weigh at least as much. */
  admit(item: Item): number {
    let slot = 1;
    while (this.#slots.has(slot)) slot += 1;
    this.#take(item, slot);
    return slot;
  }

  #take(item: Item, slot: number): void {
    this.#slots.add(slot);
    if (this.rules === null) return;
    this.#used += weightOf(item, this.rules.wip);
    count(this.#types, typeOf(item, this.rules.wip) ?? '');
    count(this.#authors, authorKey(item));
  }
}
