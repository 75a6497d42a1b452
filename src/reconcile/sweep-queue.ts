// The merge queue as its branches show it, against the groups we answered: a request that never reached us is answered now (T-34).
// Asking costs no rate limit while the queue stands still, so every repository is asked: also one whose first request was lost.

import type { Job, StoredRepository } from '../ports/ledger.ts';
import { answerGroup, checksOf, groupOf } from './merge-group.ts';
import { type Cause, type Place, type Spine, traceOf } from './spine.ts';

/** Returns how many groups had never been answered. */
export async function sweepQueue(
  spine: Spine,
  place: Place,
  repository: StoredRepository,
  cause: Cause,
): Promise<number> {
  const { installation, repositoryId } = place;
  const refs = await spine.queueRefs.list(installation, repository);
  const heads = refs.map(({ headSha }) => headSha);
  const { open, known } = await spine.mergeGroups.writing(installation, async (writer) => {
    await writer.endGone(repositoryId, heads, traceOf(cause));
    return {
      open: await writer.openGroups(repositoryId),
      known: await writer.knownHeads(repositoryId, heads),
    };
  });
  const missed = refs
    .filter(({ headSha }) => !known.has(headSha))
    .flatMap((ref) => groupOf(repository, ref) ?? []);
  // Those that were answered before were verified then.
  const answering = { cause, finish: [], force: false };
  for (const group of missed)
    await answerGroup(spine, place, repository, group, { ...answering, mend: true });
  for (const group of open) await answerGroup(spine, place, repository, group, { ...answering, mend: false });
  await spine.ledger.writing(installation, (writer) =>
    writer.addJobs(
      open.flatMap(({ headSha }) =>
        checksOf(repository).map((name): Job => ({ task: 'deliver', repositoryId, headSha, name })),
      ),
    ),
  );
  return missed.length;
}
