// A look at one pull request straight from GitHub.

import type { InstallationId, PullNumber } from '../core/ids.ts';
import type { StoredRepository } from '../ports/ledger.ts';
import { pullFacts, repositoryOf } from '../webhooks/payloads/pull-request.ts';
import type { Look } from './judge.ts';
import type { Spine } from './spine.ts';

/**
 * Null when there is nothing to judge: GitHub and we never knew it, or the name we know leads to another repository by now
 * (then the sweep learns the new one). A pull request that is gone counts as closed.
 */
export async function readPull(
  spine: Spine,
  installation: InstallationId,
  repository: StoredRepository,
  number: PullNumber,
): Promise<Look | null> {
  const found = await spine.github.pulls.get(installation, repository, number);
  if (found !== null) {
    return repositoryOf(found) === repository.id ? { pull: pullFacts(found), read: true } : null;
  }
  const stored = await spine.ledger.reading(installation, (reader) => reader.pull(repository.id, number));
  return stored && { pull: { ...stored.facts, state: 'closed' }, read: true };
}
