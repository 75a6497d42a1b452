// In which order jest takes the test files: the longest first, so that no worker is left with a long one while the others have
// nothing to do. Jest's own order goes by the last run's times, which a fresh clone does not have, and else by size, which says
// little of files whose work is done by processes.

import { statSync } from 'node:fs';

/** By what they took on an idle machine; a file that is not named here takes less than ten seconds. */
export const LONGEST = [
  'chaos/f3.test.ts',
  'stories/process.test.ts',
  'demo/demo.test.ts',
  'chaos/f2.test.ts',
  'packaging.test.ts',
  'chaos/limits.test.ts',
  'stories/configuration.test.ts',
  'stories/main-job.test.ts',
  'chaos/f13.test.ts',
  'stories/doctor.test.ts',
  'chaos/polite.test.ts',
  'chaos/f4.test.ts',
  'adapters/embedded-refusals.test.ts',
  'stories/merge-queue.test.ts',
  'stories/deliveries.test.ts',
  'stories/github-trouble.test.ts',
  'stories/commands.test.ts',
  'chaos/pods.test.ts',
  'chaos/f1.test.ts',
  'adapters/embedded.test.ts',
  'policy/fuzz.test.ts',
] as const;

interface Test {
  readonly path: string;
}

/** The place in the list; what is not in it comes after all that is. */
function place({ path }: Test): number {
  const found = LONGEST.findIndex((name) => path.endsWith(`/test/${name}`));
  return found < 0 ? LONGEST.length : found;
}

class LongestFirst {
  sort<T extends Test>(tests: readonly T[]): T[] {
    const sizes = new Map(tests.map((test) => [test, statSync(test.path).size]));
    return tests.toSorted((a, b) => place(a) - place(b) || (sizes.get(b) ?? 0) - (sizes.get(a) ?? 0));
  }

  /** Times of this run are not kept: every run has the same order. */
  cacheResults(): void {}
}

// biome-ignore lint/style/noDefaultExport: what Jest takes is the default export.
export default LongestFirst;
