// One place where people act and everybody looks at the checks: an act starts the clock, what a check then says stops it.
// Pull requests are named as people name them: `shop#3`.

import type { CheckRun, Pull } from '../github/state/model.ts';
import { MergeRefused } from '../github/verbs/merge.ts';
import type { NewPull } from '../github/verbs/pulls.ts';
import { until } from '../support/until.ts';
import { at, CHECK, type Repository } from './acme.ts';
import { checkOn, rowOf, told } from './board.ts';
import type { Narrator } from './narrator.ts';
import type { Stage } from './stage.ts';

export interface Scene {
  readonly stage: Stage;
  readonly narrator: Narrator;
  /** Somebody does something; the words come first, so that they stand above what follows. */
  act<T>(words: string, deed: () => T): T;
  open(repository: Repository, title: string, author: string, more?: NewPull): Pull;
  /** Somebody tries to merge it, and GitHub refuses. */
  cannotMerge(ref: string, who: string): void;
  /** Waits until the check of that pull request says so, and shows it; `clos/wip`, when no other is named. */
  shows(ref: string, title: RegExp, check?: string): Promise<void>;
  /** Waits until that holds on GitHub, and says so. */
  sees<T>(what: string, look: () => T | null, words: (found: T) => string): Promise<T>;
  /** What the check of that pull request says now. */
  says(ref: string): string;
  /** Fails when the check says something else by now. */
  stillShows(ref: string, title: RegExp): void;
  /** What a check says further down: what matches, of each line. */
  quote(check: CheckRun | null, words: RegExp): void;
  /** GitHub tells whole seconds: in an equal one its own order would decide who asked first. */
  nextSecond(): Promise<void>;
}

export type Chapter = (scene: Scene) => Promise<void>;

export const HOLDS = /^Holds slot \d+ of \d+(, expedited)?$/;
export const DRAFT = /^Draft/;
export const EXEMPT = /^Exempt/;
export const waits = (position: number, length: number): RegExp =>
  new RegExp(`^Waiting: position ${position} of ${length}\\b`);

export function createScene(stage: Stage, narrator: Narrator): Scene {
  let acted = performance.now();
  const act: Scene['act'] = (words, deed) => {
    if (words !== '') narrator.act(words);
    acted = performance.now();
    return deed();
  };
  const since = (): number => performance.now() - acted;
  return { stage, narrator, act, ...deeds(stage, narrator, act), ...looks(stage, narrator, since) };
}

function deeds({ github }: Stage, narrator: Narrator, act: Scene['act']) {
  return {
    open: (repository: Repository, title: string, author: string, more: NewPull = {}): Pull =>
      act('', () => github.openPull(repository, { title, author, ...more })),
    cannotMerge: (ref: string, who: string): void => {
      try {
        act(`${who} tries to merge ${ref}`, () => github.mergePull(...at(ref)));
      } catch (error) {
        if (!(error instanceof MergeRefused)) throw error;
        narrator.fail(`GitHub refuses: ${error.message}`);
        return;
      }
      throw new Error(`GitHub let ${ref} merge`);
    },
  };
}

function looks({ github }: Stage, narrator: Narrator, since: () => number) {
  const line = (ref: string, check = CHECK): string =>
    told(rowOf(github, ...at(ref), check), narrator.colors);
  const says = (ref: string, check = CHECK): string => checkOn(github, ...at(ref), check)?.output.title ?? '';
  return {
    says,
    shows: async (ref: string, title: RegExp, check = CHECK): Promise<void> => {
      const said = () => title.test(says(ref, check));
      const arrived = until(`the check of ${ref} says ${title.source}`, said, 30);
      await narrator.during(`waiting for the check of ${ref}`, arrived);
      narrator.row(line(ref, check), since());
    },
    sees: async <T>(what: string, look: () => T | null, words: (found: T) => string): Promise<T> => {
      await narrator.during(
        `waiting for ${what}`,
        until(`there is ${what}`, () => look() !== null, 30),
      );
      const found = look() as T;
      narrator.row(words(found), since());
      return found;
    },
    stillShows: (ref: string, title: RegExp): void => {
      if (!title.test(says(ref))) throw new Error(`the check of ${ref} says "${says(ref)}"`);
      narrator.row(line(ref));
    },
    quote: (check: CheckRun | null, words: RegExp): void => {
      const { summary, text } = check?.output ?? {};
      for (const line of `${summary}\n${text}`.split('\n')) {
        const [found] = words.exec(line) ?? [];
        if (found !== undefined) narrator.quote(found);
      }
    },
    nextSecond: (): Promise<void> => {
      const now = Math.floor(github.now().getTime() / 1_000);
      return until('a second has passed', () => github.now().getTime() >= (now + 1) * 1_000);
    },
  };
}
