// The history of a pod, out of its rows: a lock is kept after its release, with the instants of both. Checked over all of it:
// never more holders than slots, never one slot given twice at once, never a fence given twice.

export interface LockRow {
  readonly repository: number;
  readonly number: number;
  readonly status: 'held' | 'queued' | 'released';
  readonly slot: number | null;
  readonly fence: number | null;
  /** Seconds since 1970, to the millisecond. */
  readonly granted: number | null;
  readonly released: number | null;
}

interface Turn {
  readonly at: number;
  readonly by: 1 | -1;
  readonly slot: number;
}

function turns(locks: readonly LockRow[]): Turn[] {
  const all = locks.flatMap(({ granted, released, slot }): Turn[] => {
    if (granted === null) return [];
    const taken: Turn = { at: granted, by: 1, slot: slot ?? 0 };
    return released === null ? [taken] : [taken, { at: released, by: -1, slot: slot ?? 0 }];
  });
  // At one millisecond what is given back comes before what is taken: one transaction does both, in that order.
  return all.sort((a, b) => a.at - b.at || a.by - b.by);
}

/** The locks of one pod whose limit never changed. */
export function historyProblems(locks: readonly LockRow[], limit: number): string[] {
  const problems: string[] = [];
  const slots = new Map<number, number>();
  let holders = 0;
  for (const { by, slot, at } of turns(locks)) {
    holders += by;
    slots.set(slot, (slots.get(slot) ?? 0) + by);
    const when = new Date(at * 1000).toISOString();
    if (by === 1 && holders > limit) problems.push(`${holders} held ${limit} slots at ${when}`);
    if (by === 1 && (slots.get(slot) ?? 0) > 1) problems.push(`slot ${slot} was held twice at ${when}`);
  }
  const fences = locks.flatMap(({ fence }) => fence ?? []);
  if (new Set(fences).size !== fences.length) problems.push('a fencing token was given twice');
  return problems;
}
