// Answers as the one comment we keep on a pull request. Its first line is a marker that only we look for, and only in comments
// of our own: it says which comment to edit after the outcome of a write was lost.

import type { Answer } from '../commands/answer.ts';
import type { CommentSlot } from '../effect.ts';
import type { InstallationId } from '../ids.ts';
import type { ItemKey } from '../wip/model.ts';
import { tableLines, within } from './lines.ts';
import { renderText } from './text.ts';

/** Requests that came together are answered together; of more, the last ones. */
const ANSWERS = 5;

/** Ends where the numbers end, so that no marker begins another. */
export const commentMarker = (slot: CommentSlot, installation: InstallationId, item: ItemKey): string =>
  `<!-- clos:${slot}:${installation}:${item.repositoryId}:${item.pullNumber} -->`;

export function renderReply(answers: readonly Answer[], marker: string, now: string): string {
  const parts = answers.slice(-ANSWERS).map((one) => lines(one, now));
  const help = renderText(
    [{ code: '/clos help' }, ' lists the commands. The next answer replaces this one.'],
    now,
  );
  return within([marker, ...parts.flatMap((part) => ['', ...part])], ['', '---', `<sub>${help}</sub>`]);
}

function lines({ heading, says, table }: Answer, now: string): string[] {
  const paragraphs = says.flatMap((text) => ['', renderText(text, now)]);
  return [renderText(heading, now), ...paragraphs, ...tableLines(table, now)];
}
