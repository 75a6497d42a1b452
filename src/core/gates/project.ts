// One project against the gate of the stage it is to leave, without a pull request: what the command line asks, offline.

import type { UserId } from '../ids.ts';
import type { GateRow } from './decision.ts';
import type {
  Answered,
  Approval,
  CheckState,
  EvidenceReading,
  Known,
  Project,
  Review,
  StageRules,
  Waiver,
} from './model.ts';

/** What has to be asked of the world; everything left out is unknown, because the command line is offline. */
export interface Knowledge {
  readonly changed: Known<readonly string[]>;
  readonly checks: Known<readonly CheckState[]>;
  readonly reviews: Known<readonly Review[]>;
  readonly teams: Readonly<Record<string, Known<readonly UserId[]>>>;
  readonly approvals: readonly Approval[];
  readonly waivers: readonly Waiver[];
  /** Since when the project is in its stage; null: not seen yet. */
  readonly since: Known<string | null>;
  /** The tree that `evidence.subject` names; null: there is none. */
  readonly subject: Known<string | null>;
  readonly answers: Readonly<Record<string, Answered>>;
}

export interface ProjectInput {
  readonly project: Project;
  readonly evidence: EvidenceReading;
  readonly rules: StageRules;
  /** The stage it is to reach; absent: the one after its own. */
  readonly to?: string;
  readonly now: string;
  readonly known?: Partial<Knowledge>;
}

/** One row for each thing the gate asks; the first may say that there is no such stage, or no next one. */
export function judgeProject(_input: ProjectInput): readonly GateRow[] {
  return [];
}
