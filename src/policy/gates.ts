// `.clos/gates.yml`, of an organisation or a repository: stages, the gates between them, and what they may ask about.

import type { GateLayer } from './gate-layer.ts';
import { NO_GATE_LAYER } from './gate-layer.ts';
import type { Placed } from './kind.ts';

export interface GatesFile {
  readonly extends?: string | readonly string[];
}

/** What several files say together, the farthest first: the later one wins, setting by setting. */
export function gateLayerOf(_files: readonly Placed<GatesFile>[]): GateLayer {
  return NO_GATE_LAYER;
}
