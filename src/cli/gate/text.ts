// A report as text for a terminal: what is missing first, what to do next last.

import type { GateRow } from '../../core/gates/decision.ts';
import type { ConfigurationProblem } from '../../core/policy.ts';
import { columns, counted, type Paint, printable } from '../terminal.ts';
import type { ProjectReport, Report } from './report.ts';

const ORDER: readonly GateRow['state'][] = ['not-met', 'unknown', 'waived', 'met'];

const LOOKS = {
  'not-met': { mark: '✗', colour: 'red' },
  unknown: { mark: '?', colour: 'yellow' },
  waived: { mark: '~', colour: 'cyan' },
  met: { mark: '✓', colour: 'green' },
} as const;

export const markOf = (state: GateRow['state'], paint: Paint): string =>
  paint(LOOKS[state].colour, LOOKS[state].mark);

export const placeText = ({ file, line, column }: { file: string; line: number; column: number }): string =>
  `${printable(file)}:${line}:${column}`;

export function reportText(report: Report, paint: Paint): string {
  const { problems, projects, notices } = report;
  const blocks = [
    ...problems.map((one) => problemLines(one, paint('red', '✗'), paint)),
    ...projects.map((one) => projectLines(one, paint)),
    ...notices.map((one) => problemLines(one, paint('yellow', '!'), paint)),
    endLines(report),
  ];
  return blocks.map((lines) => lines.join('\n')).join('\n\n');
}

export function problemLines(problem: ConfigurationProblem, mark: string, paint: Paint): string[] {
  return [
    `${mark} ${placeText(problem)}  ${paint('dim', problem.code)}`,
    `  ${printable(problem.message)}`,
    `  → ${printable(problem.mend)}`,
  ];
}

export function headLine({ name, path, from, to }: ProjectReport, paint: Paint): string {
  const way = to === null || to === from ? from : `${from} → ${to}`;
  return `${paint('bold', `${printable(name)}  ${printable(way)}`)}  ${paint('dim', printable(path))}`;
}

export function projectLines(report: ProjectReport, paint: Paint): string[] {
  const { reason, rows } = report;
  const head = headLine(report, paint);
  if (rows.length === 0) return [head, '  No stage follows.'];
  const sorted = ORDER.flatMap((state) => rows.filter((row) => row.state === state));
  const summary = reason === null ? [] : [printable(reason)];
  return [head, ...summary, '', ...rowLines(sorted, paint)];
}

function rowLines(rows: readonly GateRow[], paint: Paint): string[] {
  const heads = columns(
    rows.map((row) => [
      markOf(row.state, paint),
      printable(row.title),
      foundText(row),
      row.place === null || row.state === 'met' ? '' : paint('dim', placeText(row.place)),
    ]),
  );
  return rows.flatMap((row, index) => [heads[index] ?? '', ...whyLines(row)]);
}

/** What could not be asked was not found to be anything; its reason says why. */
function foundText({ state, found }: GateRow): string {
  if (state === 'unknown' || found === '') return '';
  return state === 'met' ? printable(found) : `found: ${printable(found)}`;
}

/** What is met needs no words. */
function whyLines({ state, reason, hint }: GateRow): string[] {
  if (state === 'met') return [];
  const lines = [
    ...(reason === null ? [] : [printable(reason)]),
    ...(hint === null ? [] : [`→ ${printable(hint)}`]),
  ];
  return lines.map((line) => `   ${line}`);
}

function endLines(report: Report): string[] {
  const rows = report.projects.flatMap(({ rows: all }) => all);
  const count = (state: GateRow['state']): number => rows.filter((row) => row.state === state).length;
  const told = [
    ...(report.problems.length > 0 ? [counted(report.problems.length, 'problem')] : []),
    ...(count('not-met') > 0 ? [`${count('not-met')} not met`] : []),
    ...(count('unknown') > 0 ? [`${count('unknown')} could not be evaluated`] : []),
    ...(count('waived') > 0 ? [`${count('waived')} waived`] : []),
    ...(rows.length > 0 ? [`${count('met')} met`] : []),
  ];
  return [`${told.join(', ')}.`, `Next: ${nextStep(report)}`];
}

function nextStep({ verdict, problems, projects, online }: Report): string {
  if (problems.length > 0) return 'mend the problems above; `clos validate` shows all of them.';
  if (verdict === 'not-met') return 'mend what is marked ✗, then run `clos gate check` again.';
  if (verdict === 'unknown')
    return online
      ? 'open a pull request: checks and reviews are asked on GitHub only.'
      : '`clos gate check --online` asks addresses; checks and reviews are asked on GitHub only.';
  const ready = projects.find(({ to }) => to !== null);
  if (ready === undefined) return 'nothing; there is no later stage.';
  return `write \`stage: ${printable(ready.to ?? '')}\` in ${printable(ready.path)} and open a pull request.`;
}
