// When two texts are the same to whoever wrote them: headings and labels, choices and options.
// Both sides are folded, so emphasis, a closing colon or another case in either of them changes nothing.

import { withoutComments } from './html.ts';

const DECORATION = /[*_~`\\]|\p{Cf}|\ufe0f/gu;

/** Words, without how they are emphasised: for what somebody may have typed again. */
export const foldedWords = (text: string): string =>
  text.normalize('NFKC').replace(DECORATION, '').toLowerCase().replace(/\s+/g, ' ').trim();

/** Of a heading, or of the label that GitHub makes one of. */
export function foldedHeading(text: string): string {
  const words = foldedWords(withoutComments(text));
  let end = words.length;
  // GitHub writes the label `C #` as `### C #`, and Markdown reads that as `C`.
  while (end > 0 && ' :#'.includes(words.charAt(end - 1))) end -= 1;
  return words.slice(0, end);
}
