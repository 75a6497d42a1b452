// One project against one gate: everything its rows may ask about. What was not read is unknown with a reason, never empty.

import type { PullFacts } from '../facts.ts';
import type { Vocabulary } from './expressions/compile.ts';
import type { EvidenceReading, Gate, GateFacts, Known, Project, StageRules } from './model.ts';

/** What has to be asked of the world. */
export interface Knowledge
  extends Pick<
    GateFacts,
    'changed' | 'checks' | 'reviews' | 'teams' | 'approvals' | 'barred' | 'waivers' | 'ideas' | 'answers'
  > {
  /** Since when the project is in its stage; null: not seen yet. */
  readonly since: Known<string | null>;
  /** The tree that `evidence.subject` names; null: there is none. */
  readonly subject: Known<string | null>;
}

export interface Case {
  readonly project: Project;
  /** Undefined when nobody read it: then nothing can be judged by it. */
  readonly evidence: EvidenceReading | undefined;
  /** The stage being left; empty for a new project. */
  readonly from: string;
  readonly to: string | null;
  readonly rules: StageRules;
  readonly vocabulary: Vocabulary;
  readonly known: Knowledge;
  /** Null on the command line. */
  readonly pull: { readonly facts: PullFacts; readonly fork: boolean } | null;
  readonly now: string;
}

export const vocabularyOf = ({ evidence, checks }: StageRules): Vocabulary => ({
  evidence: evidence.schema,
  checks: checks.map(({ key }) => key),
});

export const gateOf = (rules: StageRules, stage: string): Gate | null =>
  rules.gates.find((gate) => gate.stage === stage) ?? null;

/** Null for the last stage and for one that is not declared. */
export function stageAfter(stages: readonly string[], stage: string): string | null {
  const index = stages.indexOf(stage);
  return index < 0 ? null : (stages[index + 1] ?? null);
}
