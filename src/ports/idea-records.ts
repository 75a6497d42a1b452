// What is kept of ideas: their rules, each idea, and the ledger of everything that happened to it.

import type { Answer } from '../core/commands/answer.ts';
import type { IdeaStanding } from '../core/gates/model.ts';
import type { IdeaKey } from '../core/ideas/model.ts';
import type { Entry, Idea } from '../core/ideas/record.ts';
import type { NamedIdea } from '../core/ideas/resembling.ts';
import type { IdeaConfiguration } from '../core/ideas/rules.ts';
import type { IdeaText } from '../core/ideas/similar.ts';
import type { InstallationId, PullNumber, RepositoryId, TraceId } from '../core/ids.ts';
import type { Writer } from './ledger.ts';
import type { Search } from './similar-ideas.ts';

/** What was done about it at GitHub, besides what it is. */
export interface IdeaDelivery {
  /** Of what our comment says; null: nothing yet. */
  readonly saidHash: string | null;
  /** The last answers to commands, which stay until the next ones. */
  readonly answers: readonly Answer[] | null;
  /** The one of our labels that we last set. */
  readonly shownLabel: string | null;
  /** When its Discovery issue was first tried to be opened. */
  readonly discoveryAttemptedAt: string | null;
}

export interface StoredIdea {
  readonly idea: Idea;
  readonly delivery: IdeaDelivery;
}

/** One tenant's transaction about its ideas. */
export interface IdeaWriter extends Writer {
  ideaConfiguration(repositoryId: RepositoryId): Promise<IdeaConfiguration | null>;
  saveIdeaConfiguration(repositoryId: RepositoryId, configuration: IdeaConfiguration): Promise<void>;
  /** Nobody else decides about this issue until the transaction ends, whether it is an idea already or not. */
  lockIdea(key: IdeaKey): Promise<StoredIdea | null>;
  saveIdea(idea: Idea): Promise<void>;
  saveDelivery(key: IdeaKey, change: Partial<IdeaDelivery>): Promise<void>;
  /** At the end of the ledger. */
  enter(key: IdeaKey, entries: readonly Entry[], trace: TraceId): Promise<void>;
  ideas(repositoryId: RepositoryId): Promise<readonly StoredIdea[]>;
  /** Of those that are ideas; null for a number that is none. */
  standings(
    repositoryId: RepositoryId,
    numbers: readonly number[],
  ): Promise<Readonly<Record<number, IdeaStanding | null>>>;
  /** Open pull requests that ask to leave a stage, as they were last judged. */
  leaving(repositoryId: RepositoryId, stage: string): Promise<readonly PullNumber[]>;
  /** Slugs that projects have, or are about to get; until the transaction ends nobody else takes one. */
  holdSlugs(repositoryId: RepositoryId): Promise<ReadonlySet<string>>;
  /** The idea's project, where none of this slug is yet. */
  openProject(idea: Idea, trace: TraceId): Promise<void>;
  /** What is compared with other ideas; null: no longer. */
  saveText(key: IdeaKey, text: IdeaText | null): Promise<void>;
  similar(key: IdeaKey, text: IdeaText, search: Search): Promise<readonly NamedIdea[]>;
}

export interface IdeaRecords {
  writing<T>(installation: InstallationId, work: (writer: IdeaWriter) => Promise<T>): Promise<T>;
}
