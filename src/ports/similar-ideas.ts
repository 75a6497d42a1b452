// Ideas that may be about the same thing: what an installation's ideas say, and which of them say it in the same words.

import type { IdeaKey } from '../core/ideas/model.ts';
import type { IdeaText } from '../core/ideas/similar.ts';
import type { InstallationId } from '../core/ids.ts';

export interface SimilarIdea extends IdeaKey {
  /** 0 to 1; 1: the same words. */
  readonly similarity: number;
}

export interface Search {
  /** 0 to 1: less similar ones are not named. However low, ideas whose longest words differ are not even compared. */
  readonly threshold: number;
  readonly most: number;
  /** Names ideas of other repositories also where these are private, or lost to us. */
  readonly across: boolean;
}

export interface SimilarIdeas {
  /** What the idea says from now on. */
  save(installation: InstallationId, key: IdeaKey, text: IdeaText): Promise<void>;
  remove(installation: InstallationId, key: IdeaKey): Promise<void>;
  /** Most similar first, without the idea itself; it need not be saved. */
  find(
    installation: InstallationId,
    key: IdeaKey,
    text: IdeaText,
    search: Search,
  ): Promise<readonly SimilarIdea[]>;
}
