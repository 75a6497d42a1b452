// All rows of one case: what its move asks by itself (order, reason, a first approval), and what the gate of the stage asks.

import type { Place } from '../faults.ts';
import type { ConfigurationProblem } from '../policy.ts';
import { joined, prose } from '../sentences.ts';
import { nearest } from '../suggest.ts';
import { approvalRows, type Endorsement, endorsementOf, forkRow } from './approvals.ts';
import { FREE_STAGES } from './ask.ts';
import { type Case, gateOf } from './case.ts';
import { criterionRows } from './criteria.ts';
import { ideaRows } from './idea-row.ts';
import type { ApprovalRule, Asked, Gate, Project, StageRules } from './model.ts';
import { freshnessRow, soakRow, subjectRow } from './moments.ts';
import { type Row, rowOf } from './row.ts';
import { waived } from './waivers.ts';

/** `base` is the project before the move. */
export function rowsOfMove(subject: Case, asked: Asked, base: Project | null): Row[] {
  const all = endorsementOf(subject);
  switch (asked.direction) {
    case 'forward':
      return [...gateRows(subject, all), ...forkRows(subject, all)];
    case 'skips':
      return [orderRow(subject, asked), ...gateRows(subject, all), ...forkRows(subject, all)];
    case 'back':
      return [reasonRow(subject, base)];
    case 'new':
      return newRows(subject, asked, all);
  }
}

/** What the gate of the stage asks; also told where nobody asks to leave it. */
export function gateRows(subject: Case, all: Endorsement = endorsementOf(subject)): Row[] {
  const gate = gateOf(subject.rules, subject.from);
  const declared = gate === null ? [] : rowsOfGate(subject, gate, all);
  const rows = [...ideaRows(subject), ...declared];
  const evidence = declared.length > 0 ? evidenceRows(subject) : [];
  const told = rows.length === 0 ? [nothingAsked(subject)] : [];
  return [...told, ...evidence, ...waived(subject, rows)];
}

/** Where the gate asks for approvals anyway, they are as good. */
function forkRows(subject: Case, all: Endorsement): Row[] {
  const approvals = gateOf(subject.rules, subject.from)?.approvals ?? [];
  const isAsked = approvals.some(({ count }) => count > 0);
  return subject.pull?.fork === true && !isAsked ? [forkRow(subject, all)] : [];
}

function rowsOfGate(subject: Case, gate: Gate, all: Endorsement): Row[] {
  const { criteria, freshSeconds, soakSeconds, approvals } = gate;
  const path = subject.rules.evidence.subject;
  const usesEvidence = criteria.length > 0 || freshSeconds !== null;
  return [
    ...criterionRows(subject, criteria, all),
    ...(freshSeconds === null ? [] : [freshnessRow(subject, freshSeconds)]),
    ...(path === null || !usesEvidence ? [] : [subjectRow(subject, path)]),
    ...approvalRows(subject, approvals, all),
    ...(soakSeconds === null ? [] : [soakRow(subject, soakSeconds)]),
  ];
}

/** A stage without a gate asks for nothing, and its row says so. */
const nothingAsked = ({ from }: Case): Row =>
  rowOf({
    id: 'no-criteria',
    title: ['No criteria'],
    state: 'met',
    needed: ['nothing'],
    found: [
      ...(from === 'IDEA'
        ? [
            'IDEA is left by the score of its idea, and this project names none. It would with ',
            { code: 'idea: <number of the issue>' },
          ]
        : ['no criteria are declared for leaving ', { code: from }]),
    ],
  });

export function evidenceRows({ evidence }: Pick<Case, 'evidence'>): Row[] {
  if (evidence?.kind !== 'broken') return [];
  return evidence.problems
    .slice(0, MOST_PROBLEMS)
    .map((problem) => problemRow('evidence', 'Evidence file', problem));
}

const MOST_PROBLEMS = 10;

export const problemRow = (id: string, title: string, problem: ConfigurationProblem): Row =>
  rowOf({
    id,
    title: [title],
    state: 'unknown',
    needed: ['a file that can be read'],
    found: [{ code: `${problem.file}:${problem.line}:${problem.column}` }],
    reason: [prose(problem.message)],
    hint: [prose(problem.mend)],
    place: { file: problem.file, line: problem.line, column: problem.column },
  });

function orderRow({ rules, project }: Case, { from, to }: Asked): Row {
  const { stages } = rules;
  const passed = stages.slice(stages.indexOf(from) + 1, stages.indexOf(to));
  const first = passed[0] ?? to;
  return rowOf({
    id: 'order',
    title: ['One stage at a time'],
    state: 'not-met',
    needed: [{ code: first }],
    found: [{ code: to }],
    reason: ['This skips ', ...joined(passed.map((stage) => [{ code: stage }])), '.'],
    hint: ['Write ', { code: `stage: ${first}` }, '.'],
    place: project.at.stage,
  });
}

/** The reason of an earlier move, still standing there, says nothing about this one. */
function reasonRow({ project }: Case, base: Project | null): Row {
  const given = project.reason?.trim() ?? '';
  const old = given !== '' && given === base?.reason?.trim();
  return rowOf({
    id: 'reason',
    title: ['A reason'],
    state: given === '' || old ? 'not-met' : 'met',
    needed: [{ code: 'reason:' }, ' in the project file'],
    found: given === '' ? ['none'] : [{ untrusted: given }],
    reason: old
      ? ['This is still the reason of an earlier move.']
      : given === ''
        ? [base === null ? 'Starting at a later stage needs a reason.' : 'Going back needs a reason.']
        : [],
    hint:
      given === '' || old ? ['Write ', { code: 'reason: <why>' }, ' next to ', { code: 'stage:' }, '.'] : [],
    place: given === '' ? project.at.stage : project.at.reason,
  });
}

/**
 * What the gates before a stage ask of people, and one approval at least: whoever deletes a project and declares it again further on
 * must not get past the people its gates name.
 */
function passedOver({ stages, gates }: StageRules, to: string): readonly ApprovalRule[] {
  const before = stages.slice(0, stages.indexOf(to));
  const asked = gates
    .filter(({ stage }) => before.includes(stage))
    .flatMap(({ approvals }) => approvals.filter(({ count }) => count > 0));
  const different = new Map(asked.map((rule) => [`${rule.count} ${rule.teams.toSorted()}`, rule]));
  return different.size === 0 ? [{ count: 1, teams: [] }] : [...different.values()];
}

function newRows(subject: Case, { to }: Asked, all: Endorsement): Row[] {
  const { stages } = subject.rules;
  const early = stages.slice(0, FREE_STAGES);
  if (!early.includes(to))
    return [reasonRow(subject, null), ...approvalRows(subject, passedOver(subject.rules, to), all)];
  const found = [{ code: to }];
  const needed = joined(
    early.map((stage) => [{ code: stage }]),
    ' or ',
  );
  return [rowOf({ id: 'start', title: ['Where a new project starts'], state: 'met', needed, found })];
}

export function undeclaredRow(stage: string, stages: readonly string[], place: Place): Row {
  const near = nearest(stage, stages);
  return rowOf({
    id: 'stage',
    title: ['A declared stage'],
    state: 'not-met',
    needed: joined(stages.map((each) => [{ code: each }])),
    found: [{ untrusted: stage }],
    reason: ['There is no such stage.'],
    hint: near === null ? ['Write one of the declared stages.'] : ['Did you mean ', { code: near }, '?'],
    place,
  });
}
