// The options that a form declares, found again in what stands in an issue: by their words, or by their parts between commas.

import { foldedWords } from '../../core/ideas/fold.ts';

export interface Options {
  readonly all: readonly string[];
  readonly byWords: Alike;
  readonly byParts: Alike;
  /** How many parts options have, each number once. */
  readonly partCounts: readonly number[];
}

/** The option as the form spells it; null where two read the same. */
type Alike = ReadonlyMap<string, string | null>;

export function optionsOf(all: readonly string[]): Options {
  const byParts = alike(all, (option) => partsOf(option).join(','));
  return {
    all,
    byWords: alike(all, foldedWords),
    byParts,
    partCounts: [...new Set(Array.from(byParts.keys(), (key) => key.split(',').length))],
  };
}

function alike(all: readonly string[], key: (option: string) => string): Alike {
  const found = new Map<string, string | null>();
  for (const option of all) found.set(key(option), found.has(key(option)) ? null : option);
  return found;
}

/** Null: none, or not clear which. */
export function optionFor(text: string, { all, byWords }: Options): string | null {
  const trimmed = text.trim();
  return all.includes(trimmed) ? trimmed : (byWords.get(foldedWords(trimmed)) ?? null);
}

/** What stands between commas. */
export const partsOf = (text: string): readonly string[] =>
  foldedWords(text)
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
