// "Did you mean": the known word nearest to one that is not known.

/** Null when nothing is near: at most two edits, and fewer than half of the word. */
export function nearest(word: string, known: readonly string[]): string | null {
  const most = Math.min(2, Math.ceil(word.length / 2) - 1);
  const close = known
    .filter((candidate) => Math.abs(candidate.length - word.length) <= most)
    .map((candidate) => ({ candidate, edits: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ edits }) => edits <= most)
    .toSorted((a, b) => a.edits - b.edits);
  return close[0]?.candidate ?? null;
}

/** Levenshtein, one row at a time: insertions, deletions and replacements from `a` to `b`. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of Array.from(a, (letter, index) => [index, letter] as const)) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      const replaced = (row[j] ?? 0) + (b[j] === letter ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
