// Where a pod's rules come from.

import type { StoredRepository, Writer } from '../ports/ledger.ts';
import { ownPod } from './claims.ts';

/** A repository's own pod goes by the repository's own rules, also while it belongs to pods of the organisation. */
export async function saveOwnRules(writer: Writer, repository: StoredRepository): Promise<void> {
  const policy = repository.configuration?.policy;
  if (policy) await writer.saveRules(ownPod(repository), { mode: policy.mode, wip: policy.wip });
}
