// What `clos gate check` found, as plain data: what text, JSON and SARIF are made of, and what the exit code says.
// Invariant: `met` only where every project can be judged and every row is met or waived.

import type { GateRow } from '../../core/gates/decision.ts';
import type { Gate, Project } from '../../core/gates/model.ts';
import { judgeProject } from '../../core/gates/project.ts';
import type { ConfigurationProblem } from '../../core/policy.ts';
import type { Web } from '../../ports/web.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { misspelt } from '../strays.ts';
import { answersFor, type Case, treeAtHead } from './ask.ts';
import { evidenceOf, type Loaded } from './load.ts';

export type Verdict = 'met' | 'not-met' | 'unknown';

export interface ProjectReport {
  readonly project: string;
  readonly name: string;
  readonly path: string;
  readonly from: string;
  /** Null at the last stage. */
  readonly to: string | null;
  readonly verdict: Verdict;
  /** Said of the whole gate where it does not open. */
  readonly reason: string | null;
  readonly rows: readonly GateRow[];
}

export interface Report {
  readonly verdict: Verdict;
  /** Whether addresses were asked. */
  readonly online: boolean;
  readonly projects: readonly ProjectReport[];
  /** Why something could not be judged. */
  readonly problems: readonly ConfigurationProblem[];
  readonly notices: readonly ConfigurationProblem[];
}

export interface Wish {
  /** All of them when absent. */
  readonly project?: string;
  /** The next one when absent. */
  readonly stage?: string;
}

const CODES: Readonly<Record<Verdict, ExitCode>> = {
  met: EXIT.done,
  'not-met': EXIT.failed,
  unknown: EXIT.unknown,
};

export const exitCodeOf = ({ verdict }: Report): ExitCode => CODES[verdict];

export interface World {
  /** Null: addresses are not asked. */
  readonly web: Web | null;
  readonly now: string;
}

export async function reportOn(
  loaded: Loaded,
  projects: readonly Project[],
  wish: Wish,
  world: World,
): Promise<Report> {
  const { rules } = loaded;
  const broken = loaded.projects.flatMap((one) =>
    one.kind === 'broken' && (wish.project ?? one.slug) === one.slug ? one.problems : [],
  );
  const evidence = loaded.projects.flatMap((one) => (one.kind === 'project' ? [one.project.evidence] : []));
  const beside = [...loaded.notices, ...misspelt(loaded.tree, evidence)];
  const elsewhere = loaded.elsewhere === null ? [] : [loaded.elsewhere];
  const unread = [...loaded.problems, ...elsewhere, ...broken];
  if (rules === null) return reported([], unread, beside, world);
  const judged = await Promise.all(
    projects.map(async (project) => {
      const evidence = evidenceOf(loaded, project.evidence);
      const subject: Case = { project, evidence, rules, now: world.now };
      return { report: await judge(loaded, subject, wish.stage, world), evidence };
    }),
  );
  const notices = judged.flatMap(({ evidence }) => (evidence.kind === 'read' ? evidence.notices : []));
  const damaged = judged.flatMap(({ evidence }) => (evidence.kind === 'broken' ? evidence.problems : []));
  return reported(
    judged.map(({ report }) => report),
    [...unread, ...damaged],
    [...beside, ...notices],
    world,
  );
}

function reported(
  projects: readonly ProjectReport[],
  problems: readonly ConfigurationProblem[],
  notices: readonly ConfigurationProblem[],
  { web }: World,
): Report {
  const verdicts = projects.map(({ verdict }) => verdict);
  const verdict = worst(problems.length > 0 ? [...verdicts, 'unknown'] : verdicts);
  return {
    verdict,
    online: web !== null,
    projects,
    problems: distinct(problems),
    notices: distinct(notices),
  };
}

/** Several projects may share a file. */
function distinct(problems: readonly ConfigurationProblem[]): readonly ConfigurationProblem[] {
  return [...new Map(problems.map((one) => [JSON.stringify(one), one])).values()];
}

/** What is known to be missing can be mended now, so it is told before what is not known. */
const worst = (verdicts: readonly Verdict[]): Verdict =>
  (['not-met', 'unknown'] as const).find((one) => verdicts.includes(one)) ?? 'met';

export async function judge(
  { root }: Loaded,
  subject: Case,
  to: string | undefined,
  { web, now }: World,
): Promise<ProjectReport> {
  const { project, evidence, rules } = subject;
  const answers = await answersFor(subject, web);
  const known = { answers, subject: treeAtHead(root.folder, rules.evidence.subject) };
  const rows = judgeProject({ project, evidence, rules, now, known, ...(to === undefined ? {} : { to }) });
  const verdict = worst(rows.map(({ state }) => (state === 'waived' ? 'met' : state)));
  const gate = rules.gates.find(({ stage }) => stage === project.stage);
  return {
    project: project.slug,
    name: project.name,
    path: project.path,
    from: project.stage,
    to: to ?? rules.stages[rules.stages.indexOf(project.stage) + 1] ?? null,
    verdict,
    reason: gate !== undefined && isClosed(gate, rows) ? gate.reason : null,
    rows,
  };
}

/** Going back, or skipping a stage, says nothing of the gate itself. */
const isClosed = ({ criteria }: Gate, rows: readonly GateRow[]): boolean =>
  rows.some(({ state, criterion }) => state === 'not-met' && criteria.some(({ id }) => id === criterion));
