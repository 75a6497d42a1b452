// Whoever sits at the prompt, and what a verb is.

import type { Limits } from './acme.ts';
import type { Narrator } from './narrator.ts';
import type { Stage } from './stage.ts';

export interface Player {
  readonly stage: Stage;
  readonly narrator: Narrator;
  limits: Limits;
  /** The highest that were ever in force: lowering one evicts nobody. */
  highest: Limits;
  left: boolean;
  quit(): void;
}

/** What is told when everything is at rest again. */
export type Afterwards = (() => void) | undefined;

export interface Verb {
  readonly name: string;
  readonly usage: string;
  readonly about: string;
  /** Afterwards everybody watches what becomes of it. */
  readonly changes: boolean;
  run(player: Player, words: readonly string[]): Afterwards | Promise<Afterwards>;
}
