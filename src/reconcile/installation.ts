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
  if (last) await settleInstallation(spine, installation, { event: last.last, asked: null });
  await spine.ledger.writing(installation, (writer) =>
    writer.finishDeliveries([...outcomes, ...done(events)]),
  );
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
  listed?: InstallationSeen,
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
    if (status === 'active') await writer.addJobs([{ task: 'sweep-installation' }]);
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
