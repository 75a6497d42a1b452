// What a command is given: the open world, and a place to print.

import type { IdeaLedger } from '../ports/idea-ledger.ts';
import type { Quarantine } from '../ports/quarantine.ts';
import type { Records } from '../ports/records.ts';
import type { Web } from '../ports/web.ts';
import type { Spine } from '../reconcile/spine.ts';

export interface World {
  readonly spine: Spine;
  readonly quarantine: Quarantine;
  readonly records: Records;
  readonly ideas: IdeaLedger;
}

/** What commands that need neither database nor GitHub work with. */
export interface Here {
  /** The folder they were called in. */
  readonly folder: string;
  /** ISO 8601, in UTC. */
  readonly now: () => string;
  readonly web: Web;
}

export interface Io {
  readonly print: (text: string) => void;
  readonly here: Here;
  /** A terminal that shows colours, and nobody asked for none (NO_COLOR). */
  readonly colours?: boolean;
  /** All that is piped in; not given where nothing can be. */
  readonly input?: () => Uint8Array;
  /** Opens the world for one command and closes it afterwards. */
  readonly inWorld: <T>(work: (world: World) => Promise<T>) => Promise<T>;
}
