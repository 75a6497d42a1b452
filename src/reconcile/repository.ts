// Events about a repository: its configuration, its name, its end. Names follow, identity stays.

import type { DomainEvent } from '../core/event.ts';
import type { RepositoryFacts } from '../core/facts.ts';
import type { DeliveryOutcome, StoredInstallation, StoredRepository } from '../ports/ledger.ts';
import { adopt } from './adopt.ts';
import { readConfiguration, sameConfiguration } from './configuration.ts';
import { done, type ReadEvent, rejected } from './deliveries.ts';
import { judge, letGo } from './judge.ts';
import { readPull } from './read-pull.ts';
import { type Cause, type Place, podOf, type Spine } from './spine.ts';

export async function cycleRepository(
  spine: Spine,
  place: Place,
  status: StoredInstallation['status'] | null,
  events: readonly ReadEvent[],
  outcomes: readonly DeliveryOutcome[],
): Promise<void> {
  const finish = (all: readonly DeliveryOutcome[]) =>
    spine.ledger.writing(place.installation, (writer) => writer.finishDeliveries(all));
  if (status === 'suspended' || status === 'removed') {
    return finish([...outcomes, ...done(events, `the installation is ${status}`)]);
  }
  for (const read of events) {
    const known = await handle(spine, place, read);
    if (!known) return finish([...outcomes, ...rejected(events, 'not a repository of this installation')]);
  }
  await finish([...outcomes, ...done(events)]);
}

/** False when the repository is not this installation's. */
async function handle(spine: Spine, place: Place, { event, last }: ReadEvent): Promise<boolean> {
  const cause: Cause = { event: last, asks: false };
  if (event.kind === 'repository-lost') return lose(spine, place, cause);
  if (!('repository' in event)) return true;
  const known = await spine.ledger.reading(place.installation, (reader) =>
    reader.repository(place.repositoryId),
  );
  const repository = await adopt(spine, place.installation, event.repository, known);
  if (repository === null) return false;
  await react(spine, place, repository, event, cause);
  return true;
}

async function react(
  spine: Spine,
  place: Place,
  repository: StoredRepository,
  event: Extract<DomainEvent, { repository: RepositoryFacts }>,
  cause: Cause,
): Promise<void> {
  switch (event.kind) {
    case 'configuration-changed':
      return reread(spine, place, repository, cause);
    case 'repository-seen':
      await reread(spine, place, { ...repository, ...names(event.repository) }, cause);
      return spine.ledger.writing(place.installation, (writer) =>
        writer.addJobs([{ task: 'sweep-repository', repositoryId: place.repositoryId }]),
      );
    case 'recheck-commit': {
      const numbers = await spine.ledger.reading(place.installation, (reader) =>
        reader.pullsAt(place.repositoryId, event.headSha),
      );
      for (const number of numbers) {
        const look = await readPull(spine, place.installation, repository, number, null);
        if (look) await judge(spine, place, repository, look, { cause, force: true, finish: [] });
      }
      return;
    }
    default:
      return;
  }
}

const names = ({ owner, name, defaultBranch }: RepositoryFacts) => ({ owner, name, defaultBranch });

/** Reads the configuration again; when it changed, every open pull request is judged by the new one, oldest first. */
export async function reread(
  spine: Spine,
  place: Place,
  repository: StoredRepository,
  cause: Cause,
): Promise<void> {
  const configuration = await readConfiguration(
    spine,
    place.installation,
    repository,
    repository.configuration,
  );
  const open = await spine.ledger.holding(place.installation, [podOf(repository)], async (held) => {
    const before = await held.repository(place.repositoryId);
    // Lost while the file was read: saving it would bring the repository back.
    if (before?.status !== 'active') return [];
    await held.saveRepository({ ...repository, configuration });
    if (sameConfiguration(before.configuration, configuration)) return [];
    // The next try would find nothing changed; this job rewrites the checks though the process may die in the loop below.
    await held.addJobs([
      { task: 'refresh', repositoryId: place.repositoryId, delaySeconds: spine.refreshDelaySeconds },
    ]);
    return held.openPulls(place.repositoryId);
  });
  const oldestFirst = open.toSorted(
    (a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt) || a.number - b.number,
  );
  for (const pull of oldestFirst) {
    await judge(spine, place, repository, { pull, read: true }, { cause, force: false, finish: [] });
  }
}

/** True: what is unknown to us needs no losing. */
export async function lose(spine: Spine, place: Place, cause: Cause): Promise<true> {
  const known = await spine.ledger.reading(place.installation, (reader) =>
    reader.repository(place.repositoryId),
  );
  if (known?.status !== 'active') return true;
  await letGo(spine, place, known, cause, (held) => held.saveRepository({ ...known, status: 'lost' }));
  return true;
}
