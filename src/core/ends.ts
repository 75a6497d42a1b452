// Takes characters off the ends of a text. Invariant: linear in the text, whatever it holds. A pattern such as `/[.]+$/` is not:
// it starts anew at each of the characters and walks to the end of their run, which took a minute for a comment of 64 KB.

/** Without the run of these characters at the end. */
export function withoutEnd(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

/** Without the runs of these characters at the start and at the end. */
export function withoutEnds(text: string, characters: string): string {
  let start = 0;
  while (start < text.length && characters.includes(text.charAt(start))) start += 1;
  return withoutEnd(text.slice(start), characters);
}
