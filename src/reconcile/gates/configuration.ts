// What a repository's default branch says of gates: the organisation's file underneath, its own on top, and its projects. Never
// from a pull request (T-1). What breaks keeps its last good version; without one, nothing can be judged and the check is red.

import type { RepositoryFacts } from '../../core/facts.ts';
import { TransientFault } from '../../core/faults.ts';
import { compile } from '../../core/gates/expressions/compile.ts';
import { DEFAULT_STAGES, type GateConfiguration, type TreeFile } from '../../core/gates/model.ts';
import type { InstallationId } from '../../core/ids.ts';
import { type GateLayer, gateLayerOf, NO_GATE_LAYER } from '../../policy/gate-layer.ts';
import { gatesFile } from '../../policy/gates.ts';
import { resolveGates } from '../../policy/gates-resolve.ts';
import type { GatesFile } from '../../policy/gates-schema.ts';
import { readProjects } from '../../policy/projects.ts';
import type { Scope, StoredLayer } from '../../ports/configurations.ts';
import type { StoredGates } from '../../ports/gate-records.ts';
import { canonical, HOME } from '../configuration.ts';
import { hashOf } from '../hash.ts';
import { type LayerKind, readLayer } from '../layers.ts';
import type { Spine } from '../spine.ts';

const ORGANIZATION: Scope = 'organization-gates';

export const GATES: LayerKind<GatesFile, GateLayer> = {
  kind: gatesFile,
  none: NO_GATE_LAYER,
  valueOf: gateLayerOf,
  settingsIn: () => [],
  mapSettings: (value) => value,
};

export interface ReadGates {
  readonly scope: Scope;
  /** What its own file says, to be saved together with what follows. */
  readonly layer: StoredLayer<GateLayer>;
  readonly gates: StoredGates;
}

const layerOf = async (spine: Spine, installation: InstallationId, scope: Scope) =>
  (await spine.ledger.reading(installation, (reader) =>
    reader.layer(scope),
  )) as StoredLayer<GateLayer> | null;

/** The organisation's file again; true when it says something else than before. */
export async function rereadGateDefaults(
  spine: Spine,
  installation: InstallationId,
  owner: string,
): Promise<boolean> {
  const before = await layerOf(spine, installation, ORGANIZATION);
  const now = await readLayer(spine, installation, GATES, { owner, name: HOME, ref: null }, before);
  if (before !== null && canonical(before) === canonical(now)) return false;
  await spine.ledger.writing(installation, (writer) => writer.saveLayer(ORGANIZATION, now));
  return before !== null || now.source !== 'default';
}

/** Everything again, at one `version` of the default branch's `.clos/`. */
export async function readGates(
  spine: Spine,
  installation: InstallationId,
  repository: RepositoryFacts,
  version: string | null,
  previous: StoredGates | null,
): Promise<ReadGates> {
  const { id, owner, name } = repository;
  const scope: Scope = `gates/${id}`;
  const organization = await layerOf(spine, installation, ORGANIZATION);
  const before = await layerOf(spine, installation, scope);
  const layer = await readLayer(spine, installation, GATES, { owner, name, ref: null }, before);
  const { files: found, version: ofFiles } = await spine.gates.reader.files(installation, repository, null);
  if (found.kind === 'unknown')
    throw new TransientFault('gate-files', `.clos/ cannot be read: ${found.because}`);
  // Kept under a version that they are not of, they would not be read again until something else changes.
  if (ofFiles !== version || !isOf(layer, found.value))
    throw new TransientFault('gates-moved', '.clos/ changed while it was read');
  const configuration = configurationOf(organization, layer, previous);
  const projects = readProjects(found.value, configuration.rules?.stages ?? DEFAULT_STAGES);
  const active = projects.length > 0 || layer.source !== 'default';
  const whole = { ...configuration, active };
  const rulesHash = hashOf(canonical([whole.rules, active]));
  return { scope, layer, gates: { version, configuration: whole, projects, rulesHash } };
}

/** Whether it was read from the `gates.yml` among these files. A link says nothing of what it leads to. */
function isOf({ files: [file] }: StoredLayer<GateLayer>, all: readonly TreeFile[]): boolean {
  const listed = all.find(({ path }) => path === GATES.kind.path);
  if (listed !== undefined && listed.kind !== 'file' && listed.kind !== 'executable') return true;
  return file === undefined ? listed === undefined : file.blobSha === '' || file.blobSha === listed?.sha;
}

/** Pure. */
function configurationOf(
  organization: StoredLayer<GateLayer> | null,
  own: StoredLayer<GateLayer>,
  previous: StoredGates | null,
): Omit<GateConfiguration, 'active'> {
  const [above, value] = [organization === null ? NO_GATE_LAYER : organization.value, own.value];
  // Judged without the organisation's rules, a pull request could pass that they would stop (T-4).
  if (above === null) return { source: 'none', rules: null, problems: organization?.problems ?? [] };
  if (value === null) return { source: 'none', rules: null, problems: own.problems };
  const { rules, problems } = resolveGates(above, value, compile);
  if (rules === null) {
    // Each file by itself is well, but not what they say together, such as an expression about evidence that the organisation no
    // longer knows.
    const good = previous?.configuration.rules ?? null;
    return { source: good ? 'last-good' : 'none', rules: good, problems };
  }
  const broken = [own, organization].filter((one) => one?.source === 'last-good');
  if (broken.length > 0)
    return { source: 'last-good', rules, problems: broken.flatMap((one) => one?.problems ?? []) };
  const configured = own.source === 'repository' || organization?.source === 'repository';
  return { source: configured ? 'repository' : 'default', rules, problems: [] };
}
