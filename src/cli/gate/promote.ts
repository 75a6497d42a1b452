// Which projects of a working tree may ask for their next stage, and the new text of their files. Proposing is no judgement: what only
// GitHub knows is left to the check of the pull request. Invariant: evidence that does not hold, or could not be judged, proposes nothing.

import { gateOf, vocabularyOf } from '../../core/gates/case.ts';
import type { GateRow } from '../../core/gates/decision.ts';
import { compileCached } from '../../core/gates/expressions/cache.ts';
import type { StageRules } from '../../core/gates/model.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { textAtHead } from './ask.ts';
import type { Loaded } from './load.ts';
import type { ProjectReport, Report } from './report.ts';
import { stageIn, withStage } from './stage-text.ts';

export type Fate =
  | { readonly kind: 'ready'; readonly to: string; readonly text: string }
  /** Ready, but its file is written in a way that has to be changed by hand. */
  | { readonly kind: 'by-hand'; readonly to: string }
  | { readonly kind: 'held'; readonly by: readonly GateRow[] }
  /** Its gate asks for no evidence, so none can satisfy it. */
  | { readonly kind: 'no-evidence' }
  /** Since the last commit: one more stage would be skipped by the pull request. */
  | { readonly kind: 'moved'; readonly from: string }
  /** Left by the score of its idea. */
  | { readonly kind: 'idea' }
  | { readonly kind: 'last' };

export interface Promotion {
  readonly report: ProjectReport;
  readonly fate: Fate;
}

export type Ready = ProjectReport & { readonly to: string; readonly text: string };

export const promotionsOf = (loaded: Loaded, { projects }: Report): readonly Promotion[] =>
  projects.map((report) => ({ report, fate: fateOf(loaded, report) }));

export const readyOf = (all: readonly Promotion[]): readonly Ready[] =>
  all.flatMap(({ report, fate }) =>
    fate.kind === 'ready' ? [{ ...report, to: fate.to, text: fate.text }] : [],
  );

export function promotionExit({ problems }: Report, all: readonly Promotion[]): ExitCode {
  if (readyOf(all).length > 0) return EXIT.done;
  const unclear = ({ fate }: Promotion): boolean =>
    fate.kind === 'held' && fate.by.every(({ state }) => state === 'unknown');
  return problems.length > 0 || all.some(unclear) ? EXIT.unknown : EXIT.nothing;
}

function fateOf({ rules, tree, root }: Loaded, { from, to, rows, path }: ProjectReport): Fate {
  const committed = stageIn(path, textAtHead(root.folder, path) ?? '');
  if (committed !== null && committed !== from) return { kind: 'moved', from: committed };
  if (from === 'IDEA') return { kind: 'idea' };
  if (to === null || rules === null) return { kind: 'last' };
  const by = rows.filter((row) => holdsBack(rules, row));
  if (by.length > 0) return { kind: 'held', by };
  if (!rows.some((row) => row.state === 'met' && isAboutEvidence(rules, row))) return { kind: 'no-evidence' };
  const before = tree.find((file) => file.path === path)?.text ?? null;
  const text = before === null ? null : withStage(path, before, to);
  return text === null ? { kind: 'by-hand', to } : { kind: 'ready', to, text };
}

function holdsBack(rules: StageRules, row: GateRow): boolean {
  if (row.state === 'not-met') return true;
  return row.state === 'unknown' && (isAboutEvidence(rules, row) || !isForGitHub(rules, row));
}

/** Rows that gates ask by themselves. A criterion may have such a name too; then both count as the stricter of the two. */
const ABOUT_EVIDENCE = ['evidence', 'freshness', 'subject'];
const FOR_GITHUB = /^(?:soak|approvals(?:-\d+)?)$/;

const isAboutEvidence = (rules: StageRules, row: GateRow): boolean =>
  ABOUT_EVIDENCE.includes(row.criterion) || asksForEvidence(rules, row) === true;

/** A criterion that asks for evidence too is not: nobody can tell here which of the two is missing. */
const isForGitHub = (rules: StageRules, row: GateRow): boolean =>
  FOR_GITHUB.test(row.criterion) || asksForEvidence(rules, row) === false;

/** Null: it is no criterion, or one that cannot be understood. */
function asksForEvidence(rules: StageRules, { from, criterion: id }: GateRow): boolean | null {
  const criterion = gateOf(rules, from)?.criteria.find((one) => one.id === id);
  if (criterion === undefined) return null;
  const compiled = compileCached(criterion.expression, vocabularyOf(rules));
  if (!compiled.ok) return null;
  const { contexts } = compiled.expression;
  return contexts.has('evidence') || contexts.has('answers');
}
