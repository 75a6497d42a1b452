// Meeting a repository for the first time (or again): whose it is, and what configuration it runs under. Payloads say which
// installation they belong to; GitHub is asked once whether that is true (T-117).

import type { RepositoryFacts } from '../core/facts.ts';
import type { InstallationId } from '../core/ids.ts';
import type { StoredRepository, Writer } from '../ports/ledger.ts';
import { type OwnConfiguration, readConfiguration } from './own-configuration.ts';
import { saveOwnRules } from './rules.ts';
import type { Spine } from './spine.ts';

const isSettled = (repository: StoredRepository | null): boolean =>
  repository?.status === 'active' && repository.configuration !== null;

async function save(
  writer: Writer,
  adopted: StoredRepository,
  { scope, layer }: OwnConfiguration,
): Promise<StoredRepository> {
  const installation = await writer.installation();
  if (installation === null) {
    await writer.saveInstallation({ accountId: 0, accountLogin: adopted.owner, status: 'active' });
  }
  const now = await writer.repository(adopted.id);
  // Someone else met it in the meantime and may know it better.
  if (now && isSettled(now)) return now;
  await writer.saveRepository(adopted);
  await writer.saveLayer(scope, layer);
  await saveOwnRules(writer, adopted);
  return adopted;
}

/** `verified`: GitHub itself listed it for this installation. Null when it belongs to another installation. */
export async function adopt(
  spine: Spine,
  installation: InstallationId,
  facts: RepositoryFacts,
  known: StoredRepository | null,
  verified = false,
): Promise<StoredRepository | null> {
  if (known && isSettled(known)) return known;
  if (!verified && (await spine.github.repositories.installationOf(facts)) !== installation) return null;
  const read = await readConfiguration(spine, installation, facts);
  const { configuration } = read;
  const adopted: StoredRepository = {
    ...facts,
    status: 'active',
    configuration,
    gatesActive: false,
  };
  return spine.ledger.writing(installation, (writer) => save(writer, adopted, read));
}
