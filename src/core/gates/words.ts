// Every word of the check `clos/stage-gate` beside its rows: what is asked, what holds it up, what to do next.

import type { Text, Verdict, VerdictStatus } from '../verdict.ts';
import type { Judged } from './judged.ts';
import type { Answer } from './outcome.ts';
import { answerOf } from './outcome.ts';
import { remarks } from './remarks.ts';
import { isBlocked, isMissing, isUnclear, isWaiting, type Row } from './row.ts';
import { rowTable, summaryTable } from './tables.ts';
import { count, joined, listed, prose } from './text.ts';
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
  ...named(rows),
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
    because: headingOf(judged),
    table: rowTable(judged.rows, asked),
    children: [],
  };
}

function headingOf({ name, wish, from, to }: Judged): Text {
  const project = { untrusted: name };
  if (wish.kind === 'stays' && to !== null) return ['What ', project, ' still needs for ', { code: to }];
  if (wish.kind !== 'moves' || to === null) return [project];
  if (wish.asked.direction === 'new') return [project, ': new at ', { code: to }];
  return [project, ': ', { code: from }, ' → ', { code: to }];
}

export function nextOf(whole: Whole): Text {
  if (whole.answer === 'met') return metNext(whole);
  const rows = decidingRows(whole);
  const blocked = rows.filter(isBlocked);
  const waiting = rows.filter(isWaiting);
  const parts: Text[] = [];
  if (whole.mode === 'warn') parts.push([{ strong: 'You may merge.' }, ' In enforce mode:']);
  if (blocked.length > 0) parts.push(blockedNext(blocked));
  if (waiting.length > 0) parts.push(waitingNext(waiting));
  const unclear = rows.filter(isUnclear);
  if (unclear.length > 0) parts.push(unclearNext(unclear));
  else if (blocked.length === 0)
    parts.push(['There is nothing for you to mend; this turns green by itself.']);
  return joined(parts, ' ');
}

export const decidingRows = ({ lost, projects, paths }: Whole): Row[] => [
  ...lost,
  ...projects.flatMap(({ deciding }) => deciding),
  ...paths,
];

const MOST_NAMED = 4;

function blockedNext(rows: readonly Row[]): Text {
  const said: Text = [
    { strong: 'Blocked by you:' },
    ' ',
    ...named(rows),
    '. Do as the rows say and push; this check looks again by itself.',
  ];
  const waivable = rows.find((row) => row.waivable && row.state === 'not-met');
  if (!waivable) return said;
  const command = { code: `/clos waive ${waivable.id} until <date> because <reason>` };
  return [
    ...said,
    ' Where a criterion cannot hold yet, a maintainer other than the author may comment ',
    command,
    '.',
  ];
}

const named = (rows: readonly Row[]): Text =>
  listed(
    rows.map(({ title }) => title),
    MOST_NAMED,
  );

function waitingNext(rows: readonly Row[]): Text {
  const hints = rows.flatMap(({ hint }) => (hint.length > 0 ? [hint] : [])).slice(0, MOST_NAMED);
  const heading = rows.every(({ mends }) => mends === 'time')
    ? 'Waiting for time to pass:'
    : 'Waiting for others:';
  return [{ strong: heading }, ' ', ...joined([[...named(rows), '.'], ...hints], ' ')];
}

const unclearNext = (rows: readonly Row[]): Text => [
  { strong: 'Could not be evaluated:' },
  ' ',
  ...named(rows),
  '. The reason stands in its row. Press ',
  { strong: 'Re-run' },
  ' to look again; if it stays like that, tell whoever maintains the rules.',
];

const NOTHING = { strong: 'Nothing to do.' } as const;

function metNext({ projects, mode }: Whole): Text {
  const asking = projects.some(({ wish }) => wish.kind === 'moves');
  if (asking) return ['Merge when you like. The move is recorded with the merge.'];
  const stays = projects.flatMap(({ wish }) => (wish.kind === 'stays' && wish.next !== null ? [wish] : []));
  const [only] = stays;
  if (!only || stays.length > 1) return [NOTHING];
  return [
    NOTHING,
    ' To ask for ',
    { code: only.next ?? '' },
    ', write ',
    { code: `stage: ${only.next}` },
    ' in ',
    { code: only.project.path },
    ', or set the label ',
    { code: 'stage-gate' },
    mode === 'enforce' ? '.' : '; this repository is in warn mode, so nothing is blocked.',
  ];
}
