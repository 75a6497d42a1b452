// A decision is data: print it, diff it, store it, replay it. Nothing in it has happened yet.

import type { DesiredCheck } from './effect.ts';
import type { PodChange, Transition } from './wip/model.ts';

/** One line for the append-only audit log. `actor` is a login, or `clos` when nobody asked. */
export interface AuditEntry {
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly before: unknown;
  readonly after: unknown;
}

export interface Decision {
  readonly transitions: readonly Transition[];
  readonly podChanges: readonly PodChange[];
  readonly checks: readonly DesiredCheck[];
  readonly audit: readonly AuditEntry[];
  /** Pods whose waiting items may now read differently (a position moved, a holder changed). Refreshed later, together. */
  readonly refreshPods: readonly number[];
  /** The loaded head of a line held nobody who fits, and more wait behind it: decide again with the whole line. */
  readonly wantsWholeLine: boolean;
}
