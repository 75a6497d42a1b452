// Which of two looks at a pull request is the later one. GitHub's times have whole seconds, so two different states can carry
// the same time: then nobody can tell, and GitHub has to be asked.

import type { PullFacts } from './facts.ts';

export type Freshness = 'newer' | 'same' | 'older' | 'ambiguous';

function comparable(facts: PullFacts): string {
  const { labels, ...rest } = facts;
  return JSON.stringify([...Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)), [...labels].sort()]);
}

const samePull = (a: PullFacts, b: PullFacts): boolean => comparable(a) === comparable(b);

/** How `seen` stands to `stored`. */
export function freshness(stored: PullFacts | null, seen: PullFacts): Freshness {
  if (stored === null) return 'newer';
  const order = Date.parse(seen.updatedAt) - Date.parse(stored.updatedAt);
  if (order !== 0) return order > 0 ? 'newer' : 'older';
  return samePull(stored, seen) ? 'same' : 'ambiguous';
}

/** The newest of several looks, or null when two of the newest second contradict each other. */
export function newest(looks: readonly PullFacts[]): PullFacts | null {
  let best: PullFacts | null = null;
  let contradicted = false;
  for (const look of looks) {
    const order = freshness(best, look);
    if (order === 'newer') contradicted = false;
    if (order === 'ambiguous') contradicted = true;
    if (order !== 'older') best = look;
  }
  return contradicted ? null : best;
}
