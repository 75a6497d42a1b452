// What is kept of an idea: where it stands, what it was last read to say, and every change of it.

import type { IssueNumber, UserId } from '../ids.ts';
import type { FactorName, FieldReading, IdeaKey, IdeaStatus, IssueFacts } from './model.ts';
import type { Score } from './scored.ts';

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

/** What its text was read to say. */
export interface StoredReading {
  readonly fields: readonly FieldReading[];
  /** Links and list entries under the evidence heading. */
  readonly evidence: number;
  /** What was left out of its text because it looked like a secret. */
  readonly redacted: readonly string[];
  readonly score: Score;
}

/** Why it rests. `command` and `age` end when its issue is reopened or looked at again; the others when what they say is over. */
export const PARKED_BY = ['command', 'age', 'closed', 'unlabelled', 'deleted', 'moved'] as const;

export interface ParkedAs {
  readonly how: (typeof PARKED_BY)[number];
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
  /** The stage it begins in. */
  readonly stage: string;
  /** Its Discovery issue; null until that is there. */
  readonly discovery: IssueNumber | null;
}

/** Its issue, but for the text, which only counts as read. */
export type KnownIssue = Omit<IssueFacts, 'body'>;

export interface Idea extends IdeaKey {
  readonly issue: KnownIssue;
  readonly status: IdeaStatus;
  /** Grows with every version of its text. */
  readonly version: number;
  /** Of the text as it was written: equal, nothing to read. */
  readonly textHash: string;
  readonly reading: StoredReading;
  readonly overrides: readonly Override[];
  readonly parked: ParkedAs | null;
  readonly promotion: Promotion | null;
  /** Its issue is not there any more, or no idea any more: nothing is written to it. */
  readonly gone: boolean;
  /** When its text, score or status last changed, or an order kept it from being archived by age. */
  readonly changedAt: string;
}

export type EntryAction =
  | 'submitted'
  | 'edited'
  | 'scored'
  | 'overridden'
  | 'archived'
  | 'revived'
  | 'promoted';

/** One line of the ledger. */
export interface Entry {
  /** Null: nobody of GitHub, but time or rules that changed. */
  readonly actor: Person | null;
  readonly action: EntryAction;
  readonly version: number;
  readonly before: EntryValue | null;
  readonly after: EntryValue;
  readonly reason: string | null;
}

/** What an entry compares; the texts stand in it where they changed. */
export interface EntryValue {
  readonly status: IdeaStatus;
  readonly score: number;
  readonly title?: string;
  readonly fields?: Readonly<Record<string, string | null>>;
  readonly overrides?: readonly Pick<Override, 'factor' | 'value'>[];
  readonly project?: string;
}
