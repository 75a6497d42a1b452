// What a pod's rules make of an item: its type, its weight, and whether it needs a slot at all. Labels and titles are words of
// people: they sort work into limits, and never grant anything by themselves.

import type { PullFacts } from '../facts.ts';
import type { ItemType, WipPolicy } from '../policy.ts';
import type { Exemption, Item } from './model.ts';
import type { Entitlement } from './orders.ts';

/** Conventional commits (https://www.conventionalcommits.org), and the words teams use beside them. */
const TITLES: Readonly<Record<string, ItemType>> = {
  feat: 'FEATURE',
  feature: 'FEATURE',
  fix: 'BUG',
  bug: 'BUG',
  bugfix: 'BUG',
  hotfix: 'BUG',
  spike: 'INVESTIGATION',
  investigate: 'INVESTIGATION',
  research: 'INVESTIGATION',
  deploy: 'DEPLOYMENT',
  release: 'DEPLOYMENT',
};

/** Never what every object inherits: a label may be called `constructor` (T-77). */
const own = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

const PREFIX = /^([a-z]{1,20})(?:\([^()]{0,100}\))?!?:/i;

/** Null for what neither a label nor the title tells: then only the pod's whole limit counts it. */
export function typeOf(item: Pick<Item, 'labels' | 'title'>, wip: WipPolicy): ItemType | null {
  for (const label of item.labels) {
    const type = own(wip.types, label.toLowerCase());
    if (type !== undefined) return type;
  }
  const prefix = PREFIX.exec(item.title)?.[1]?.toLowerCase() ?? '';
  return own(TITLES, prefix) ?? null;
}

/** How many slots it counts. Never more than there are, so that the heaviest item fits an empty pod. */
export function weightOf(item: Pick<Item, 'labels'>, wip: WipPolicy): number {
  const weights = item.labels.map((label) => own(wip.weights, label.toLowerCase()) ?? 1);
  return Math.min(Math.max(1, ...weights), Math.max(1, wip.limit));
}

/** Why the pull request needs no slot; null when it needs one. */
export function exemption(
  pull: Pick<PullFacts, 'authorId' | 'labels'>,
  { exempt }: WipPolicy,
  entitled: readonly Entitlement[],
): Exemption | null {
  if (pull.authorId !== null && exempt.authors.some(({ id }) => id === pull.authorId))
    return { kind: 'author' };
  for (const label of pull.labels) {
    const name = label.toLowerCase();
    const grant = exempt.labels.includes(name) && entitled.find((one) => one.label.toLowerCase() === name);
    if (grant) return { kind: 'label', label, by: grant.actor.login };
  }
  return null;
}
