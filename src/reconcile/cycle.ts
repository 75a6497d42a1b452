// What one subject's waiting deliveries lead to. Events only name what may have changed; each cycle ends in the state GitHub
// shows, whatever order they came in.

import type { DomainEvent, Subject } from '../core/event.ts';
import { newest } from '../core/freshness.ts';
import type { InstallationId, PullNumber } from '../core/ids.ts';
import type { DeliveryOutcome, StoredInstallation, StoredPull, StoredRepository } from '../ports/ledger.ts';
import { adopt } from './adopt.ts';
import { done, type ReadEvent, readDeliveries, rejected } from './deliveries.ts';
import { cycleInstallation } from './installation.ts';
import { AmbiguousLook, type Judgement, judge, type Look } from './judge.ts';
import { readPull } from './read-pull.ts';
import { cycleRepository } from './repository.ts';
import type { Cause, Spine } from './spine.ts';

type PullEvent = Extract<DomainEvent, { kind: 'pull-seen' | 'recheck' }>;

const isPullEvent = (event: DomainEvent): event is PullEvent =>
  event.kind === 'pull-seen' || event.kind === 'recheck';

/** `subject` as the inbox filed it: `subjectKey`, or `delivery/<guid>` for one that could not be read. */
export async function cycle(spine: Spine, installation: InstallationId, subject: string): Promise<void> {
  const { pending, status } = await spine.ledger.reading(installation, async (reader) => ({
    pending: await reader.pending(subject),
    status: (await reader.installation())?.status ?? null,
  }));
  if (pending.length === 0) return;
  await spine.failpoint('deliveries-read');
  const { events, outcomes } = readDeliveries(installation, pending);
  // All deliveries of a job have the same subject; one that was broken when it came has it only now.
  const parsed = events[0]?.subject;
  if (parsed === undefined) return finish(spine, installation, outcomes);
  switch (parsed.kind) {
    case 'installation':
      return cycleInstallation(spine, installation, events, outcomes);
    case 'repository':
      return cycleRepository(
        spine,
        { installation, repositoryId: parsed.repositoryId },
        status,
        events,
        outcomes,
      );
    case 'pull':
      return cyclePull(spine, installation, parsed, status, events, outcomes);
  }
}

async function finish(
  spine: Spine,
  installation: InstallationId,
  outcomes: readonly DeliveryOutcome[],
): Promise<void> {
  await spine.ledger.writing(installation, (writer) => writer.finishDeliveries(outcomes));
}

async function cyclePull(
  spine: Spine,
  installation: InstallationId,
  { repositoryId, pullNumber }: Extract<Subject, { kind: 'pull' }>,
  status: StoredInstallation['status'] | null,
  events: readonly ReadEvent[],
  outcomes: readonly DeliveryOutcome[],
): Promise<void> {
  const last = events.at(-1);
  const named = events
    .map((one) => one.event)
    .filter(isPullEvent)
    .at(-1);
  if (!last || !named) return finish(spine, installation, [...outcomes, ...done(events)]);
  if (status === 'suspended' || status === 'removed') {
    return finish(spine, installation, [...outcomes, ...done(events, `the installation is ${status}`)]);
  }
  const { known, stored } = await spine.ledger.reading(installation, async (reader) => ({
    known: await reader.repository(repositoryId),
    stored: await reader.pull(repositoryId, pullNumber),
  }));
  const repository = await adopt(spine, installation, named.repository, known);
  if (repository === null) {
    const reason = `${named.repository.owner}/${named.repository.name} is not a repository of this installation`;
    return finish(spine, installation, [...outcomes, ...rejected(events, reason)]);
  }
  const asks = events.some(({ event }) => event.kind === 'pull-seen' && event.asks);
  const cause: Cause = { event: last.last, asks };
  const judgement: Judgement = {
    cause,
    force: events.some(({ event }) => event.kind === 'recheck'),
    finish: [...outcomes, ...done(events)],
  };
  await judgeEvents(spine, installation, repository, pullNumber, stored, events, judgement);
}

async function judgeEvents(
  spine: Spine,
  installation: InstallationId,
  repository: StoredRepository,
  number: PullNumber,
  stored: StoredPull | null,
  events: readonly ReadEvent[],
  judgement: Judgement,
): Promise<void> {
  const place = { installation, repositoryId: repository.id };
  const look = seenIn(events, judgement) ?? (await readPull(spine, installation, repository, number, stored));
  if (look === null) return finish(spine, installation, judgement.finish);
  await spine.failpoint('facts-loaded');
  try {
    await judge(spine, place, repository, look, judgement);
  } catch (error) {
    if (!(error instanceof AmbiguousLook)) throw error;
    const read = await readPull(spine, installation, repository, number, stored);
    if (read) await judge(spine, place, repository, read, judgement);
  }
}

/** What the payloads show, unless they contradict each other or somebody asked for a new look. */
function seenIn(events: readonly ReadEvent[], { force }: Judgement): Look | null {
  if (force) return null;
  const pull = newest(events.flatMap(({ event }) => (event.kind === 'pull-seen' ? [event.pull] : [])));
  return pull && { pull, read: false };
}
