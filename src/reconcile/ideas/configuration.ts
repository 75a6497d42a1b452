// What a repository's default branch says of ideas: the organisation's `ideas.yml` underneath, its own on top, and its issue form. Read
// when the first issue comes that may be one, and again when something there changes; repositories without ideas cost nothing.

import type { RepositoryFacts } from '../../core/facts.ts';
import type { IdeaConfiguration } from '../../core/ideas/rules.ts';
import type { InstallationId, IssueNumber } from '../../core/ids.ts';
import { type IdeaLayer, ideaLayerOf, NO_IDEA_LAYER, resolveIdeas } from '../../policy/idea-layer.ts';
import { ideasFile } from '../../policy/ideas.ts';
import type { IdeasFile } from '../../policy/ideas-schema.ts';
import { readIssueForm } from '../../policy/issue-form.ts';
import type { Scope, StoredLayer } from '../../ports/configurations.ts';
import type { Job } from '../../ports/ledger.ts';
import { canonical, HOME } from '../configuration.ts';
import { type LayerKind, readLayer } from '../layers.ts';
import type { Place, Spine } from '../spine.ts';
import { labelFirst, makeLabel } from './label.ts';

export const ORGANIZATION_IDEAS: Scope = 'organization-ideas';

export const IDEAS: LayerKind<IdeasFile, IdeaLayer> = {
  kind: ideasFile,
  none: NO_IDEA_LAYER,
  valueOf: ideaLayerOf,
  settingsIn: () => [],
  mapSettings: (value) => value,
};

const FORMS = '.github/ISSUE_TEMPLATE/';

/** The organisation's file again, where anybody has ideas; true when it says something else than before. */
export async function rereadIdeaDefaults(
  spine: Spine,
  installation: InstallationId,
  owner: string,
): Promise<boolean> {
  const before = await spine.ledger.reading(installation, (reader) => reader.layer(ORGANIZATION_IDEAS));
  if (before === null) return false;
  const now = await layer(spine, installation, ORGANIZATION_IDEAS, { owner, name: HOME });
  if (canonical(before) === canonical(now)) return false;
  await spine.ledger.writing(installation, (writer) => writer.saveLayer(ORGANIZATION_IDEAS, now));
  return true;
}

/** As kept; read now where it never was. `opened`: the issue that was opened, if that is why it is asked for. */
export async function ideaConfiguration(
  spine: Spine,
  installation: InstallationId,
  repository: RepositoryFacts,
  opened: IssueNumber | null,
): Promise<IdeaConfiguration> {
  const known = await spine.ideas.writing(installation, (writer) => writer.ideaConfiguration(repository.id));
  if (known !== null) return known;
  const read = await readNow(spine, installation, repository);
  // Before it is kept: whoever is interrupted here begins anew.
  await makeLabel(spine, installation, repository, null, read.configuration);
  if (opened !== null) await labelFirst(spine, installation, repository, opened, read.configuration);
  await keep(spine, installation, repository, read, null);
  return read.configuration;
}

/** Again, where it was ever read; every idea is looked at again when it changed. `changed`: the repository's files did. */
export async function rereadIdeas(
  spine: Spine,
  { installation, repositoryId }: Place,
  repository: RepositoryFacts,
  changed: boolean,
): Promise<void> {
  const before = await spine.ideas.writing(installation, (writer) => writer.ideaConfiguration(repositoryId));
  if (before === null && !changed) return;
  const read = await readNow(spine, installation, repository);
  const { source, form } = read.configuration;
  // Of what says nothing about ideas nothing is kept, so that sweeps pass it over.
  if (before === null && source === 'default' && form === null) return;
  await makeLabel(spine, installation, repository, before, read.configuration);
  await keep(spine, installation, repository, read, before);
}

interface ReadNow {
  readonly above: StoredLayer<IdeaLayer>;
  readonly own: StoredLayer<IdeaLayer>;
  readonly configuration: IdeaConfiguration;
}

async function readNow(
  spine: Spine,
  installation: InstallationId,
  repository: RepositoryFacts,
): Promise<ReadNow> {
  const { id, owner, name } = repository;
  const above = await layer(spine, installation, ORGANIZATION_IDEAS, { owner, name: HOME });
  const own = await layer(spine, installation, `ideas/${id}`, { owner, name });
  return { above, own, configuration: await settle(spine, installation, repository, above, own) };
}

const keep = (
  spine: Spine,
  installation: InstallationId,
  { id }: RepositoryFacts,
  { above, own, configuration }: ReadNow,
  before: IdeaConfiguration | null,
): Promise<void> =>
  spine.ideas.writing(installation, async (writer) => {
    await writer.saveLayer(ORGANIZATION_IDEAS, above);
    await writer.saveLayer(`ideas/${id}`, own);
    await writer.saveIdeaConfiguration(id, configuration);
    if (before !== null && canonical(before) !== canonical(configuration)) await writer.addJobs([again(id)]);
  });

const again = (repositoryId: RepositoryFacts['id']): Job => ({
  task: 'sweep-ideas',
  repositoryId,
  force: true,
});

async function layer(
  spine: Spine,
  installation: InstallationId,
  scope: Scope,
  at: { readonly owner: string; readonly name: string },
): Promise<StoredLayer<IdeaLayer>> {
  const before = await spine.ledger.reading(installation, (reader) => reader.layer(scope));
  return readLayer(spine, installation, IDEAS, { ...at, ref: null }, before as StoredLayer<IdeaLayer> | null);
}

async function settle(
  spine: Spine,
  installation: InstallationId,
  { owner, name }: RepositoryFacts,
  above: StoredLayer<IdeaLayer>,
  own: StoredLayer<IdeaLayer>,
): Promise<IdeaConfiguration> {
  const problems = [...above.problems, ...own.problems];
  if (above.value === null || own.value === null)
    return { source: 'none', rules: null, form: null, problems };
  const { rules, form } = resolveIdeas(above.value, own.value);
  const sources = [own.source, above.source];
  const source = sources.includes('last-good')
    ? 'last-good'
    : sources.includes('repository')
      ? 'repository'
      : 'default';
  const read = await formAt(spine, installation, { owner, name }, form);
  return { source, rules, form: read, problems };
}

/** The repository's own, else the organisation's, as GitHub itself picks it. */
async function formAt(
  spine: Spine,
  installation: InstallationId,
  at: { readonly owner: string; readonly name: string },
  file: string,
): Promise<IdeaConfiguration['form']> {
  const path = `${FORMS}${file}`;
  for (const place of [at, { ...at, name: HOME }]) {
    const found = await spine.github.repositories.file(installation, place, path);
    if (found?.text !== null && found?.text !== undefined) return readIssueForm(path, found.text).form;
  }
  return null;
}
