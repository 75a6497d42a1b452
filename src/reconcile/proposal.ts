// A commit that is not in force yet may change configuration files: it gets the check `clos/config`, with remarks on its lines
// and with what would change. It decides nothing: what is in force is read on default branches (T-1).

import type { PullNumber, Sha } from '../core/ids.ts';
import { renderCheck } from '../core/render/check.ts';
import { type ProposedFile, proposalAnnotations, proposalCheck } from '../core/render/proposal.ts';
import { organizationChanges, rulesChanges } from '../policy/changes.ts';
import { type GateLayer, NO_GATE_LAYER } from '../policy/gate-layer.ts';
import { type IdeaLayer, NO_IDEA_LAYER, resolveIdeas } from '../policy/idea-layer.ts';
import { ideaChanges } from '../policy/ideas-changes.ts';
import type { Settings } from '../policy/keys.ts';
import { NO_ORGANIZATION, type Organization, resolve } from '../policy/resolve.ts';
import type { Scope, StoredLayer } from '../ports/configurations.ts';
import type { StoredRepository } from '../ports/ledger.ts';
import { changedFilesOf } from './changed-files.ts';
import { ORGANIZATION, OWN } from './configuration.ts';
import { GATES } from './gates/configuration.ts';
import { proposedGates } from './gates/proposal.ts';
import { hashOf } from './hash.ts';
import { IDEAS, ORGANIZATION_IDEAS } from './ideas/configuration.ts';
import { type LayerKind, readLayer } from './layers.ts';
import { isHome, organizationOf } from './organization.ts';
import { readPull } from './read-pull.ts';
import type { Cause, Place, Spine } from './spine.ts';

export const CONFIG_CHECK = 'clos/config';

export interface Proposal {
  readonly headSha: Sha;
  /** A fork's pull request: GitHub is asked which files it changes, once. Null: we know that it changes some. */
  readonly pullNumber: PullNumber | null;
  readonly force: boolean;
}

const CONFIGURATION = /^\.clos\/.*\.ya?ml$/;

export async function propose(spine: Spine, place: Place, proposal: Proposal, cause: Cause): Promise<void> {
  const { installation, repositoryId } = place;
  const repository = await spine.ledger.reading(installation, (reader) => reader.repository(repositoryId));
  if (repository?.status !== 'active') return;
  if (!(await touches(spine, place, repository, proposal))) return;
  const files = await proposedFiles(spine, place, repository, proposal.headSha);
  if (files.length === 0) return;
  const annotations = proposalAnnotations(files);
  await spine.ledger.writing(installation, async (writer) => {
    const { event } = cause;
    const context = { now: await writer.now(), lastEvent: event, traceId: event.trace };
    const { title, summary, text } = renderCheck(proposalCheck(files), context);
    const conclusion = annotations.some(({ level }) => level === 'failure') ? 'failure' : 'success';
    const body = { status: 'completed' as const, conclusion, title, summary, text, annotations } as const;
    const essenceHash = hashOf(JSON.stringify(files));
    const check = { repositoryId, headSha: proposal.headSha, name: CONFIG_CHECK, essenceHash, body };
    await writer.desireOnCommit(check, { trace: event.trace, force: proposal.force });
  });
}

/** A head that was pushed over is nobody's question any more. Too many to be listed: it may. */
async function touches(
  spine: Spine,
  { installation, repositoryId }: Place,
  repository: StoredRepository,
  { headSha, pullNumber }: Proposal,
): Promise<boolean> {
  if (pullNumber === null) return true;
  const stored = await spine.ledger.reading(installation, (reader) => reader.pull(repositoryId, pullNumber));
  const known = stored?.facts.headSha === headSha ? stored.facts : null;
  const pull = known ?? (await readPull(spine, installation, repository, pullNumber))?.pull;
  if (pull?.headSha !== headSha) return false;
  const { paths } = await changedFilesOf(spine, installation, repository, pull, stored?.files ?? null);
  return paths?.some((path) => CONFIGURATION.test(path)) ?? true;
}

/** The repository's own files that differ from those on the default branch. */
async function proposedFiles(
  spine: Spine,
  { installation }: Place,
  repository: StoredRepository,
  head: Sha,
): Promise<readonly ProposedFile[]> {
  const organization = await organizationOf(spine, installation, repository.owner);
  const own = await stored<Settings>(spine, installation, `repository/${repository.id}`);
  const { file } = spine.github.repositories;
  const found: ProposedFile[] = [];
  const at = { owner: repository.owner, name: repository.name, ref: head };
  const differs = async (path: string): Promise<boolean> => {
    const [now, then] = [await file(installation, at, path), await file(installation, at, path, head)];
    return now?.blobSha !== then?.blobSha;
  };
  const read = <T extends { readonly extends?: string | readonly string[] }, V>(which: LayerKind<T, V>) =>
    readLayer(spine, installation, which, at, null);
  if (await differs(OWN.kind.path)) found.push(ownFile(repository.name, organization, own, await read(OWN)));
  if (isHome(repository) && (await differs(ORGANIZATION.kind.path)))
    found.push(organizationFile(organization, await read(ORGANIZATION)));
  if (await differs(GATES.kind.path))
    found.push(await gatesFile(spine, installation, repository, await read(GATES)));
  if (await differs(IDEAS.kind.path))
    found.push(await ideasFile(spine, installation, repository, await read(IDEAS)));
  for (const [path, kind] of await extendedFiles(spine, installation, repository)) {
    if (await differs(path)) found.push(await extendedFile({ ...kind, path }, read));
  }
  return found;
}

