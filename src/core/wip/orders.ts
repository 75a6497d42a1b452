// What people may order by hand. Their permission was looked up live before an order exists; what it does is decided like
// everything else, under the pod's lock, and leaves its actor and reason in the audit log.

import type { UserId } from '../ids.ts';
import type { Whereabouts } from '../shown.ts';

/** Who did it. The id is identity, the login is for display. */
export interface Actor {
  readonly id: UserId;
  readonly login: string;
}

export type Order =
  /** Hand back the slot: the item goes to the back of the line of every pod it is in. */
  | { readonly kind: 'release'; readonly actor: Actor; readonly reason: string | null }
  /** Go first in every line, and through a freeze. */
  | { readonly kind: 'expedite'; readonly actor: Actor; readonly reason: string }
  /** Stop the line of the item's pods: nobody is admitted and nobody's check is green, until then or until it is lifted. */
  | { readonly kind: 'freeze'; readonly actor: Actor; readonly reason: string; readonly until: string | null }
  | { readonly kind: 'unfreeze'; readonly actor: Actor; readonly reason: string | null };

/** An exempting label that somebody entitled set; a label alone grants nothing (T-30). */
export interface Entitlement {
  readonly label: string;
  readonly actor: Actor;
}

export interface Freeze {
  readonly reason: string;
  readonly by: string;
  /** Where it was ordered; absent in what was stored before that was kept, and then nobody knows. */
  readonly from?: Whereabouts;
  /** Where this view is shown neither who nor why may be, and both are empty. */
  readonly hidden?: true;
  readonly since: string;
  /** Null: until it is lifted. */
  readonly until: string | null;
}
