// A repository's gates read again, when something under its default branch's `.clos/` may have changed: the history follows, and
// every open pull request is looked at again, the newest first.

import type { PullFacts } from '../../core/facts.ts';
import { TransientFault } from '../../core/faults.ts';
import { movesSince } from '../../core/gates/history.ts';
import type { RepositoryId, Sha } from '../../core/ids.ts';
import type { GateWriter, StoredGates, StoredProject } from '../../ports/gate-records.ts';
import type { Job, StoredRepository, Writer } from '../../ports/ledger.ts';
import { canonical } from '../configuration.ts';
import { paced } from '../organization.ts';
import { type Cause, type Place, type Spine, traceOf } from '../spine.ts';
import { type ReadGates, readGates } from './configuration.ts';
import { gateJob } from './job.ts';
import { stepsTo } from './record.ts';

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
  // Before anything is asked of GitHub: whoever changes it meanwhile knows more than we are about to read.
  const known = await spine.gates.records.writing(installation, (writer) => knownOf(writer, repositoryId));
  const { gates: before, projects } = known;
  const version = await spine.gates.reader.version(installation, repository);
  // Most repositories have no gates and never had.
  if (before === null && version === null) return;
  const isSame = !always && before !== null && before.version === version;
  // A merge that we heard of late may have moved a project away from where the branch has it.
  if (isSame && movesSince(projects, before.projects).length === 0) return;
  const read = isSame ? null : await readGates(spine, installation, repository, version, before);
  const shown = (read?.gates ?? before)?.projects ?? [];
  const steps = await stepsTo(spine, place, repository, projects, {
    shown,
    before: before?.rulesHash ?? null,
    after: (read?.gates ?? before)?.rulesHash ?? null,
  });
  await spine.gates.records.writing(installation, async (writer) => {
    if (canonical(await knownOf(writer, repositoryId)) !== canonical(known))
      throw new TransientFault('gates-moved', 'the gates were read by somebody else meanwhile');
    for (const step of steps) await writer.record(repositoryId, step, traceOf(cause));
    if (read !== null) await save(writer, repositoryId, before, read);
  });
}

interface Kept {
  readonly gates: StoredGates | null;
  readonly projects: readonly StoredProject[];
}

/** Nobody changes it until the transaction ends. */
const knownOf = async (writer: GateWriter, repositoryId: RepositoryId): Promise<Kept> => ({
  projects: await writer.lockProjects(repositoryId),
  gates: await writer.gates(repositoryId),
});

async function save(
  writer: GateWriter,
  repositoryId: RepositoryId,
  before: StoredGates | null,
  { scope, layer, gates }: ReadGates,
): Promise<void> {
  await writer.saveLayer(scope, layer);
  await writer.saveGates(repositoryId, gates);
  if (!sameRules(before, gates)) await writer.addJobs(await lookAgain(writer, repositoryId));
}

const sameRules = (before: StoredGates | null, now: StoredGates): boolean =>
  canonical([before?.configuration, before?.projects]) === canonical([now.configuration, now.projects]);

/** Every open pull request, the newest first and not all in the same second. */
async function lookAgain(writer: Writer, repositoryId: RepositoryId): Promise<Job[]> {
  const open = await writer.openPulls(repositoryId);
  const newest = open.map(({ number }) => number).toSorted((a, b) => b - a);
  const jobs = newest.map((pullNumber) => gateJob({ repositoryId, pullNumber }));
  return paced(jobs, PACE);
}

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
    await writer.addJobs(
      open.filter(concerned).map(({ number: pullNumber }) => gateJob({ repositoryId, pullNumber })),
    );
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
