// What is said of stages and names that are not there, or there twice.

import { nearest } from '../core/suggest.ts';
import { type Complaint, quoted } from './problem.ts';

const EITHER = new Intl.ListFormat('en', { type: 'disjunction' });

export const unknownStage = (name: string, stages: readonly string[]): Complaint => {
  const near = nearest(name, stages);
  return {
    code: 'config.unknown-stage',
    message: `${quoted(name)} is not a stage here.`,
    mend: `${near === null ? '' : `Did you mean ${quoted(near)}? `}Write ${EITHER.format(stages.map(quoted))}.`,
  };
};

/** Every word that says the same as one before it: its index, what is wrong, and the word. */
export function sameBut(
  all: readonly string[],
  fold: (word: string) => string,
): readonly (readonly [index: number, complaint: Complaint, word: string])[] {
  const first = new Map<string, string>();
  return all.flatMap((word, index) => {
    const known = first.get(fold(word));
    first.set(fold(word), known ?? word);
    return known === undefined ? [] : [[index, twice(word, known), word] as const];
  });
}

const twice = (word: string, known: string): Complaint => ({
  code: 'config.listed-twice',
  message:
    word === known
      ? `${quoted(word)} is listed twice.`
      : `${quoted(word)} and ${quoted(known)} differ only in upper and lower case, which is too little here.`,
  mend: word === known ? 'Keep one of the two.' : 'Keep one of the two, or give one another name.',
});
