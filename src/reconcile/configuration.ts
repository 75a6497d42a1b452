// The configuration a repository runs under: the organisation's file underneath, its own on top, both from default branches
// and so never from a pull request (T-1). What breaks keeps its last good version; where a repository's own never was good,
// nothing can be judged, and an organisation's that never was good binds nobody and is told to those who edit it.

import { type ConfigurationFacts, DEFAULT_POLICY } from '../core/policy.ts';
import { type ConfigFile, configFile } from '../policy/config.ts';
import { layered, type Settings } from '../policy/keys.ts';
import { type OrgFile, organizationOf, orgFile } from '../policy/org.ts';
import { NO_ORGANIZATION, type Organization, resolve } from '../policy/resolve.ts';
import { settingsOf } from '../policy/wip-rules.ts';
import type { StoredLayer } from '../ports/configurations.ts';
import type { LayerKind } from './layers.ts';

/** The repository that holds the organisation's files. */
export const HOME = '.github';

export const OWN: LayerKind<ConfigFile, Settings> = {
  kind: configFile,
  none: {},
  valueOf: (files) => layered(files.map((file) => settingsOf(file))),
  settingsIn: (value) => [value],
  mapSettings: (value, change) => change(value),
};

export const ORGANIZATION: LayerKind<OrgFile, Organization> = {
  kind: orgFile,
  none: NO_ORGANIZATION,
  valueOf: (files) => organizationOf(files.map((file) => ({ file, settings: settingsOf(file) }))),
  settingsIn: ({ settings, pods }) => [settings, ...pods.map((pod) => pod.settings)],
  mapSettings: (value, change) => ({
    ...value,
    settings: change(value.settings),
    pods: value.pods.map((pod) => ({ ...pod, settings: change(pod.settings) })),
  }),
};

/** Pure. `repository`: its name without the owner. */
export function configurationFrom(
  organization: StoredLayer<Organization>,
  own: StoredLayer<Settings>,
  repository: string,
): ConfigurationFacts {
  const blobSha = own.files[0]?.blobSha ?? null;
  if (own.value === null) return { source: 'none', policy: null, problems: own.problems, blobSha: null };
  const { policy } = resolve(organization.value ?? NO_ORGANIZATION, repository, own.value);
  const broken = [own, organization].filter(({ source }) => source === 'last-good');
  if (broken.length > 0)
    return { source: 'last-good', policy, problems: broken.flatMap(({ problems }) => problems), blobSha };
  const configured = own.source === 'repository' || organization.source === 'repository';
  return configured
    ? { source: 'repository', policy, problems: [], blobSha }
    : { source: 'default', policy: DEFAULT_POLICY, problems: [], blobSha: null };
}

/** JSON with sorted keys: the database gives objects back in an order of its own. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );

export const sameConfiguration = (a: ConfigurationFacts | null, b: ConfigurationFacts | null): boolean =>
  canonical(a) === canonical(b);
