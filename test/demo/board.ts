// The pull requests as the team sees them on GitHub: one line each, and the table of all.

import type { GitHub } from '../github/simulator.ts';
import type { CheckRun, Pull } from '../github/state/model.ts';
import { fullName } from '../github/state/world.ts';
import { type Colors, pad } from './narrator.ts';

export const CHECK = 'clos/wip';

export interface Row {
  readonly repository: string;
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

export function rowOf(github: GitHub, name: string, number: number): Row {
  const pull = github.pull(name, number);
  const check = github.visibleChecks(name, number).find((run) => run.name === CHECK) ?? null;
  const { title, author } = pull;
  return { repository: name, number, title, author: author.login, state: stateOf(pull), check };
}

export const rowsOf = (github: GitHub): Row[] =>
  [...github.world.repositories.values()].flatMap((repository) =>
    [...repository.pulls.keys()].map((number) => rowOf(github, fullName(repository), number)),
  );

/** Green lets it merge, red does not, and anything else is still to come. */
function symbol({ check }: Row, colors: Colors): string {
  if (check?.conclusion === 'success') return colors.green('✓');
  return check?.status === 'completed' ? colors.red('✗') : colors.yellow('…');
}

export const isOver = ({ state }: Row): boolean => state === 'merged' || state === 'closed';

const said = ({ check }: Row): string => check?.output.title ?? 'no check yet';

/** As a line of the story: what its check says now, or how it ended. */
export function told(row: Row, colors: Colors): string {
  const who = `${pad(colors.bold(`#${row.number}`), 4)} ${pad(row.title, 20)} ${pad(colors.dim(row.author), 6)}`;
  return isOver(row) ? `· ${who} ${row.state}` : `${symbol(row, colors)} ${who} ${said(row)}`;
}

function tableRow(row: Row, colors: Colors): string {
  const mark = isOver(row) ? '·' : symbol(row, colors);
  const cells = [pad(`#${row.number}`, 4), pad(row.title, 20), pad(row.author, 6), pad(row.state, 7)];
  const text = `${cells.join(' ')}  ${mark} ${said(row)}`;
  return isOver(row) ? colors.dim(text) : text;
}

export function board(github: GitHub, colors: Colors): string[] {
  const heading = `${pad('pull request', 25)} ${pad('author', 6)} ${pad('state', 7)}  ${CHECK}`;
  return [colors.dim(heading), ...rowsOf(github).map((row) => tableRow(row, colors))];
}
