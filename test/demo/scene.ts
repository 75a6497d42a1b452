// One place where people act and everybody looks at the checks: an act starts the clock, what a check then says stops it.

import type { Pull } from '../github/state/model.ts';
import { until } from '../support/until.ts';
import { rowOf, told } from './board.ts';
import type { Narrator } from './narrator.ts';
import { REPOSITORY, type Stage } from './stage.ts';

export interface Scene {
  readonly stage: Stage;
  readonly narrator: Narrator;
  /** Somebody does something; the words come first, so that they stand above what follows. */
  act<T>(words: string, deed: () => T): T;
  open(title: string, author: string): Pull;
  /** Waits until the check of that pull request says so, and shows it. */
  shows(number: number, title: RegExp): Promise<void>;
  /** What the check of that pull request says now. */
  says(number: number): string;
  /** Fails when the check says something else by now. */
  stillShows(number: number, title: RegExp): void;
}

export const HOLDS = /^Holds slot \d+ of \d+$/;
export const DRAFT = /^Draft/;
export const waits = (position: number, length: number): RegExp =>
  new RegExp(`^Waiting: position ${position} of ${length}\\b`);

export function createScene(stage: Stage, narrator: Narrator): Scene {
  const { github } = stage;
  let acted = performance.now();
  const act = <T>(words: string, deed: () => T): T => {
    if (words !== '') narrator.act(words);
    acted = performance.now();
    return deed();
  };
  const line = (number: number): string => told(rowOf(github, REPOSITORY, number), narrator.colors);
  const says = (number: number): string => rowOf(github, REPOSITORY, number).check?.output.title ?? '';
  return {
    stage,
    narrator,
    act,
    says,
    open: (title, author) => act('', () => github.openPull(REPOSITORY, { title, author })),
    shows: async (number, title) => {
      const arrived = until(`the check of #${number} says ${title.source}`, () => title.test(says(number)));
      await narrator.during(`waiting for the check of #${number}`, arrived);
      narrator.row(line(number), performance.now() - acted);
    },
    stillShows: (number, title) => {
      if (!title.test(says(number))) throw new Error(`the check of #${number} says "${says(number)}"`);
      narrator.row(line(number));
    },
  };
}
