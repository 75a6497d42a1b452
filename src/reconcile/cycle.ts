// What one subject's waiting deliveries lead to. Events only name what may have changed; each cycle ends in the state GitHub
// shows, whatever order they came in.

import type { DomainEvent, Subject } from '../core/event.ts';
import { newest } from '../core/freshness.ts';
import type { InstallationId, PullNumber } from '../core/ids.ts';
import type { DeliveryOutcome, StoredInstallation, StoredRepository } from '../ports/ledger.ts';
import { adopt } from './adopt.ts';
import { done, type ReadDeliveries, type ReadEvent, readDeliveries, rejected } from './deliveries.ts';
import { cycleInstallation } from './installation.ts';
import { AmbiguousLook, type Judgement, judge, type Look } from './judge.ts';
import { readPull } from './read-pull.ts';
import { cycleRepository } from './repository.ts';
import type { Cause, Spine } from './spine.ts';

type PullEvent = Extract<DomainEvent, { kind: 'pull-seen' | 'recheck' }>;

const isPullEvent = (event: DomainEvent): event is PullEvent =>
  event.kind === 'pull-seen' || event.kind === 'recheck';

interface Seen extends ReadDeliveries {
  readonly status: StoredInstallation['status'] | null;
  /** The repository of the pull request it is about, as far as we know it. */
  readonly known: StoredRepository | null;
}

/** `subject` as the inbox filed it: `subjectKey`, or `delivery/<guid>` for one that could not be read. */
export async function cycle(spine: Spine, installation: InstallationId, subject: string): Promise<void> {
  const seen = await spine.ledger.reading(installation, async (reader) => {
    const pending = await reader.pending(subject);
    const read = readDeliveries(installation, pending);
    const about = read.events[0]?.subject;
    return {
      ...read,
      isEmpty: pending.length === 0,
      status: (await reader.installation())?.status ?? null,
      known: about?.kind === 'pull' ? await reader.repository(about.repositoryId) : null,
    };
  });
  if (seen.isEmpty) return;
  await spine.failpoint('deliveries-read');
  const { events, outcomes, status } = seen;
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
      return cyclePull(spine, installation, parsed, seen);
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
  { pullNumber }: Extract<Subject, { kind: 'pull' }>,
  { events, outcomes, status, known }: Seen,
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
  await judgeEvents(spine, installation, repository, pullNumber, events, judgement);
}

async function judgeEvents(
  spine: Spine,
  installation: InstallationId,
  repository: StoredRepository,
  number: PullNumber,
  events: readonly ReadEvent[],
  judgement: Judgement,
): Promise<void> {
  const place = { installation, repositoryId: repository.id };
  const read = async (): Promise<Look | null> => {
    const stored = await spine.ledger.reading(installation, (reader) => reader.pull(repository.id, number));
    return readPull(spine, installation, repository, number, stored);
  };
  const look = seenIn(events, judgement) ?? (await read());
  if (look === null) return finish(spine, installation, judgement.finish);
  await spine.failpoint('facts-loaded');
  try {
    await judge(spine, place, repository, look, judgement);
  } catch (error) {
    if (!(error instanceof AmbiguousLook)) throw error;
    const settled = await read();
    if (settled) await judge(spine, place, repository, settled, judgement);
  }
}

/** What the payloads show, unless they contradict each other or somebody asked for a new look. */
function seenIn(events: readonly ReadEvent[], { force }: Judgement): Look | null {
  if (force) return null;
  const pull = newest(events.flatMap(({ event }) => (event.kind === 'pull-seen' ? [event.pull] : [])));
  return pull && { pull, read: false };
}
