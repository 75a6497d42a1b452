// What a command is given: the open world, and a place to print.

import type { Quarantine } from '../ports/quarantine.ts';
import type { Records } from '../ports/records.ts';
import type { Spine } from '../reconcile/spine.ts';

export interface World {
  readonly spine: Spine;
  readonly quarantine: Quarantine;
  readonly records: Records;
}

export interface Io {
  readonly print: (text: string) => void;
  /** A terminal that shows colours, and nobody asked for none (NO_COLOR). */
  readonly colours?: boolean;
  /** Opens the world for one command and closes it afterwards. */
  readonly inWorld: <T>(work: (world: World) => Promise<T>) => Promise<T>;
}
