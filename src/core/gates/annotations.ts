// Problems as remarks on lines of the commit's files. Plain text: GitHub reads no Markdown there.

import type { Annotation } from '../effect.ts';
import type { Place } from '../faults.ts';
import type { ConfigurationProblem } from '../policy.ts';
import { cut } from '../render/text.ts';
import { plain } from '../sentences.ts';
import type { Judged } from './judged.ts';
import type { Known } from './model.ts';
import { isBlocked, type Row } from './row.ts';
import type { Whole } from './whole.ts';

/** Two requests of fifty. */
const MOST = 100;
/** GitHub takes 255 characters of title and 64 KB of message; ours are far below. */
const TITLE_LENGTH = 200;
const MESSAGE_LENGTH = 2_000;

export function annotationsOf(whole: Whole): readonly Annotation[] {
  const level = whole.mode === 'enforce' ? 'failure' : 'warning';
  const { changed } = whole.setting.facts;
  return whole.projects
    .flatMap((judged) => [
      ...judged.deciding
        .filter((row) => isBlocked(row) && row.place !== null && isAtHead(judged, row.place, changed))
        .flatMap((row) => (row.place === null ? [] : [rowAnnotation(row, row.place, level)])),
      ...noticesOf(judged, changed),
    ])
    .slice(0, MOST);
}

const isChanged = (file: string, changed: Known<readonly string[]>): boolean =>
  changed.kind === 'known' && changed.value.includes(file);

/** Evidence is read at the head; a project file only where the pull request changes it; of anything else, what it changes. */
function isAtHead(
  { evidence, wish, touched }: Judged,
  { file }: Place,
  changed: Known<readonly string[]>,
): boolean {
  if (evidence?.path === file) return evidence.kind !== 'none';
  if ('project' in wish && wish.project.path === file) return touched;
  if (wish.kind === 'broken' && wish.reading.path === file) return touched;
  return isChanged(file, changed);
}

const rowAnnotation = (row: Row, place: Place, level: Annotation['level']): Annotation => ({
  path: place.file,
  line: place.line,
  column: place.column,
  level,
  title: cut(plain(row.title), TITLE_LENGTH),
  message: cut(message(row), MESSAGE_LENGTH),
});

function message(row: Row): string {
  if (row.state === 'unknown') return plain([...row.reason, ' ', ...row.hint]);
  const found = plain(row.found);
  const said = [
    `Needed: ${plain(row.needed)}.`,
    found === '' ? '' : `Found: ${found}.`,
    plain(row.reason),
    plain(row.hint),
  ];
  return said.filter((part) => part !== '').join(' ');
}

/** What is hardly as meant in evidence that this pull request writes. */
function noticesOf({ evidence }: Judged, changed: Known<readonly string[]>): Annotation[] {
  if (evidence?.kind !== 'read' || !isChanged(evidence.path, changed)) return [];
  return evidence.notices.map((notice) => problemAnnotation(notice, 'warning'));
}

/** Of rules that are not in force: only where this pull request changes that very file. */
export const configurationAnnotations = (
  problems: readonly ConfigurationProblem[],
  changed: Known<readonly string[]>,
): readonly Annotation[] =>
  problems
    .filter(({ file }) => isChanged(file, changed))
    .slice(0, MOST)
    .map((problem) => problemAnnotation(problem, 'failure'));

const problemAnnotation = (
  { file, line, column, code, message: said, mend }: ConfigurationProblem,
  level: Annotation['level'],
): Annotation => ({
  path: file,
  line,
  column,
  level,
  title: cut(code, TITLE_LENGTH),
  message: cut(`${said} ${mend}`, MESSAGE_LENGTH),
});
