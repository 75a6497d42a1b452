// Rows as tables: each project's own, and the short one above them that sets what the author can mend apart from what waits.

import { joined, listed } from '../sentences.ts';
import type { Table, Text } from '../verdict.ts';
import type { Judged } from './judged.ts';
import { isBlocked, isMissing, isUnclear, isWaiting, type Row } from './row.ts';
import type { Whole } from './whole.ts';

/** Rows shown of one table; what is left out is counted. */
const MOST = 50;

const COLUMNS = ['Result', 'Criterion', 'Needed', 'Found', 'Why, and what to do'];

/** What blocks comes first. */
export function rowTable(rows: readonly Row[], asked: boolean): Table {
  const sorted = rows.toSorted((a, b) => rank(a) - rank(b));
  const cells = sorted.slice(0, MOST).map((row): readonly Text[] => [
    [resultOf(row, asked)],
    criterionCell(row),
    row.needed,
    row.found,
    joined(
      [row.reason, row.hint].filter((part) => part.length > 0),
      ' ',
    ),
  ]);
  const left = rows.length - MOST;
  return {
    columns: COLUMNS,
    rows: left > 0 ? [...cells, ['…', `and ${left} more`, '', '', ''].map(cell)] : cells,
  };
}

const cell = (text: string): Text => (text === '' ? [] : [text]);

const rank = (row: Row): number => {
  if (isMissing(row)) return row.state === 'unknown' ? 0 : isBlocked(row) ? 1 : 2;
  return row.state === 'waived' ? 3 : 4;
};

export function resultOf(row: Row, asked: boolean): string {
  switch (row.state) {
    case 'met':
      return '✅ met';
    case 'waived':
      return '☑️ waived';
    case 'unknown':
      return asked ? '🛑 could not evaluate' : '🛑 not known';
    case 'not-met':
      return asked ? (isBlocked(row) ? '❌ blocked by you' : waitingFor(row)) : '⬜ not yet';
  }
}

const waitingFor = ({ mends }: Row): string =>
  mends === 'time' ? '⏳ waiting for its time' : '⏳ waiting for others';

/** What can be waived is named as the command wants it. */
const criterionCell = (row: Row): Text =>
  row.waivable && isMissing(row) && row.title[0] !== row.id
    ? [...row.title, ' (', { code: row.id }, ')']
    : row.title;

const SUMMARY = ['Project', 'Asks for', 'Blocked by you', 'Waiting for others'];
const UNCLEAR = 'Could not be evaluated';

/** Null where nothing is asked and nothing is wrong. */
export function summaryTable({ projects, paths, lost }: Whole): Table | null {
  const asking = projects.filter(({ wish, deciding }) => wish.kind === 'moves' || deciding.length > 0);
  const other = [...lost, ...paths];
  if (asking.length + other.length === 0) return null;
  const unclear = [...asking.flatMap(({ deciding }) => deciding), ...other].some(isUnclear);
  const sides = (rows: readonly Row[]): Text[] => [
    named(rows.filter(isBlocked)),
    named(rows.filter(isWaiting)),
    ...(unclear ? [named(rows.filter(isUnclear))] : []),
  ];
  const rows = asking
    .slice(0, MOST)
    .map((judged): readonly Text[] => [
      [{ untrusted: judged.name }],
      asksFor(judged),
      ...sides(judged.deciding),
    ]);
  const more: Text[][] = asking.length > MOST ? [[[`and ${asking.length - MOST} more`]]] : [];
  const rest: Text[][] =
    other.length > 0
      ? [[['this pull request'], [lost.length > 0 ? 'not known' : 'its paths'], ...sides(other)]]
      : [];
  return { columns: unclear ? [...SUMMARY, UNCLEAR] : SUMMARY, rows: [...rows, ...more, ...rest] };
}

export function asksFor({ wish, from, to }: Judged): Text {
  if (wish.kind === 'no-stage') return [{ untrusted: wish.project.stage }];
  if (wish.kind === 'broken') return ['not known'];
  if (wish.kind !== 'moves' || to === null) return ['nothing'];
  return wish.asked.direction === 'new' ? ['new at ', { code: to }] : [{ code: from }, ' → ', { code: to }];
}

const MOST_NAMED = 6;

const named = (rows: readonly Row[]): Text =>
  rows.length === 0
    ? ['nothing']
    : listed(
        rows.map(({ title }) => title),
        MOST_NAMED,
      );
