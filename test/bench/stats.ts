// Small statistics: medians and percentiles over raw samples; nothing is assumed about how they are spread.

/** The value below which `share` of the samples lie (nearest rank). NaN when there are none. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export const median = (samples: readonly number[]): number => percentile(samples, 0.5);
