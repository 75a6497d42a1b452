// Where the stories of F12 play, and what each move in them is given.

import type { GitHub } from '../github/simulator.ts';
import type { Pull } from '../github/state/model.ts';
import type { Random } from '../github/state/random.ts';

export interface Scene {
  readonly github: GitHub;
  readonly name: string;
  readonly random: Random;
  /** Whether `release/1` is judged by all rules of this story; else by some. */
  readonly alwaysListed: boolean;
  /** Somebody wrote `/clos approve`. */
  onApprove(pull: Pull, commentId: number): void;
  /** The commits that were its head so far. */
  headsOf(pull: Pull): readonly string[];
  /** Merges these by what GitHub shows on that commit. */
  merging(pulls: readonly Pull[], shownAt: string, merge: () => void): void;
}

export type Move = (scene: Scene, pull: Pull) => void;

export const oneOf = <T>(random: Random, all: readonly T[]): T => all[random.below(all.length)] as T;
