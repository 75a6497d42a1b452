// What a pull request changes, listed once per head and base, for whoever asks: pods that own paths, gates, proposals.
// Invariant: what is kept was listed for exactly that head. What older versions stored does not say so, and is listed again.

import type { PullFacts } from '../core/facts.ts';
import type { InstallationId } from '../core/ids.ts';
import type { Location } from '../ports/github.ts';
import type { ChangedFiles, StoredPull } from '../ports/ledger.ts';
import type { Spine } from './spine.ts';

/** Listed for exactly this head and base. */
const isFor = (files: StoredPull['files'], pull: PullFacts): boolean =>
  files?.ofHead === true && files.headSha === pull.headSha && files.baseRef === pull.baseRef;

export async function changedFilesOf(
  { github }: Pick<Spine, 'github'>,
  installation: InstallationId,
  at: Location,
  pull: PullFacts,
  stored: StoredPull['files'],
): Promise<ChangedFiles> {
  if (stored && isFor(stored, pull)) return stored;
  const { headSha, baseRef } = pull;
  return { headSha, baseRef, ofHead: true, paths: await github.pulls.files(installation, at, pull) };
}
