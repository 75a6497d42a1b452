// The ideas of an installation and their ledger, for people who look: nothing here writes.

import type { Band, IdeaKey, IdeaStatus } from '../core/ideas/model.ts';
import type { EntryAction, EntryValue, Idea } from '../core/ideas/record.ts';
import type { NamedIdea } from '../core/ideas/resembling.ts';
import type { IdeaRules } from '../core/ideas/rules.ts';
import type { IdeaText } from '../core/ideas/similar.ts';
import type { InstallationId } from '../core/ids.ts';
import type { Search } from './similar-ideas.ts';

/** An idea as a list shows it. */
export interface ListedIdea {
  /** `acme/shop`. */
  readonly repository: string;
  readonly number: number;
  readonly title: string;
  readonly status: IdeaStatus;
  /** 0 to 10. */
  readonly score: number;
  readonly band: Band;
  readonly version: number;
  /** Slug of the project it became. */
  readonly project: string | null;
  /** Its issue is not there any more, or no idea any more. */
  readonly gone: boolean;
  readonly url: string;
  readonly changedAt: string;
}

/** One line of the ledger. */
export interface LedgerLine {
  readonly at: string;
  /** As the repository is called now; null when it is not known any more. */
  readonly repository: string | null;
  readonly repositoryId: number;
  readonly number: number;
  readonly version: number;
  readonly actor: string;
  /** Null where nobody of GitHub did it (time, or rules that changed), or where no event told us who. */
  readonly actorId: number | null;
  readonly action: EntryAction;
  readonly before: EntryValue | null;
  readonly after: EntryValue | null;
  readonly reason: string | null;
  readonly trace: string;
}

export interface RepositoryName {
  readonly owner: string;
  readonly name: string;
}

export interface FoundIdea {
  readonly idea: Idea;
  /** Those in force in its repository; null when there are none that can be read. */
  readonly rules: IdeaRules | null;
}

export interface LedgerRange {
  /** Instants, `to` not included; null: without end. */
  readonly from: string | null;
  readonly to: string | null;
  readonly about?: Pick<Idea, 'repositoryId' | 'issueNumber'>;
}

export interface IdeaLedger {
  /** By repository and number. Null when the repository is not known here. */
  list(
    installation: InstallationId,
    wish: { readonly repository: RepositoryName | null; readonly status: IdeaStatus | null },
  ): Promise<readonly ListedIdea[] | null>;
  find(installation: InstallationId, at: RepositoryName, number: number): Promise<FoundIdea | null>;
  /** Most similar first. */
  similar(
    installation: InstallationId,
    key: IdeaKey,
    text: IdeaText,
    search: Search,
  ): Promise<readonly NamedIdea[]>;
  /** In the order in which they were written, a bounded number at a time. */
  lines(installation: InstallationId, range: LedgerRange): AsyncIterable<readonly LedgerLine[]>;
}
