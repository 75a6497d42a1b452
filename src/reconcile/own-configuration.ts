// What one repository runs under by now: its own file read again, the organisation's as it was kept.

import type { RepositoryFacts } from '../core/facts.ts';
import type { InstallationId } from '../core/ids.ts';
import type { ConfigurationFacts } from '../core/policy.ts';
import type { Settings } from '../policy/keys.ts';
import type { Scope, StoredLayer } from '../ports/configurations.ts';
import { configurationFrom, OWN } from './configuration.ts';
import { readLayer } from './layers.ts';
import { organizationOf } from './organization.ts';
import type { Spine } from './spine.ts';

export interface OwnConfiguration {
  readonly scope: Scope;
  /** What its own file says, to be saved together with what follows. */
  readonly layer: StoredLayer<Settings>;
  readonly configuration: ConfigurationFacts;
}

export async function readConfiguration(
  spine: Spine,
  installation: InstallationId,
  { id, owner, name }: RepositoryFacts,
): Promise<OwnConfiguration> {
  const scope: Scope = `repository/${id}`;
  const organization = await organizationOf(spine, installation, owner);
  const before = await spine.ledger.reading(installation, (reader) => reader.layer(scope));
  const layer = await readLayer(
    spine,
    installation,
    OWN,
    { owner, name, ref: null },
    before as StoredLayer<Settings> | null,
  );
  return { scope, layer, configuration: configurationFrom(organization, layer, name) };
}
