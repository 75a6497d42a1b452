// As many ideas as one likes, from a seed: each word follows one that it follows in the pairs, so that words are as frequent, and
// stand together, as people use them. One in twelve is a rare one, made up: names, and what only few people talk of. Texts of many
// people have far more of those than the pairs.

import type { IdeaText } from '../../src/core/ideas/similar.ts';
import { pairs } from './pairs.ts';

type Random = () => number;

/** Mulberry32: small, and the same everywhere. */
function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function followers(texts: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const map = new Map<string, string[]>();
  for (const text of texts) {
    const words = text.split(/\s+/);
    for (const [i, word] of words.entries()) {
      const before = words[i - 1] ?? '';
      map.set(before, [...(map.get(before) ?? []), word]);
    }
  }
  return map;
}

const pick = (random: Random, from: readonly string[]): string =>
  from[Math.floor(random() * from.length)] ?? '';

const SYLLABLES =
  'ka lor ten mi sta vel dra po rin quo bex ful gan his jur nep os tri wem zad ich und pra ble'.split(' ');

/** One of some 8,000. */
const rareWord = (random: Random): string =>
  Array.from({ length: 3 }, () => pick(random, SYLLABLES)).join('');

function writer(texts: readonly string[], random: Random): (characters: number) => string {
  const next = followers(texts);
  const all = texts.flatMap((text) => text.split(/\s+/));
  return (characters) => {
    let [text, word] = ['', ''];
    while (text.length < characters) {
      // Now and then another subject, or whole sentences of the pairs would come again and again.
      word = random() < 0.3 ? pick(random, all) : pick(random, next.get(word) ?? all);
      text += `${random() < 1 / 12 ? rareWord(random) : word} `;
    }
    return text.trim();
  };
}

/** Titles of 15 to 60 characters, problems of 300 to 1,500. */
export function manyIdeas(count: number, seed: number): readonly IdeaText[] {
  const random = seeded(seed);
  const texts = pairs().flatMap(({ a, b }) => [a, b]);
  const title = writer(
    texts.map((text) => text.title),
    random,
  );
  const problem = writer(
    texts.map((text) => text.problem),
    random,
  );
  return Array.from({ length: count }, () => ({
    title: title(15 + random() * 45),
    problem: problem(300 + random() * 1_200),
  }));
}
