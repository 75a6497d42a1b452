// The closed list of what can happen, after the outside world's shapes were left behind. An event is a hint that its
// subject may have changed; the cycle loads the facts.

import type { Spoken } from './commands/spoken.ts';
import type { PullFacts, RepositoryFacts } from './facts.ts';
import type { CommentId, InstallationId, IssueNumber, PullNumber, RepositoryId, Sha } from './ids.ts';
import type { IssueEvent } from './issue-event.ts';
import type { MergeGroup } from './queue/model.ts';
import type { Actor } from './wip/orders.ts';

/** What an event is about: jobs coalesce per subject, and one at a time runs per subject. */
export type Subject =
  | { readonly kind: 'pull'; readonly repositoryId: RepositoryId; readonly pullNumber: PullNumber }
  | { readonly kind: 'issue'; readonly repositoryId: RepositoryId; readonly issueNumber: IssueNumber }
  | { readonly kind: 'repository'; readonly repositoryId: RepositoryId }
  | { readonly kind: 'merge-group'; readonly repositoryId: RepositoryId; readonly headSha: Sha }
  | { readonly kind: 'installation' };

export type DomainEvent =
  /** A payload that holds the pull request counts as a read made at its `updatedAt`. */
  | {
      readonly kind: 'pull-seen';
      readonly name: string;
      readonly repository: RepositoryFacts;
      readonly pull: PullFacts;
      /** The head that a push replaced, where that is what happened. */
      readonly before?: Sha;
      /** True for the actions by which an author asks for a slot at this very moment (opened, reopened, ready). */
      readonly asks: boolean;
      /** A person worked on it (a push): the slot's time to live begins again. */
      readonly activity: boolean;
      /** The label that was set or taken off just now, and by whom; GitHub's own and bots' included. */
      readonly labelled: { readonly label: string; readonly set: boolean; readonly actor: Actor } | null;
    }
  /** A person reviewed or commented: activity, without the pull request's facts. */
  | {
      readonly kind: 'activity';
      readonly name: string;
      readonly repository: RepositoryFacts;
      readonly pullNumber: PullNumber;
    }
  /** What reviewers think may have changed, without anybody being at work: a review was dismissed, or a bot gave one. */
  | {
      readonly kind: 'reviews-changed';
      readonly name: string;
      readonly repository: RepositoryFacts;
      readonly pullNumber: PullNumber;
    }
  /** A person wrote a command as a comment, or pressed a button. Whether they may is asked of GitHub, later. */
  | {
      readonly kind: 'commanded';
      readonly name: string;
      readonly repository: RepositoryFacts;
      readonly pullNumber: PullNumber;
      readonly actor: Actor;
      readonly command: Spoken;
      /** Null for a button. */
      readonly commentId: CommentId | null;
      /** When the comment was written, by GitHub's clock; absent for a button. */
      readonly at?: string;
    }
  | IssueEvent
  /** Somebody asked for the answer again; the check must be written even if it did not change. */
  | {
      readonly kind: 'recheck';
      readonly name: string;
      readonly repository: RepositoryFacts;
      readonly pullNumber: PullNumber;
    }
  /** As `recheck`, for every open pull request with this head (a whole check suite was rerequested). */
  | {
      readonly kind: 'recheck-commit';
      readonly name: string;
      readonly repository: RepositoryFacts;
      readonly headSha: Sha;
    }
  /** Another app finished a check on the commit, whichever pull requests that is the head of: GitHub names none for forks. */
  | {
      readonly kind: 'check-completed';
      readonly name: string;
      readonly repository: RepositoryFacts;
      readonly headSha: Sha;
      readonly checkName: string;
    }
  /** The merge queue asks for checks on a temporary branch that holds several pull requests. */
  | {
      readonly kind: 'merge-group-requested';
      readonly name: string;
      readonly repository: RepositoryFacts;
      readonly group: MergeGroup;
      /** `refs/heads/<branch>`. */
      readonly baseRef: string;
    }
  /** Merged, invalidated or taken apart: its head never comes back. */
  | {
      readonly kind: 'merge-group-destroyed';
      readonly name: string;
      readonly repository: RepositoryFacts;
      readonly group: MergeGroup;
    }
  /** As `recheck`, for the head of a merge group. */
  | {
      readonly kind: 'recheck-group';
      readonly name: string;
      readonly repository: RepositoryFacts;
      readonly headSha: Sha;
    }
  /** Somebody pressed Re-run on `clos/doctor`. */
  | { readonly kind: 'doctor-requested'; readonly name: string; readonly repository: RepositoryFacts }
  | {
      readonly kind: 'configuration-changed';
      readonly name: string;
      readonly repository: RepositoryFacts;
      readonly commit: Sha;
    }
  /** A branch that is not in force got a commit that changes configuration files. */
  | {
      readonly kind: 'configuration-proposed';
      readonly name: string;
      readonly repository: RepositoryFacts;
      /** Its name, without `refs/heads/`. */
      readonly branch: string;
      readonly headSha: Sha;
    }
  /** Renamed, default branch changed, made private, unarchived: names and branch follow, identity stays. */
  | { readonly kind: 'repository-seen'; readonly name: string; readonly repository: RepositoryFacts }
  /** Deleted, archived, transferred away, or removed from the installation. */
  | {
      readonly kind: 'repository-lost';
      readonly name: string;
      readonly repositoryIds: readonly RepositoryId[];
    }
  | {
      readonly kind: 'repositories-gained';
      readonly name: string;
      readonly repositoryIds: readonly RepositoryId[];
    }
  | {
      readonly kind: 'installation-changed';
      readonly name: string;
      readonly change: 'created' | 'removed' | 'suspended' | 'resumed' | 'permissions';
      readonly account: { readonly id: number; readonly login: string };
    };

/** What the normaliser makes of one delivery. */
export type Normalised =
  | {
      readonly kind: 'event';
      readonly installationId: InstallationId;
      readonly subject: Subject;
      readonly event: DomainEvent;
    }
  | { readonly kind: 'ignored'; readonly installationId: InstallationId; readonly reason: string };

/** The subject as one string, such as `pull/<repository>/<number>`, `issue/<repository>/<number>`, `merge-group/<repository>/<sha>` or `installation`. */
export function subjectKey(subject: Subject): string {
  switch (subject.kind) {
    case 'pull':
      return `pull/${subject.repositoryId}/${subject.pullNumber}`;
    case 'issue':
      return `issue/${subject.repositoryId}/${subject.issueNumber}`;
    case 'repository':
      return `repository/${subject.repositoryId}`;
    case 'merge-group':
      return `merge-group/${subject.repositoryId}/${subject.headSha}`;
    case 'installation':
      return 'installation';
  }
}
