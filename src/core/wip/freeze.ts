// When a pod's line is stopped, and for whom.

import type { PodView, Standing } from './model.ts';
import type { Freeze } from './orders.ts';

/** Null once it has ended by itself. */
export const freezeAt = (freeze: Freeze | null, now: string): Freeze | null =>
  freeze !== null && (freeze.until === null || Date.parse(freeze.until) > Date.parse(now)) ? freeze : null;

/** An expedited item passes a freeze: it may be what mends the reason for it. */
export const isStopped = (pod: PodView, place: Standing): boolean =>
  pod.freeze !== null && place.kind !== 'exempt' && !('expedited' in place && place.expedited);
