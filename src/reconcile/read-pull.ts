// A look at one pull request straight from GitHub.

import type { InstallationId, PullNumber } from '../core/ids.ts';
import type { StoredPull, StoredRepository } from '../ports/ledger.ts';
import { pullFacts } from '../webhooks/payloads/pull-request.ts';
import type { Look } from './judge.ts';
import type { Spine } from './spine.ts';

/** Asks GitHub. A pull request that is gone counts as closed; one we never knew is nothing. */
export async function readPull(
  spine: Spine,
  installation: InstallationId,
  repository: StoredRepository,
  number: PullNumber,
  stored: StoredPull | null,
): Promise<Look | null> {
  const found = await spine.github.pulls.get(installation, repository, number);
  if (found !== null) return { pull: pullFacts(found), read: true };
  return stored && { pull: { ...stored.facts, state: 'closed' }, read: true };
}
