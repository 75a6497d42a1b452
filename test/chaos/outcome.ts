// What an experiment reports, and small tools they share.

export interface Outcome {
  /** Such as `50 seeds × 212 deliveries`. */
  readonly size: string;
  /** Empty when the claim held. */
  readonly problems: readonly string[];
  readonly figures: Readonly<Record<string, number>>;
}

/** Runs `work` over all items, `lanes` at a time, in order of the items. */
export async function inLanes<T>(
  items: readonly T[],
  lanes: number,
  work: (item: T, lane: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async (number: number): Promise<void> => {
    for (let at = next++; at < items.length; at = next++) await work(items[at] as T, number);
  };
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, (_, number) => lane(number)));
}

export const range = (from: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => from + i);

/** The value that this share of all values does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export const config = (limit: number, mode = 'enforce'): string =>
  `version: 1\nmode: ${mode}\nwip:\n  limit: ${limit}\n`;
