// From `gates.yml` files to the rules that hold: defaults, organisation, repository, setting by setting; what the organisation
// locked stays its own. Which stages, checks and evidence there are is known only here, so names are looked up here and
// expressions are compiled here, each problem told where somebody can mend it. Pure: the files were read before.

import { compile } from '../core/gates/expressions/compile.ts';
import type { Gate, StageRules } from '../core/gates/model.ts';
import type { ConfigurationProblem } from '../core/policy.ts';
import type { GateLayer, WrittenGate } from './gate-layer.ts';
import { type Compile, expressionProblems } from './gates-expressions.ts';
import { type GateLayers, held, heldGates } from './gates-held.ts';
import { lockedNotices, locksInVain, permitted } from './gates-locks.ts';
import { stageProblems } from './gates-stages.ts';
import { LIMITS } from './limits.ts';
import { inOrder } from './problem.ts';

export interface ResolvedGates {
  /** Null when there is a problem: what cannot be read whole judges nothing. */
  readonly rules: StageRules | null;
  /** Why there are no rules. */
  readonly problems: readonly ConfigurationProblem[];
  /** What a repository's file says in vain, such as a setting the organisation locked; the rest of it holds. */
  readonly notices: readonly ConfigurationProblem[];
}

/** An organisation's file by itself: `resolveGates(layer, NO_GATE_LAYER)`. */
export function resolveGates(
  organization: GateLayer,
  own: GateLayer,
  compiled: Compile = compile,
): ResolvedGates {
  const layers = [organization.settings, permitted(organization, own)];
  const problems = [...stageProblems(layers, organization.locked), ...expressionProblems(layers, compiled)];
  return {
    rules: problems.length === 0 ? rulesOf(layers) : null,
    problems: inOrder(problems, LIMITS),
    notices: inOrder([...lockedNotices(organization, own), ...locksInVain(own)], LIMITS),
  };
}

function rulesOf(layers: GateLayers): StageRules {
  const stages = held(layers, 'stages').value;
  const gates = heldGates(layers);
  return {
    mode: held(layers, 'mode').value,
    branches: held(layers, 'branches').value,
    stages,
    gates: stages.flatMap((stage) => gates.filter(({ value }) => value.stage === stage)).map(plain),
    requires: held(layers, 'requires').value,
    checks: held(layers, 'checks').value,
    evidence: {
      schema: held(layers, 'evidence.schema').value,
      subject: held(layers, 'evidence.subject').value,
    },
    longestWaiverSeconds: held(layers, 'waivers.longest').value,
  };
}

const plain = ({ value: { criteria, ...gate } }: { readonly value: WrittenGate }): Gate => ({
  ...gate,
  criteria: criteria.map(({ runs, ...criterion }) => criterion),
});
