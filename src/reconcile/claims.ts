// Which pods a pull request asks in: its repository's own, or those of the organisation that own the repository or a path it
// changes. Only the last needs GitHub's list of changed files, read once per head commit.

import type { PullFacts, RepositoryFacts } from '../core/facts.ts';
import { TransientFault } from '../core/faults.ts';
import { matchesGlob } from '../core/glob.ts';
import type { ItemKey } from '../core/wip/model.ts';
import type { ChangedFiles, Claim, PodKey, StoredRepository } from '../ports/ledger.ts';
import { changedFilesOf } from './changed-files.ts';
import type { Place, Spine } from './spine.ts';

/** A repository that belongs to no pod of the organisation is its own. */
export const ownPod = (repository: RepositoryFacts): PodKey => ({
  key: `repository/${repository.id}`,
  name: `${repository.owner}/${repository.name}`,
});

const membershipsOf = ({ configuration }: StoredRepository) => configuration?.policy?.pods ?? [];

const needsPaths = (repository: StoredRepository): boolean =>
  membershipsOf(repository).some(({ paths }) => paths !== null);

/** `files.paths` null: GitHub could not list all of them, so the pull request touches every pod of the repository. */
function podsOf(repository: StoredRepository, files: ChangedFiles | null): readonly PodKey[] {
  const pods = membershipsOf(repository).filter(({ paths }) => paths === null || touches(paths, files));
  return pods.length > 0 ? pods.map(({ key, name }) => ({ key, name })) : [ownPod(repository)];
}

function touches(globs: readonly string[], files: ChangedFiles | null): boolean {
  const paths = files?.paths ?? null;
  return paths === null || paths.some((path) => globs.some((glob) => matchesGlob(glob, path)));
}

/** Null where no pod asks for paths. What was listed for the same head and base is not asked for again. */
export async function filesOf(
  spine: Spine,
  place: Place,
  repository: StoredRepository,
  pull: PullFacts,
): Promise<ChangedFiles | null> {
  if (!needsPaths(repository)) return null;
  const stored = await spine.ledger.reading(place.installation, (reader) =>
    reader.pull(place.repositoryId, pull.number),
  );
  if (pull.state === 'closed') return stored?.files ?? null;
  return changedFilesOf(spine, place.installation, repository, pull, stored?.files ?? null);
}

export const claimOf = (
  repository: StoredRepository,
  files: ChangedFiles | null,
  own: ItemKey | null,
): Claim => ({ keys: podsOf(repository, files), ids: [], own });

/** What was locked follows from a configuration that may have been replaced in the meantime. */
export function assertSamePods(claim: Claim, repository: StoredRepository, files: ChangedFiles | null): void {
  const keys = (pods: readonly PodKey[]): string =>
    pods
      .map(({ key }) => key)
      .toSorted()
      .join(' ');
  if (keys(claim.keys) === keys(podsOf(repository, files))) return;
  throw new TransientFault('pods-moved', 'the repository belongs to other pods since it was looked at');
}
