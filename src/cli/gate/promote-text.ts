// The words of `clos gate promote`, for a terminal and for a pull request. A pull request is written on by no file: its branch and title
// are made of names with a fixed alphabet, and what else comes out of files stands in its body as a block of code.

import { counted, type Paint, printable } from '../terminal.ts';
import type { Fate, Promotion, Ready } from './promote.ts';
import { readyOf } from './promote.ts';
import type { ProjectReport, Report } from './report.ts';
import { headLine, problemLines, projectLines } from './text.ts';

export function promoteText(
  { problems, online }: Report,
  all: readonly Promotion[],
  dryRun: boolean,
  paint: Paint,
): string {
  const written = readyOf(all).length;
  const done = dryRun ? 'would be written' : 'written';
  const blocks = [
    ...problems.map((one) => problemLines(one, paint('red', '✗'), paint)),
    ...all.map((one) => blockOf(one, done, paint)),
    [
      written === 0 ? 'Nothing is ready.' : `${counted(written, 'project file')} ${done}.`,
      `Next: ${nextStep(all, dryRun, online)}`,
    ],
  ];
  return blocks.map((lines) => lines.join('\n')).join('\n\n');
}

/** What holds a project back is what `clos gate check` is for; here it is only named. */
function blockOf({ report, fate }: Promotion, done: string, paint: Paint): string[] {
  const isShown = fate.kind === 'ready' || fate.kind === 'by-hand';
  const lines = isShown ? [...projectLines(report, paint), ''] : [headLine(report, paint)];
  return [...lines, fateLine(report, fate, done)];
}

function fateLine({ path }: ProjectReport, fate: Fate, done: string): string {
  switch (fate.kind) {
    case 'ready':
      return `+  stage: ${printable(fate.to)}  ${done} in ${printable(path)}`;
    case 'by-hand':
      return `!  Write \`stage: ${printable(fate.to)}\` yourself: the stage is not written plainly in ${printable(path)}.`;
    case 'held':
      return `=  Not ready: ${fate.by.map(({ title }) => printable(title)).join('; ')}.`;
    case 'no-evidence':
      return '=  Not proposed: no evidence is asked for here, so people decide when to move on.';
    case 'moved':
      return `=  Not proposed: it was in ${printable(fate.from)} at the last commit, and no stage is skipped.`;
    case 'idea':
      return '=  Not proposed: IDEA is left by the score of its idea.';
    case 'last':
      return '=  No stage follows.';
  }
}

function nextStep(all: readonly Promotion[], dryRun: boolean, online: boolean): string {
  const is = (kind: Fate['kind']): boolean => all.some(({ fate }) => fate.kind === kind);
  if (is('ready') && dryRun) return 'run it without `--dry-run`.';
  if (is('ready')) return 'commit it on a branch and open a pull request; clos/stage-gate judges it there.';
  if (is('moved')) return 'commit what moved, and open a pull request.';
  if (is('by-hand')) return 'write the stage, and open a pull request.';
  if (is('held') && !online)
    return '`clos gate check` says what is missing; with `--online` addresses are asked too.';
  return is('held') || all.length === 0 ? '`clos gate check` says what is missing.' : 'nothing.';
}

export interface PullRequestText {
  /** Of the project, as the folder is called that they are written to. */
  readonly project: string;
  readonly path: string;
  readonly branch: string;
  readonly title: string;
  readonly body: string;
}

const PLAIN: Paint = (_colour, text) => text;
const MOST_ROWS = 20;

export function pullRequestOf({ project, path, from, to, rows, ...report }: Ready): PullRequestText {
  const shown = { project, path, from, to, ...report, rows: rows.slice(0, MOST_ROWS) };
  const lines = projectLines(shown, PLAIN).join('\n');
  const more = rows.length > MOST_ROWS ? `\n… ${rows.length} in all` : '';
  const fence = '`'.repeat(Math.max(3, longestRun(lines) + 1));
  const body = [
    `The evidence on the default branch satisfies the gate of \`${from}\`. This asks for \`${to}\` by changing \`stage:\` in \`${path}\`, and nothing else.`,
    `${fence}text\n${lines}${more}\n${fence}`,
    '`✓` is met. `?` is known on GitHub only: the check `clos/stage-gate` of this pull request judges it, as it judges everything above again.',
    'Not yet? Close it: it is not opened again while its branch is there.',
  ];
  return {
    project,
    path,
    branch: `clos/promote-${project}-${to}`,
    title: `Promote ${project} from ${from} to ${to}`,
    body: `${body.join('\n\n')}\n`,
  };
}

const longestRun = (text: string): number =>
  Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
