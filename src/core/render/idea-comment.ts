// The one comment we keep on an idea. Its first line is a marker that only we look for, and only in comments of our own: it says which
// comment to edit after the outcome of a write was lost.

import type { Answer } from '../commands/answer.ts';
import type { IdeaComment } from '../ideas/comment.ts';
import { tableLines, within } from './lines.ts';
import { renderText } from './text.ts';

/** Of more requests that came together, the last ones. */
const ANSWERS = 5;

/** @param comment null: only the answers. */
export function renderIdeaComment(
  comment: IdeaComment | null,
  answers: readonly Answer[],
  marker: string,
  now: string,
): string {
  const footer = comment
    ? ['This comment is edited when the answer changes. ', { code: '/clos help' }, ' lists the commands.']
    : [{ code: '/clos help' }, ' lists the commands. The next answer replaces this one.'];
  return within(
    [
      marker,
      ...(comment ? body(comment, now) : []),
      ...answers.slice(-ANSWERS).flatMap((one) => said(one, now)),
    ],
    [
      ...(comment ? ['', renderText(comment.next, now)] : []),
      '',
      '---',
      `<sub>${renderText(footer, now)}</sub>`,
    ],
  );
}

function body({ heading, says, tables }: IdeaComment, now: string): string[] {
  return [
    `### ${renderText(heading, now)}`,
    ...says.flatMap((text) => ['', renderText(text, now)]),
    ...tables.flatMap((one) => ['', `**${renderText(one.heading, now)}**`, ...tableLines(one.table, now)]),
  ];
}

function said({ heading, says, table }: Answer, now: string): string[] {
  return [
    '',
    renderText(heading, now),
    ...says.flatMap((text) => ['', renderText(text, now)]),
    ...tableLines(table, now),
  ];
}
