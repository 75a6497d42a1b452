// What a verdict stood on. A green is written, combined with others, counted on a merge or answered to a merge group only while all of
// it still is what is shown: whoever changes any of it has asked for the next look, and until that is done nothing is green.
// Gates keep one with every judgement. `clos/wip` needs none of its own: the pull request's row, its slots and its check are written by
// one transaction under the pod's lock, so they cannot differ.

import type { RepositoryId, Sha } from './ids.ts';

export interface Basis {
  readonly repositoryId: RepositoryId;
  readonly headSha: Sha;
  readonly baseRef: string;
  /** Hash of the rules. */
  readonly rules: string;
  /** Hash of what was read and answered: projects, evidence, approvals, waivers. Tells two judgements apart; nobody shows it. */
  readonly inputs: string;
  /** When time alone may take the green away, ISO 8601; null: never. */
  readonly endsAt: string | null;
}

/** How things stand by now, by our rows. */
export interface Standing {
  readonly repositoryId: RepositoryId;
  readonly headSha: Sha;
  readonly baseRef: string;
  /** Null: not known by now. */
  readonly rules: string | null;
  /** By the database clock. */
  readonly now: string;
}

/** `unknown`: judged by a version that did not keep what it stood on, or never. */
export type Gone = 'unknown' | 'head' | 'base' | 'rules' | 'time';

/** What no longer holds; null while all of it does. */
export function goneOf(basis: Basis | null, shown: Standing): Gone | null {
  if (basis === null) return 'unknown';
  if (basis.repositoryId !== shown.repositoryId || basis.headSha !== shown.headSha) return 'head';
  if (basis.baseRef !== shown.baseRef) return 'base';
  if (basis.rules !== shown.rules) return 'rules';
  return basis.endsAt !== null && Date.parse(basis.endsAt) <= Date.parse(shown.now) ? 'time' : null;
}
