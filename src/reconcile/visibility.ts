// Who may read a repository changed: whatever shows its texts elsewhere, or hides them, is written again (T-148).

import type { RepositoryFacts } from '../core/facts.ts';
import type { Job, StoredRepository, Writer } from '../ports/ledger.ts';
import { paced } from './organization.ts';

/** In the transaction that saves the change, so that nothing of it can be forgotten. */
export async function addVisibilityJobs(
  writer: Writer,
  before: StoredRepository,
  { visibility }: RepositoryFacts,
): Promise<void> {
  if (visibility === undefined || visibility === before.visibility) return;
  const pods = await writer.podsOf(before.id);
  await writer.addJobs(pods.map((podId): Job => ({ task: 'refresh', podId, force: true })));
  await writer.addJobs(paced(await concerned(writer, before)));
}

/** Files that extend its files, and ideas that resemble its ideas. */
async function concerned(writer: Writer, { id, owner, name }: StoredRepository): Promise<Job[]> {
  const at = `${owner}/${name}`.toLowerCase();
  const layers = await writer.layers();
  const building = layers.filter(({ files }) =>
    files.some((file) => `${file.owner}/${file.name}`.toLowerCase() === at),
  );
  const isOrganizations = building.some(({ scope }) => !scope.includes('/'));
  const ids = new Set(building.map(({ scope }) => Number(scope.split('/')[1])));
  const others = (await writer.repositories()).filter((one) => one.status === 'active' && one.id !== id);
  const again = others.filter((one) => isOrganizations || ids.has(one.id));
  const ideas = layers.flatMap(({ scope }) => (scope.startsWith('ideas/') ? [Number(scope.slice(6))] : []));
  return [
    ...again.map((one): Job => ({ task: 'reconfigure', repositoryId: one.id })),
    ...others
      .filter((one) => ideas.includes(one.id))
      .map((one): Job => ({ task: 'sweep-ideas', repositoryId: one.id, force: true })),
  ];
}
