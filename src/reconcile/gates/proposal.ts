// A commit that is not in force yet may change `gates.yml`: what would be wrong with it, and what would change after merge. It
// decides nothing, because gates are read on default branches (T-1).

import type { ProposedFile } from '../../core/render/proposal.ts';
import { type GateLayer, NO_GATE_LAYER } from '../../policy/gate-layer.ts';
import { gateChanges } from '../../policy/gates-changes.ts';
import { resolveGates } from '../../policy/gates-resolve.ts';
import type { StoredLayer } from '../../ports/configurations.ts';

/** `organization`: null in its own repository, where the file is the organisation's. Pure. */
export function proposedGates(
  path: string,
  organization: StoredLayer<GateLayer> | null,
  now: StoredLayer<GateLayer> | null,
  then: StoredLayer<GateLayer>,
): ProposedFile {
  const rules = (layer: StoredLayer<GateLayer> | null) => {
    const value = layer?.value ?? NO_GATE_LAYER;
    return organization === null
      ? resolveGates(value, NO_GATE_LAYER)
      : resolveGates(organization.value ?? NO_GATE_LAYER, value);
  };
  const [before, after] = [rules(now), rules(then)];
  // What is wrong with the two together is told in a file that this commit may not hold.
  const problems = [...then.problems, ...after.problems, ...after.notices];
  return {
    path,
    deleted: then.source === 'default',
    problems,
    notices: then.notices,
    changes: after.rules === null ? [] : gateChanges(before.rules, after.rules),
  };
}
