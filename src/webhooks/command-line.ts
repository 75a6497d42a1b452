// A comment's first line, as its reader sees it, when it is a command.
// Invariants: nothing that GitHub shows as a quote, as code or not at all is ever a command (T-29), and the work is bounded
// however long the comment is.

import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';

/** In UTF-16 units. Only this much is read as Markdown: a command and its reason are far shorter. */
export const HEAD = 1_000;

/** Four spaces would make it code. Most comments end here and cost nothing. */
const STARTS_LIKE_ONE = /^ {0,3}\/clos(?:[\s\p{Z}\p{Cf}]|$)/iu;

/** Null when the comment does not start with a command. */
export function commandLine(comment: string): string | null {
  if (!STARTS_LIKE_ONE.test(comment)) return null;
  const head = comment.slice(0, HEAD);
  const [first] = fromMarkdown(head).children;
  // Underlined by its second line (`---`) it is a heading to Markdown, and a command to whoever wrote it.
  if (first?.type !== 'paragraph' && first?.type !== 'heading') return null;
  const [line = ''] = without(head, hiddenIn(first)).split(/[\r\n]/, 1);
  return line.trim();
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** HTML, comments included, and images: shown as something else than they say, or not at all. */
function hiddenIn(node: Nodes): Range[] {
  if (node.type === 'html' || node.type === 'image' || node.type === 'imageReference') {
    return [{ start: node.position?.start.offset ?? 0, end: node.position?.end.offset ?? 0 }];
  }
  return 'children' in node ? node.children.flatMap(hiddenIn) : [];
}

/** Line breaks stay: what is hidden over several lines does not pull the next line up. */
function without(text: string, ranges: readonly Range[]): string {
  return ranges.reduce(
    (left, { start, end }) =>
      left.slice(0, start) + left.slice(start, end).replace(/[^\r\n]/g, ' ') + left.slice(end),
    text,
  );
}
