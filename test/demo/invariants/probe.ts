// What every probe of an invariant is, and how it says what is wrong.

import type { Limits } from '../acme.ts';
import type { Stage } from '../stage.ts';

/** Returns what was looked at; throws what is wrong. */
export type Probe = (stage: Stage, limits: Limits) => Promise<string> | string;

export function refute(problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(problems.join('; '));
}
