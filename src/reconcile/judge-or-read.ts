// Judges what was seen; when that cannot be told from what is stored, GitHub is asked once and its answer judged.

import type { InstallationId } from '../core/ids.ts';
import type { StoredRepository } from '../ports/ledger.ts';
import { AmbiguousLook, type Committed, type Judgement, judge, type Look } from './judge.ts';
import { readPull } from './read-pull.ts';
import type { Spine } from './spine.ts';

/** Null when GitHub had to be asked and knows no such pull request. */
export async function judgeOrRead(
  spine: Spine,
  repository: StoredRepository,
  installation: InstallationId,
  look: Look,
  judgement: Judgement,
): Promise<Committed | null> {
  const place = { installation, repositoryId: repository.id };
  try {
    return await judge(spine, place, repository, look, judgement);
  } catch (error) {
    if (!(error instanceof AmbiguousLook)) throw error;
    const read = await readPull(spine, installation, repository, look.pull.number);
    // What was read may be news to its gates, too.
    return read && judge(spine, place, repository, read, { ...judgement, gates: true });
  }
}
