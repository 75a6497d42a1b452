// Pairs of ideas, written by hand, that are the same wish or only look like it; and how well a measure tells these apart.
// The others of a pair are hard on purpose: the same part of a product, words or form of title, and another wish.

import { readdirSync, readFileSync } from 'node:fs';
import type { IdeaText } from '../../src/core/ideas/similar.ts';

const FOLDER = new URL('pairs/', import.meta.url);

export interface Pair {
  readonly a: IdeaText;
  readonly b: IdeaText;
  readonly duplicate: boolean;
}

export const pairs = (): readonly Pair[] =>
  readdirSync(FOLDER)
    .toSorted()
    .flatMap((file) => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as readonly Pair[]);

export interface Judged {
  readonly duplicate: boolean;
  readonly similarity: number;
}

export interface Quality {
  readonly threshold: number;
  /** Of those that were named, how many are duplicates. NaN: nothing was named. */
  readonly precision: number;
  /** Of the duplicates, how many were named. */
  readonly recall: number;
}

export function qualityAt(judged: readonly Judged[], threshold: number): Quality {
  const named = judged.filter(({ similarity }) => similarity >= threshold);
  const right = named.filter(({ duplicate }) => duplicate).length;
  const all = judged.filter(({ duplicate }) => duplicate).length;
  return { threshold, precision: right / named.length, recall: right / all };
}
