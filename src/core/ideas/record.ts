// What is kept of an idea besides its columns.

import type { UserId } from '../ids.ts';
import type { FactorName, FieldReading } from './model.ts';
import type { Score } from './score.ts';

/** Who did something, by GitHub's id; the login is for display. */
export interface Person {
  readonly id: UserId;
  readonly login: string;
}

/** An amount that somebody set by `/clos score`; it counts instead of what the form says. */
export interface Override {
  readonly factor: FactorName;
  readonly value: number;
  readonly by: Person;
  readonly at: string;
}

export interface StoredReading {
  readonly fields: readonly FieldReading[];
  readonly score: Score;
}

export interface ParkedAs {
  /** `closed`, `moved` and the others end when the issue is open and here again; `command` and `age` by reopening or `/clos recheck`. */
  readonly how: 'command' | 'age' | 'closed' | 'deleted' | 'moved' | 'unlabelled';
  readonly reason: string;
  readonly by: Person | null;
  readonly at: string;
}

export interface Promotion {
  readonly slug: string;
  /** Of the project. */
  readonly name: string;
  readonly pod: string;
  readonly by: Person;
  readonly at: string;
  /** Why in spite of its score; null when that sufficed. */
  readonly override: string | null;
  /** The Discovery issue; null until it is there. */
  readonly discovery: number | null;
}
