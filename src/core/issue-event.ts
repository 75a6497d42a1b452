// What can happen to an issue that may be an idea. Its text is never part of it: it may hold secrets, and it is read anew.

import type { Spoken } from './commands/spoken.ts';
import type { RepositoryFacts } from './facts.ts';
import type { CommentId, IssueNumber } from './ids.ts';
import type { Actor } from './wip/orders.ts';

export type IssueEvent =
  | {
      readonly kind: 'issue-seen';
      readonly name: string;
      readonly repository: RepositoryFacts;
      readonly issueNumber: IssueNumber;
      /** As the payload shows them. */
      readonly labels: readonly string[];
      /** The label that was set or taken off, where that is all that happened; null when GitHub does not say which. */
      readonly labelled?: { readonly label: string; readonly set: boolean } | null;
      readonly actor: Actor;
    }
  /** A person wrote a command below an issue. Whether they may, and whether it is an idea, is seen later. */
  | {
      readonly kind: 'idea-commanded';
      readonly name: string;
      readonly repository: RepositoryFacts;
      readonly issueNumber: IssueNumber;
      readonly isAuthor: boolean;
      readonly actor: Actor;
      readonly command: Spoken;
      readonly commentId: CommentId;
    };