async function gatesFile(
  spine: Spine,
  installation: Place['installation'],
  repository: StoredRepository,
  then: StoredLayer<GateLayer>,
): Promise<ProposedFile> {
  const organization = await stored<GateLayer>(spine, installation, 'organization-gates');
  if (isHome(repository)) return proposedGates(GATES.kind.path, null, organization, then);
  const now = await stored<GateLayer>(spine, installation, `gates/${repository.id}`);
  return proposedGates(GATES.kind.path, organization ?? NO_GATES, now, then);
}

async function ideasFile(
  spine: Spine,
  installation: Place['installation'],
  repository: StoredRepository,
  then: StoredLayer<IdeaLayer>,
): Promise<ProposedFile> {
  const above = await stored<IdeaLayer>(spine, installation, ORGANIZATION_IDEAS);
  const own = await stored<IdeaLayer>(spine, installation, `ideas/${repository.id}`);
  const home = isHome(repository);
  const under = home ? NO_IDEA_LAYER : (above?.value ?? NO_IDEA_LAYER);
  const now = (home ? above : own)?.value ?? NO_IDEA_LAYER;
  const changes = ideaChanges(resolveIdeas(under, now), resolveIdeas(under, then.value ?? NO_IDEA_LAYER));
  return proposed(IDEAS.kind.path, then, [], changes);
}

const NO_GATES: StoredLayer<GateLayer> = {
  source: 'default',
  value: NO_GATE_LAYER,
  problems: [],
  notices: [],
  files: [],
};

const stored = async <V>(spine: Spine, installation: Place['installation'], scope: Scope) =>
  (await spine.ledger.reading(installation, (reader) => reader.layer(scope))) as StoredLayer<V> | null;

function ownFile(
  repository: string,
  organization: StoredLayer<Organization>,
  now: StoredLayer<Settings> | null,
  then: StoredLayer<Settings>,
): ProposedFile {
  const under = organization.value ?? NO_ORGANIZATION;
  const before = resolve(under, repository, now?.value ?? {});
  const after = resolve(under, repository, then.value ?? {});
  const changes = rulesChanges(before.policy, after.policy);
  return proposed(OWN.kind.path, then, after.problems, changes);
}

const organizationFile = (now: StoredLayer<Organization>, then: StoredLayer<Organization>): ProposedFile =>
  proposed(
    ORGANIZATION.kind.path,
    then,
    [],
    organizationChanges(now.value ?? NO_ORGANIZATION, then.value ?? NO_ORGANIZATION),
  );

const proposed = (
  path: string,
  { source, problems, notices }: StoredLayer,
  more: ProposedFile['problems'],
  changes: ProposedFile['changes'],
): ProposedFile => ({
  path,
  deleted: source === 'default',
  problems: [...problems, ...more],
  notices,
  changes,
});

type AnyKind = typeof OWN | typeof ORGANIZATION | typeof GATES | typeof IDEAS;

/** The files that are looked at by themselves. */
const ROOTS: readonly string[] = [OWN, ORGANIZATION, GATES, IDEAS].map(({ kind }) => kind.path);

function kindFor(scope: Scope): AnyKind {
  if (scope === 'organization') return ORGANIZATION;
  if (scope === ORGANIZATION_IDEAS || scope.startsWith('ideas/')) return IDEAS;
  return scope.startsWith('repository/') ? OWN : GATES;
}

/** Files of this repository that others extend, each read as the kind of those who do. */
async function extendedFiles(
  spine: Spine,
  installation: Place['installation'],
  { owner, name }: StoredRepository,
): Promise<ReadonlyMap<string, { readonly which: AnyKind; readonly by: number }>> {
  const layers = await spine.ledger.reading(installation, (reader) => reader.layers());
  const found = new Map<string, { which: AnyKind; by: number }>();
  for (const { scope, files } of layers) {
    for (const one of files.slice(1)) {
      if (`${one.owner}/${one.name}`.toLowerCase() !== `${owner}/${name}`.toLowerCase()) continue;
      if (ROOTS.includes(one.path)) continue;
      found.set(one.path, { which: kindFor(scope), by: (found.get(one.path)?.by ?? 0) + 1 });
    }
  }
  return found;
}

async function extendedFile(
  { which, by, path }: { readonly which: AnyKind; readonly by: number; readonly path: string },
  read: (which: never) => Promise<StoredLayer>,
): Promise<ProposedFile> {
  const kind = { ...which, kind: { ...which.kind, path } };
  const then = await read(kind as never);
  const users = { setting: 'files that extend this one', before: String(by), after: String(by) };
  return proposed(path, then, [], [users]);
}
