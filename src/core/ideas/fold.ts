// When two texts are the same to whoever wrote them: headings and labels, choices and options.
// Both sides are folded, so emphasis, a closing colon or another case in either of them changes nothing.

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

/** What is left of a text when its comments are gone; one that is never closed goes to the end. */
export function withoutComments(text: string): string {
  let left = '';
  for (let at = 0; ; ) {
    const start = text.indexOf('<!--', at);
    if (start === -1) return left + text.slice(at);
    left += text.slice(at, start);
    const end = text.indexOf('-->', start + 4);
    if (end === -1) return left;
    at = end + 3;
  }
}
