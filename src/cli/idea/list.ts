// Ideas that are kept, as a list: for a terminal, a program or a spreadsheet.

import { STATUSES } from '../../core/ideas/model.ts';
import type { ListedIdea } from '../../ports/idea-ledger.ts';
import { csvRow } from '../csv.ts';
import { jsonText } from '../json.ts';
import { columns, counted, type Paint, printable } from '../terminal.ts';
import { brief } from '../words.ts';

export type ListFormat = 'text' | 'json' | 'csv';

const COLUMNS = [
  'repository',
  'number',
  'title',
  'status',
  'score',
  'band',
  'version',
  'project',
  'gone',
  'url',
  'changedAt',
] as const;

export function listed(ideas: readonly ListedIdea[], format: ListFormat, paint: Paint): string {
  const sorted = ideas.toSorted((a, b) => rank(a) - rank(b) || b.score - a.score);
  switch (format) {
    case 'json':
      return jsonText(sorted);
    case 'csv':
      return [csvRow(COLUMNS), ...sorted.map((idea) => csvRow(COLUMNS.map((name) => idea[name])))].join('\n');
    case 'text':
      return listText(sorted, paint);
  }
}

/** What waits for people to decide comes first, what rests last. */
const ORDER = ['APPROVED', 'EVALUATING', 'PENDING', 'PROMOTED', 'ARCHIVED'] satisfies ListedIdea['status'][];

const rank = ({ status }: ListedIdea): number => ORDER.indexOf(status);

const COLOURS = { approved: 'green', review: 'yellow', 'needs-work': 'red' } as const;

function listText(ideas: readonly ListedIdea[], paint: Paint): string {
  if (ideas.length === 0) return 'No ideas.';
  const rows = ideas.map((idea) => [
    printable(`${idea.repository}#${idea.number}`),
    idea.status,
    paint(COLOURS[idea.band], idea.score.toFixed(1)),
    `${brief(idea.title)}${told(idea, paint)}`,
  ]);
  const counts = STATUSES.map((status) => [status, ideas.filter((one) => one.status === status).length]);
  const parts = counts.filter(([, count]) => count !== 0).map(([status, count]) => `${count} ${status}`);
  return [...columns(rows), '', `${counted(ideas.length, 'idea')}: ${parts.join(', ')}.`].join('\n');
}

function told({ project, gone }: ListedIdea, paint: Paint): string {
  if (project !== null) return paint('dim', `  project ${printable(project)}`);
  return gone ? paint('dim', '  its issue is gone') : '';
}
