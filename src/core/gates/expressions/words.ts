// Pieces of sentences about expressions.

/** A word of the source in a message: one line, no back-ticks, not long. */
export function quoted(text: string): string {
  const line = text
    .replaceAll('`', "'")
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .toWellFormed();
  return `\`${line.length > 60 ? `${Array.from(line).slice(0, 59).join('')}…` : line}\``;
}

/** "a, b and 3 more", each quoted. */
export function listed(names: readonly string[], most = 10): string {
  const shown = names.slice(0, most).map(quoted).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
