// The judgement of stage gates in short, as the one comment we keep about it on a pull request. Its first line is a marker that only
// we look for, and only in comments of our own: it says which comment to edit after the outcome of a write was lost.

import type { GateComment } from '../gates/decision.ts';
import { tableLines, within } from './lines.ts';
import { renderText } from './text.ts';

export function renderGateComment(comment: GateComment, marker: string, now: string): string {
  const { heading, says, table, next } = comment;
  const paragraphs = says.flatMap((text) => ['', renderText(text, now)]);
  const footer = renderText(['This comment is edited when the answer changes.'], now);
  return within(
    [marker, `### ${renderText(heading, now)}`, ...paragraphs, ...tableLines(table, now)],
    ['', renderText(next, now), '', '---', `<sub>${footer}</sub>`],
  );
}
