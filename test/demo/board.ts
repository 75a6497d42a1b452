// The pull requests as the team sees them on GitHub: one line each, and the table of all, with the ideas below.

import type { GitHub } from '../github/simulator.ts';
import type { CheckRun, Pull } from '../github/state/model.ts';
import { fullName } from '../github/state/world.ts';
import { CHECK, GATE, refOf } from './acme.ts';
import { ideasOn, toldIdea } from './ideas.ts';
import { type Colors, pad } from './narrator.ts';

export interface Row {
  readonly repository: string;
  readonly repositoryId: number;
  readonly number: number;
  readonly title: string;
  readonly author: string;
  readonly state: 'open' | 'draft' | 'merged' | 'closed';
  readonly check: CheckRun | null;
}

function stateOf({ state, merged, draft }: Pull): Row['state'] {
  if (merged) return 'merged';
  if (state === 'closed') return 'closed';
  return draft ? 'draft' : 'open';
}

export function checkOn(github: GitHub, name: string, number: number, check = CHECK): CheckRun | null {
  return github.visibleChecks(name, number).find((run) => run.name === check) ?? null;
}

export function rowOf(github: GitHub, name: string, number: number, check = CHECK): Row {
  const pull = github.pull(name, number);
  return {
    repository: name,
    repositoryId: pull.repository.id,
    number,
    title: pull.title,
    author: pull.author.login,
    state: stateOf(pull),
    check: checkOn(github, name, number, check),
  };
}

export const rowsOf = (github: GitHub, check = CHECK): Row[] =>
  [...github.world.repositories.values()].flatMap((repository) =>
    [...repository.pulls.keys()].map((number) => rowOf(github, fullName(repository), number, check)),
  );

/** Those where the gates have something to say. */
export const gatedRowsOf = (github: GitHub): Row[] =>
  rowsOf(github, GATE).filter((row) => row.check !== null && !isOver(row));

/** Green lets it merge, red does not, and anything else is still to come. */
export function symbolOf(check: CheckRun | null, colors: Colors): string {
  if (check?.conclusion === 'success') return colors.green('✓');
  return check?.status === 'completed' ? colors.red('✗') : colors.yellow('…');
}

export const isOver = ({ state }: Row): boolean => state === 'merged' || state === 'closed';

const said = ({ check }: Row): string => check?.output.title ?? 'no check yet';

/** As wide as the longest of the story. */
const REF = 7;
const TITLE = 14;
const AUTHOR = 10;

const authorOf = ({ author }: Row): string => author.replace('[bot]', '');

const names = (row: Row, colors: Colors): string =>
  [
    pad(colors.bold(refOf(row.repository, row.number)), REF),
    pad(row.title, TITLE),
    pad(colors.dim(authorOf(row)), AUTHOR),
  ].join(' ');

/** As a line of the story: what its check says now, or how it ended. */
export function told(row: Row, colors: Colors): string {
  return isOver(row)
    ? `· ${names(row, colors)} ${row.state}`
    : `${symbolOf(row.check, colors)} ${names(row, colors)} ${said(row)}`;
}

function tableRow(row: Row, colors: Colors): string {
  const cells = [
    pad(refOf(row.repository, row.number), REF),
    pad(row.title, TITLE),
    pad(authorOf(row), AUTHOR),
  ];
  const text = `${cells.join(' ')} ${pad(row.state, 6)}`;
  return isOver(row)
    ? colors.dim(`${text} · ${said(row)}`)
    : `${text} ${symbolOf(row.check, colors)} ${said(row)}`;
}

const heading = (): string =>
  `${pad('pull request', REF + TITLE + 1)} ${pad('author', AUTHOR)} ${pad('state', 6)}   ${CHECK}`;

/** What the gates say, in lines of their own: few pull requests have any. */
function gates(github: GitHub, colors: Colors): string[] {
  const rows = gatedRowsOf(github);
  return rows.length === 0 ? [] : [colors.dim(`what ${GATE} says`), ...rows.map((row) => told(row, colors))];
}

function ideas(github: GitHub, colors: Colors): string[] {
  const all = ideasOn(github);
  return all.length === 0
    ? []
    : [colors.dim('what became of ideas'), ...all.map((one) => toldIdea(one, colors))];
}

/** All pull requests and ideas there ever were. */
export const board = (github: GitHub, colors: Colors): string[] => [
  colors.dim(heading()),
  ...rowsOf(github).map((row) => tableRow(row, colors)),
  ...gates(github, colors),
  ...ideas(github, colors),
];

/** The pull requests that are open, and how many are over; and all ideas. */
export function openBoard(github: GitHub, colors: Colors): string[] {
  const rows = rowsOf(github);
  const open = rows.filter((row) => !isOver(row)).map((row) => tableRow(row, colors));
  const over = `and ${rows.length - open.length} that are merged or closed`;
  return [
    colors.dim(heading()),
    ...open,
    colors.dim(over),
    ...gates(github, colors),
    ...ideas(github, colors),
  ];
}
