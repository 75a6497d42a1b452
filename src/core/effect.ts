// What a decision wants done. Effects are desired state ("the check `clos/wip` on this SHA says this"), executed as a diff.

import type { ButtonName } from './commands/buttons.ts';
import type { PullNumber, RepositoryId, Sha } from './ids.ts';
import type { Text, Verdict } from './verdict.ts';

/** `neutral` and `skipped` are absent on purpose: both satisfy a required check (github-facts 2). */
export type CheckOutcome =
  | { readonly status: 'queued' }
  | { readonly status: 'in_progress' }
  | {
      readonly status: 'completed';
      readonly conclusion: 'success' | 'failure' | 'action_required' | 'timed_out';
    };

/** Of the checks that a pull request gets by our judgement. */
export const CHECK_NAMES = ['clos/wip', 'clos/stage-gate'] as const;
export type CheckName = (typeof CHECK_NAMES)[number];

/** Our comments: on a pull request the answers to commands, and what its gates say; on an issue what its idea came to. */
export type CommentSlot = 'reply' | 'gate' | 'idea';

/** A remark on one place of a file. Line and column count from 1. */
export interface Annotation {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly level: 'failure' | 'warning';
  readonly title: string;
  readonly message: string;
}

/** The check a pull request should show on one SHA. */
export interface DesiredCheck {
  readonly name: CheckName;
  readonly repositoryId: RepositoryId;
  readonly pullNumber: PullNumber;
  readonly headSha: Sha;
  readonly outcome: CheckOutcome;
  /** One line, trusted words and numbers only. */
  readonly title: string;
  readonly verdict: Verdict;
  /** What the reader should do next. */
  readonly next: Text;
  /** The buttons under it. */
  readonly actions: readonly ButtonName[];
  /** Remarks on lines of the commit's files; absent for checks that never make any. */
  readonly annotations?: readonly Annotation[];
  /**
   * What the check is *about*, without clocks, traces and far-away holders: equal essence, no write.
   * A serialised string so that it can be hashed as it is.
   */
  readonly essence: string;
  /**
   * Written only where a check of this name was shown for this pull request before: a pod that only observes takes back what it said.
   * `on-head`: on this very commit.
   */
  readonly onlyIfShown?: true | 'on-head';
}
