// The organisation's file: read once per installation and kept. A change of it reaches every repository of the installation as
// jobs of their own, the newest first and paced, and its pods' rules go to the pods themselves.

import type { InstallationId } from '../core/ids.ts';
import { type Organization, type PodDefinition, podDefinitions } from '../policy/resolve.ts';
import type { Scope, StoredLayer } from '../ports/configurations.ts';
import type { Location } from '../ports/github.ts';
import type { Job, PodKey, StoredRepository } from '../ports/ledger.ts';
import { canonical, HOME, ORGANIZATION } from './configuration.ts';
import { rereadGateDefaults } from './gates/configuration.ts';
import { rereadIdeaDefaults } from './ideas/configuration.ts';
import { readLayer } from './layers.ts';
import type { Spine } from './spine.ts';

const SCOPE: Scope = 'organization';

/** Repositories that start to be read again in the same second. */
const PACE = 10;

export const isHome = ({ name }: Pick<Location, 'name'>): boolean => name.toLowerCase() === HOME;

/** As stored; read now where it never was. `owner`: of the repository that asks. */
export async function organizationOf(
  spine: Spine,
  installation: InstallationId,
  owner: string,
): Promise<StoredLayer<Organization>> {
  const stored = await spine.ledger.reading(installation, (reader) => reader.layer(SCOPE));
  return (stored as StoredLayer<Organization> | null) ?? rereadOrganization(spine, installation, owner);
}

/** Reads it again; when it changed, its pods get their rules and every repository is looked at again. */
export async function rereadOrganization(
  spine: Spine,
  installation: InstallationId,
  owner: string,
): Promise<StoredLayer<Organization>> {
  const before = (await spine.ledger.reading(installation, (reader) =>
    reader.layer(SCOPE),
  )) as StoredLayer<Organization> | null;
  const gatesChanged = await rereadGateDefaults(spine, installation, owner);
  const ideasChanged = await rereadIdeaDefaults(spine, installation, owner);
  const defaultsChanged = gatesChanged || ideasChanged;
  const now = await readLayer(spine, installation, ORGANIZATION, { owner, name: HOME, ref: null }, before);
  if (before !== null && canonical(before) === canonical(now)) {
    if (defaultsChanged) await readAllAgain(spine, installation);
    return now;
  }
  const [old, fresh] = [before, now].map((layer) => (layer?.value ? podDefinitions(layer.value) : []));
  // Before the layer: should the process die in between, the next look finds the same change again.
  await saveRules(spine, installation, changed(old ?? [], fresh ?? []));
  await spine.ledger.writing(installation, async (writer) => {
    await writer.saveLayer(SCOPE, now);
    if (defaultsChanged || before !== null || now.source !== 'default')
      await writer.addJobs(again(await writer.repositories()));
  });
  return now;
}

const readAllAgain = (spine: Spine, installation: InstallationId): Promise<void> =>
  spine.ledger.writing(installation, async (writer) => writer.addJobs(again(await writer.repositories())));

/** Not all in the same second: each may judge many pull requests. */
export const paced = (jobs: readonly Job[], perSecond = PACE): Job[] =>
  jobs.map((job, index) => ({ ...job, delaySeconds: Math.floor(index / perSecond) }));

const again = (known: readonly StoredRepository[]): Job[] =>
  paced(
    known
      .filter(({ status }) => status === 'active')
      .toSorted((a, b) => b.id - a.id)
      .map(({ id }) => ({ task: 'reconfigure', repositoryId: id })),
  );

const changed = (before: readonly PodDefinition[], now: readonly PodDefinition[]): readonly PodDefinition[] =>
  now.filter((pod) => canonical(pod) !== canonical(before.find(({ key }) => key === pod.key) ?? null));

/** One pod at a time: nobody waits for a change of a pod that is not theirs. */
async function saveRules(
  spine: Spine,
  installation: InstallationId,
  pods: readonly PodDefinition[],
): Promise<void> {
  for (const { key, name, ...rules } of pods) {
    const pod: PodKey = { key, name };
    await spine.ledger.holding(installation, { keys: [pod], ids: [], own: null }, async (held) => {
      await held.saveRules(pod, rules);
      const locked = await held.pods('head');
      await held.addJobs(
        locked.map(({ id }) => ({ task: 'refresh', podId: id, delaySeconds: spine.refreshDelaySeconds })),
      );
    });
  }
}

/** Of the organisation or of repositories: whose layers were read from a file of this repository. */
export async function buildsOn(
  spine: Spine,
  installation: InstallationId,
  at: Location,
): Promise<readonly Scope[]> {
  const layers = await spine.ledger.reading(installation, (reader) => reader.layers());
  const name = `${at.owner}/${at.name}`.toLowerCase();
  return layers
    .filter(({ files }) => files.some((file) => `${file.owner}/${file.name}`.toLowerCase() === name))
    .map(({ scope }) => scope);
}
