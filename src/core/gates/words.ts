// Every word of the check `clos/stage-gate` beside its rows: what is asked, what holds it up, what to do next.

import { count, listed, prose } from '../sentences.ts';
import type { Text, Verdict, VerdictStatus } from '../verdict.ts';
import type { Judged } from './judged.ts';
import type { Answer } from './outcome.ts';
import { answerOf } from './outcome.ts';
import { remarks } from './remarks.ts';
import { isMissing, isUnclear, type Row } from './row.ts';
import { rowTable, summaryTable } from './tables.ts';
import { projectTitle, tally } from './titles.ts';
import type { Whole } from './whole.ts';

const STATUS: Record<Answer, VerdictStatus> = {
  unknown: 'error',
  blocked: 'fail',
  waiting: 'wait',
  met: 'pass',
};

export function verdictOf(whole: Whole): Verdict {
  const { answer, mode } = whole;
  const said = because(whole);
  const warning: Text = ['Warn mode: nothing is blocked. In enforce mode this would say: '];
  const table = summaryTable(whole);
  return {
    rule: 'gates',
    status: STATUS[answer],
    because: mode === 'warn' && answer !== 'met' ? [...warning, ...said] : said,
    ...(table === null ? {} : { table }),
    children: [...sections(whole), ...remarks(whole)],
  };
}

function because({ projects, lost, paths, answer }: Whole): Text {
  if (lost.length > 0) return ['Not everything could be read, and what cannot be evaluated is not green.'];
  const deciding = projects.filter(({ deciding: rows }) => rows.length > 0);
  const badPaths = paths.filter(isMissing);
  const [only] = deciding;
  if (only && deciding.length === 1 && badPaths.length === 0) return aboutOne(only);
  if (deciding.length + badPaths.length > 0) return aboutSeveral(deciding, paths, answer);
  return aboutNone(projects);
}

function aboutOne(judged: Judged): Text {
  const { name, wish, deciding, reason } = judged;
  const answer = answerOf(deciding);
  const project = { untrusted: name };
  if (wish.kind !== 'moves') return [project, ': ', projectTitle(judged), '.'];
  const said: Text = [...asks(judged), { strong: toldTally(judged) }, '.'];
  const why: Text =
    reason !== null && (answer === 'blocked' || answer === 'unknown') ? [' ', prose(reason)] : [];
  return [...said, ...why];
}

function asks({ name, wish, from, to }: Judged): Text {
  const project = { untrusted: name };
  const [left, reached] = [{ code: from }, { code: to ?? '' }];
  if (wish.kind !== 'moves') return [project, ': '];
  switch (wish.asked.direction) {
    case 'forward':
      return [
        project,
        ' asks to leave ',
        left,
        ' for ',
        reached,
        wish.asked.by === 'label' ? ', by its label: ' : ': ',
      ];
    case 'skips':
      return [project, ' asks to go from ', left, ' to ', reached, ' at once, which is refused: '];
    case 'back':
      return [project, ' goes back from ', left, ' to ', reached, ': '];
    case 'new':
      return [project, ' is new here and starts at ', reached, ': '];
  }
}

function toldTally({ deciding }: Judged): string {
  const asked = deciding.filter(({ id }) => id !== 'no-criteria' && id !== 'start');
  return asked.length === 0 ? 'nothing is asked for that' : tally(asked);
}

function aboutSeveral(deciding: readonly Judged[], paths: readonly Row[], answer: Answer): Text {
  if (deciding.length === 0) return aboutPaths(paths.filter(isMissing));
  const rows = [...deciding.flatMap(({ deciding: own }) => own), ...paths];
  const missing = rows.filter(isMissing).length;
  const projects = `${count(deciding.length, 'project')} ${deciding.length === 1 ? 'is' : 'are'} judged${paths.length > 0 ? ', and changed paths' : ''}`;
  if (answer === 'met') return [`${projects}, and everything asked for is met.`];
  return [
    `${projects}: `,
    { strong: `${missing} of ${count(rows.length, 'criterion', 'criteria')} not met` },
    '.',
  ];
}

const aboutPaths = (rows: readonly Row[]): Text => [
  rows.some(isUnclear)
    ? 'Whether these paths may be changed could not be evaluated: '
    : 'No project here is far enough to change ',
  ...listed(
    rows.map(({ title }) => title),
    3,
  ),
  '.',
];

function aboutNone(projects: readonly Judged[]): Text {
  const asked = 'Nothing is asked here: no stage changes. ';
  const [only] = projects;
  if (!only) return [asked, 'No project is concerned by what this pull request changes.'];
  if (projects.length > 1)
    return [asked, `${projects.length} projects are concerned; what each still needs is below.`];
  return [asked, { strong: projectTitle(only) }, '.'];
}

/** Sections shown; a repository of a hundred projects is told by those that matter. */
const MOST = 12;

function sections({ projects, lost, paths }: Whole): Verdict[] {
  const shown = projects.filter(({ rows }) => rows.length > 0).toSorted((a, b) => weight(b) - weight(a));
  const left = shown.length - MOST;
  const more: Verdict[] =
    left > 0
      ? [{ rule: 'gates.more', status: 'info', because: [`And ${left} more projects.`], children: [] }]
      : [];
  return [
    ...general('What could not be read', lost),
    ...shown.slice(0, MOST).map((judged) => section(judged)),
    ...more,
    ...general('Paths that need a stage', paths),
  ];
}

const weight = ({ deciding }: Judged): number =>
  ['met', 'waiting', 'blocked', 'unknown'].indexOf(answerOf(deciding)) * 2 + Math.sign(deciding.length);

const general = (heading: string, rows: readonly Row[]): Verdict[] =>
  rows.length === 0
    ? []
    : [{ rule: 'gates.rows', status: 'info', because: [heading], table: rowTable(rows, true), children: [] }];

function section(judged: Judged): Verdict {
  const asked = judged.deciding.length > 0;
  return {
    rule: 'gates.project',
    status: 'info',
    because: headingOf(judged, judged.rows.some(isMissing)),
    table: rowTable(judged.rows, asked),
    children: [],
  };
}

function headingOf({ name, wish, from, to }: Judged, isMissed: boolean): Text {
  const project = { untrusted: name };
  if (wish.kind === 'stays' && to !== null)
    return isMissed
      ? ['What ', project, ' still needs for ', { code: to }]
      : [project, ' is ready for ', { code: to }];
  if (wish.kind !== 'moves' || to === null) return [project];
  if (wish.asked.direction === 'new') return [project, ': new at ', { code: to }];
  return [project, ': ', { code: from }, ' → ', { code: to }];
}
