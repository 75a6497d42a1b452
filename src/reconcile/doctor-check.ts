// `clos/doctor` on the head of the default branch: written when somebody asks for it, and again when they press Re-run.

import { doctorCheck } from '../core/doctor/check.ts';
import { UserFault } from '../core/faults.ts';
import type { Location } from '../ports/github.ts';
import type { StoredRepository } from '../ports/ledger.ts';
import { type Diagnosis, runDoctor } from './doctor.ts';
import { rendered } from './rendered.ts';
import { type Cause, type Place, type Spine, traceOf } from './spine.ts';

const NAME = 'clos/doctor';

/** One run per commit: what an earlier request left there is rewritten. */
export async function writeDoctorCheck(
  spine: Spine,
  { installation, repositoryId }: Place,
  repository: StoredRepository,
  cause: Cause,
): Promise<Diagnosis> {
  const diagnosis = await runDoctor(spine, repository);
  const { headSha } = await spine.clinic.examiner.branch(installation, repository, repository.defaultBranch);
  const context = { now: cause.event.at, lastEvent: cause.event, traceId: traceOf(cause) };
  const { body } = rendered(doctorCheck(diagnosis.findings), context);
  const externalId = `clos:${installation}:${repositoryId}:doctor:${NAME}`;
  const { checkRuns } = spine.github;
  const known = await checkRuns.find(installation, repository, headSha, NAME, externalId);
  if (known === null || !(await checkRuns.update(installation, repository, known, body)))
    await checkRuns.create(installation, repository, { name: NAME, headSha, externalId, body });
  return diagnosis;
}

/** As `writeDoctorCheck`, for a repository somebody named. Throws UserFault when we do not look after it. */
export async function doctorCheckFor(spine: Spine, at: Location, cause: Cause): Promise<Diagnosis> {
  const installation = await spine.github.repositories.installationOf(at);
  const known = installation && (await spine.ledger.reading(installation, (reader) => reader.repositories()));
  const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
  const repository = known?.find((one) => same(one.owner, at.owner) && same(one.name, at.name));
  if (!installation || !repository) {
    throw new UserFault(
      'not-known-yet',
      `${at.owner}/${at.name} is not a repository the app looks after.`,
      'Check the spelling, install the app there, or wait for the next sweep (two minutes).',
    );
  }
  return writeDoctorCheck(spine, { installation, repositoryId: repository.id }, repository, cause);
}
