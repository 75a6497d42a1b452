// What became of the check runs that we wrote: GitHub makes an unfinished one `stale` after 14 days and deletes old ones (github-facts 7),
// and tells nobody. Each open head is looked at about once a day, so many at a sweep that all have their turn, and never a burst.

import { TransientFault } from '../core/faults.ts';
import type { ShownRun } from '../ports/github.ts';
import type { Job, StoredRepository } from '../ports/ledger.ts';
import type { Written } from '../ports/outbox.ts';
import type { Cause, Place, Spine } from './spine.ts';

/** Well before the 14 days. */
const OLDEST_UNFINISHED_MS = 9 * 86_400_000;

/** Whether people still see what we wrote, and will until the next look. */
function stands({ checkRunId }: Written, run: ShownRun | undefined, now: number): boolean {
  if (run?.id !== checkRunId || run.conclusion === 'stale') return false;
  return run.finished || run.startedAt === null || now - Date.parse(run.startedAt) < OLDEST_UNFINISHED_MS;
}

/** Null where GitHub will not say: that is no reason to write anything, nor to ask again at once. */
async function runsAt(
  spine: Spine,
  { installation }: Place,
  repository: StoredRepository,
  { headSha }: Written,
): Promise<readonly ShownRun[] | null> {
  try {
    return await spine.github.checkRuns.shown(installation, repository, headSha);
  } catch (error) {
    if (error instanceof TransientFault) throw error;
    return null;
  }
}

/** Returns how many have to be written again. */
export async function lookAtShownRuns(
  spine: Spine,
  place: Place,
  repository: StoredRepository,
  cause: Cause,
): Promise<number> {
  const { installation, repositoryId } = place;
  const unseen = await spine.outbox.unseen(installation, repositoryId);
  const now = Date.parse(cause.event.at);
  let renewed = 0;
  for (const written of Map.groupBy(unseen, ({ headSha }) => headSha).values()) {
    const [first] = written;
    const runs = first ? await runsAt(spine, place, repository, first) : null;
    const gone = runs
      ? written.filter(
          (one) =>
            !stands(
              one,
              runs.find(({ name }) => name === one.name),
              now,
            ),
        )
      : [];
    await spine.outbox.looked(installation, written, gone);
    const jobs = gone.map(({ headSha, name }): Job => ({ task: 'deliver', repositoryId, headSha, name }));
    await spine.ledger.writing(installation, (writer) => writer.addJobs(jobs));
    renewed += gone.length;
  }
  return renewed;
}
