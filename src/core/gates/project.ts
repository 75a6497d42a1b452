// One project against the gate of the stage it is to leave, without a pull request: what the command line asks, offline.
// The rows are those that a check would show, so that both give the same answer.

import { wishOf } from './ask.ts';
import { type Case, type Knowledge, stageAfter, vocabularyOf } from './case.ts';
import type { GateRow } from './decision.ts';
import { gateRows, rowsOfMove, undeclaredRow } from './gate.ts';
import type { EvidenceReading, Known, Project, StageRules } from './model.ts';
import { flat, type Row } from './row.ts';

export interface ProjectInput {
  /** Its `stage` is the one to leave. */
  readonly project: Project;
  readonly evidence: EvidenceReading;
  readonly rules: StageRules;
  /** The stage it is to reach; absent: the one after its own. */
  readonly to?: string;
  readonly now: string;
  /** What is left out is unknown, because nobody was asked. */
  readonly known?: Partial<Knowledge>;
}

const OFFLINE: Known<never> = { kind: 'unknown', because: 'GitHub is not asked offline' };

const NOTHING_KNOWN: Knowledge = {
  changed: OFFLINE,
  checks: OFFLINE,
  reviews: OFFLINE,
  teams: {},
  approvals: [],
  waivers: [],
  since: OFFLINE,
  subject: OFFLINE,
  answers: {},
};

/** One row for each thing that is asked; none at the last stage, where nothing follows. */
export function judgeProject(input: ProjectInput): readonly GateRow[] {
  const { project, rules } = input;
  const to = input.to ?? stageAfter(rules.stages, project.stage);
  const about = { project: project.slug, from: project.stage, to, asked: input.to !== undefined };
  return rowsOf(input, to).map((row) => flat(row, about));
}

function rowsOf(input: ProjectInput, to: string | null): readonly Row[] {
  const { project, rules } = input;
  const subject = caseOf(input, to);
  if (!rules.stages.includes(project.stage))
    return [undeclaredRow(project.stage, rules.stages, project.at.stage)];
  if (to === null) return [];
  if (to === project.stage) return gateRows(subject);
  const wanted = { ...project, stage: to };
  const after = { kind: 'project', project: wanted } as const;
  const wish = wishOf({ slug: project.slug, base: project, after, touched: true }, rules.stages, false);
  if (wish.kind !== 'moves') return [undeclaredRow(to, rules.stages, project.at.stage)];
  // Without the file at the base, its own reason is the one of this move.
  return rowsOfMove(subject, wish.asked, { ...project, reason: null });
}

const caseOf = (input: ProjectInput, to: string | null): Case => ({
  project: input.project,
  evidence: input.evidence,
  from: input.project.stage,
  to,
  rules: input.rules,
  vocabulary: vocabularyOf(input.rules),
  known: { ...NOTHING_KNOWN, ...input.known },
  pull: null,
  now: input.now,
});
