// Globs of repository names and paths: `*` stands for any run of characters within a segment, `**` for any run of segments,
// `?` for one character; everything else is itself. Matched by hand because both sides may be hostile: a regular expression
// made of a glob with many stars backtracks for ages, this takes at most length of glob × length of text steps.

/** A glob that ends in `/` means everything below. */
export function matchesGlob(glob: string, text: string): boolean {
  const parts = (glob.endsWith('/') ? `${glob}**` : glob).split('/');
  return wild(parts, text.split('/'), '**', matchesSegment);
}

/** Names of repositories: GitHub does not tell them apart by case. */
export const matchesName = (glob: string, name: string): boolean =>
  matchesSegment(glob.toLowerCase(), name.toLowerCase());

const matchesSegment = (glob: string, text: string): boolean =>
  wild([...glob], [...text], '*', (sign, letter) => sign === '?' || sign === letter);

/** Going back to the newest `many` only is enough: whatever an older one could take, the newer one can take as well. */
function wild(
  pattern: readonly string[],
  items: readonly string[],
  many: string,
  one: (sign: string, item: string) => boolean,
): boolean {
  let [at, next, star, taken] = [0, 0, -1, 0];
  for (let item = items[next]; item !== undefined; item = items[next]) {
    const sign = pattern[at];
    if (sign === many) {
      star = at;
      taken = next;
      at += 1;
    } else if (sign !== undefined && one(sign, item)) {
      at += 1;
      next += 1;
    } else if (star >= 0) {
      at = star + 1;
      taken += 1;
      next = taken;
    } else return false;
  }
  return pattern.slice(at).every((sign) => sign === many);
}
