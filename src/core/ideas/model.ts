// What an idea is: an issue from the idea form, read, scored and kept.

import type { IssueNumber, RepositoryId, UserId } from '../ids.ts';
import type { Reading } from './form.ts';

/** What a score is made from and what makes an idea whole. The ids of the inputs in our own form. */
export const FIELDS = [
  'problem',
  'solution',
  'impact',
  'effort',
  'evidence',
  'pod',
  'reach',
  'confidence',
] as const;

export type FieldName = (typeof FIELDS)[number];

/** Amounts that a formula uses; each comes from a field, or from `/clos score`. */
export const FACTORS = ['impact', 'effort', 'reach', 'confidence'] as const;

export type FactorName = (typeof FACTORS)[number];

export const STATUSES = ['PENDING', 'EVALUATING', 'APPROVED', 'PROMOTED', 'ARCHIVED'] as const;

export type IdeaStatus = (typeof STATUSES)[number];

export const BANDS = ['approved', 'review', 'needs-work'] as const;

export type Band = (typeof BANDS)[number];

export interface IdeaKey {
  readonly repositoryId: RepositoryId;
  readonly issueNumber: IssueNumber;
}

/** An issue as GitHub showed it at `updatedAt` (whole seconds). Its texts are redacted already. */
export interface IssueFacts {
  readonly number: IssueNumber;
  /** Of the issue; a transfer gives it another one. */
  readonly id: number;
  readonly title: string;
  readonly body: string;
  readonly url: string;
  readonly authorId: UserId | null;
  readonly authorLogin: string;
  readonly state: 'open' | 'closed';
  /** `completed`, `not_planned`, `duplicate`, `reopened`; null when GitHub does not say. */
  readonly stateReason: string | null;
  readonly labels: readonly string[];
  readonly votes: Votes;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Thumbs up and down. */
export interface Votes {
  readonly up: number;
  readonly down: number;
}

/** One field of an idea: the answer's text, a dropdown's choices joined. */
export interface FieldReading {
  readonly field: FieldName;
  /** The heading it stands under. */
  readonly heading: string;
  readonly required: boolean;
  readonly reading: Reading<string>;
}
