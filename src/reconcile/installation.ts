// Events about an installation. They arrive in any order, so GitHub is asked how things stand now.

import type { InstallationId } from '../core/ids.ts';
import type { InstallationSeen } from '../ports/github.ts';
import type { DeliveryOutcome, StoredInstallation } from '../ports/ledger.ts';
import { done, type ReadEvent } from './deliveries.ts';
import { letGo } from './judge.ts';
import type { Cause, Spine } from './spine.ts';

export async function cycleInstallation(
  spine: Spine,
  installation: InstallationId,
  events: readonly ReadEvent[],
  outcomes: readonly DeliveryOutcome[],
): Promise<void> {
  const last = events.at(-1);
  // An organisation makes repositories every day, and each tells us so: that is no reason to look at all the others.
  const gainedOnly = events.every(
    ({ event: { kind } }) => kind === 'repositories-gained' || kind === 'repository-lost',
  );
  if (last) await settleInstallation(spine, installation, { event: last.last, asked: null }, { gainedOnly });
  // Those that another event made known already; of the rest the sweep learns from GitHub's list.
  const named = events.flatMap(({ event }) =>
    event.kind === 'repositories-gained' ? event.repositoryIds : [],
  );
  await spine.ledger.writing(installation, async (writer) => {
    await writer.addJobs(named.map((repositoryId) => ({ task: 'sweep-repository', repositoryId })));
    await writer.finishDeliveries([...outcomes, ...done(events)]);
  });
}

const statusOf = (seen: InstallationSeen | null): StoredInstallation['status'] => {
  if (seen === null) return 'removed';
  return seen.suspended ? 'suspended' : 'active';
};

/** Brings our rows to what GitHub says of this installation now. */
export async function settleInstallation(
  spine: Spine,
  installation: InstallationId,
  cause: Cause,
  {
    listed,
    gainedOnly = false,
  }: { readonly listed?: InstallationSeen | undefined; readonly gainedOnly?: boolean } = {},
): Promise<void> {
  const seen = listed ?? (await spine.github.installations.get(installation));
  const status = statusOf(seen);
  await spine.ledger.writing(installation, async (writer) => {
    const before = await writer.installation();
    await writer.saveInstallation({
      accountId: seen?.accountId ?? 0,
      accountLogin: seen?.accountLogin ?? before?.accountLogin ?? '',
      status,
    });
    if (before?.status !== status) {
      const change = {
        actor: 'clos',
        action: `installation.${status}`,
        subject: `installation/${installation}`,
      };
      await writer.audit([{ ...change, before: before?.status ?? null, after: status }], cause.event.trace);
    }
    if (status === 'active')
      await writer.addJobs([
        { task: 'sweep-installation', gainedOnly: gainedOnly && before?.status === 'active' },
      ]);
  });
  if (status !== 'active') await letGoOfAll(spine, installation, status, cause);
}

async function letGoOfAll(
  spine: Spine,
  installation: InstallationId,
  status: 'suspended' | 'removed',
  cause: Cause,
): Promise<void> {
  const known = await spine.ledger.reading(installation, (reader) => reader.repositories());
  for (const repository of known.filter((one) => one.status === 'active')) {
    await letGo(spine, { installation, repositoryId: repository.id }, repository, cause, async (held) => {
      if (status === 'removed') await held.saveRepository({ ...repository, status: 'lost' });
    });
  }
}
