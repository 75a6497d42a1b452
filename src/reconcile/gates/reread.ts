// A repository's gates read again, when something under its default branch's `.clos/` may have changed: the history follows, and
// every open pull request is looked at again, the newest first.

import type { PullFacts } from '../../core/facts.ts';
import type { PullNumber, RepositoryId, Sha } from '../../core/ids.ts';
import type { StoredGates } from '../../ports/gate-records.ts';
import type { Job, StoredRepository, Writer } from '../../ports/ledger.ts';
import { canonical } from '../configuration.ts';
import type { Cause, Place, Spine } from '../spine.ts';
import { readGates } from './configuration.ts';
import { followProjects } from './record.ts';

/** Pull requests that start to be looked at in the same second: each is one or two requests. */
const PACE = 20;

export async function rereadGates(
  spine: Spine,
  place: Place,
  repository: StoredRepository,
  cause: Cause,
  { always = false }: { readonly always?: boolean } = {},
): Promise<void> {
  const { installation, repositoryId } = place;
  const version = await spine.gates.reader.version(installation, repository);
  const before = await spine.gates.records.writing(installation, (writer) => writer.gates(repositoryId));
  // Most repositories have no gates and never had.
  if (before === null && version === null) return;
  if (!always && before?.version === version && before !== null) return;
  const { scope, layer, gates } = await readGates(spine, installation, repository, version, before);
  await followProjects(spine, place, repository, gates.projects, cause);
  await spine.gates.records.writing(installation, async (writer) => {
    await writer.saveLayer(scope, layer);
    await writer.saveGates(repositoryId, gates);
    if (!sameRules(before, gates)) await writer.addJobs(await lookAgain(writer, repositoryId));
  });
}

const sameRules = (before: StoredGates | null, now: StoredGates): boolean =>
  canonical([before?.configuration, before?.projects]) === canonical([now.configuration, now.projects]);

/** Every open pull request, the newest first and not all in the same second. */
async function lookAgain(writer: Writer, repositoryId: RepositoryId): Promise<Job[]> {
  const open = await writer.openPulls(repositoryId);
  const newest = open.map(({ number }) => number).toSorted((a, b) => b - a);
  return newest.map((pullNumber, index) => gateJob(repositoryId, pullNumber, Math.floor(index / PACE)));
}

const gateJob = (repositoryId: RepositoryId, pullNumber: PullNumber, delaySeconds = 0): Job => ({
  task: 'gate',
  repositoryId,
  pullNumber,
  delaySeconds,
});

/** The gates of those open pull requests that what happened concerns. */
export async function lookAtThose(
  spine: Spine,
  { installation, repositoryId }: Place,
  { gatesActive }: StoredRepository,
  concerned: (pull: PullFacts) => boolean,
): Promise<void> {
  if (!gatesActive) return;
  await spine.ledger.writing(installation, async (writer) => {
    const open = await writer.openPulls(repositoryId);
    await writer.addJobs(open.filter(concerned).map(({ number }) => gateJob(repositoryId, number)));
  });
}

/** Another app's check has finished: only gates that declare one of its name may ask about it. */
export async function checkCompleted(
  spine: Spine,
  place: Place,
  repository: StoredRepository,
  { checkName, headSha }: { readonly checkName: string; readonly headSha: Sha },
): Promise<void> {
  if (!repository.gatesActive) return;
  const gates = await spine.gates.records.writing(place.installation, (writer) =>
    writer.gates(repository.id),
  );
  const declared = gates?.configuration.rules?.checks.some(({ name }) => name === checkName) ?? false;
  if (declared) await lookAtThose(spine, place, repository, (pull) => pull.headSha === headSha);
}
