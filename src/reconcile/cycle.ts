// What one subject's waiting deliveries lead to. Events only name what may have changed; each cycle ends in the state GitHub
// shows, whatever order they came in.

import type { DomainEvent, Subject } from '../core/event.ts';
import { newest } from '../core/freshness.ts';
import type { InstallationId, PullNumber } from '../core/ids.ts';
import type { DeliveryOutcome, StoredInstallation, StoredRepository } from '../ports/ledger.ts';
import { adopt } from './adopt.ts';
import { commandsIn, withCommands } from './command.ts';
import { done, type ReadDeliveries, type ReadEvent, readDeliveries, rejected } from './deliveries.ts';
import { noteLabels } from './entitle.ts';
import { cycleIssue } from './ideas/cycle.ts';
import { cycleInstallation } from './installation.ts';
import type { Judgement, Look } from './judge.ts';
import { judgeOrRead } from './judge-or-read.ts';
import { cycleGroup } from './merge-group.ts';
import { CONFIG_CHECK } from './proposal.ts';
import { readPull } from './read-pull.ts';
import { cycleRepository } from './repository.ts';
import type { Cause, Spine } from './spine.ts';

type PullEvent = Extract<
  DomainEvent,
  { kind: 'pull-seen' | 'activity' | 'reviews-changed' | 'commanded' | 'recheck' }
>;

const isPullEvent = (event: DomainEvent): event is PullEvent =>
  event.kind === 'pull-seen' ||
  event.kind === 'activity' ||
  event.kind === 'reviews-changed' ||
  event.kind === 'commanded' ||
  event.kind === 'recheck';

/** Deliveries taken at once: their bodies are in memory together. */
const AT_ONCE = 50;

interface Seen extends ReadDeliveries {
  readonly status: StoredInstallation['status'] | null;
  /** The repository it is about, as far as we know it. */
  readonly known: StoredRepository | null;
}

/** `subject` as the inbox filed it: `subjectKey`, or `delivery/<guid>` for one that could not be read. */
export async function cycle(spine: Spine, installation: InstallationId, subject: string): Promise<void> {
  while ((await cycleOnce(spine, installation, subject)) === AT_ONCE) {
    spine.log.debug({ installation, subject }, 'more deliveries wait for this subject');
  }
}

/** Returns how many deliveries it took. */
async function cycleOnce(spine: Spine, installation: InstallationId, subject: string): Promise<number> {
  const seen = await spine.ledger.reading(installation, async (reader) => {
    const pending = await reader.pending(subject, AT_ONCE);
    const read = readDeliveries(installation, pending);
    const about = read.events[0]?.subject;
    return {
      ...read,
      taken: pending.length,
      status: (await reader.installation())?.status ?? null,
      known: about && about.kind !== 'installation' ? await reader.repository(about.repositoryId) : null,
    };
  });
  if (seen.taken === 0) return 0;
  await spine.failpoint('deliveries-read');
  await handle(spine, installation, seen);
  return seen.taken;
}

async function handle(spine: Spine, installation: InstallationId, seen: Seen): Promise<void> {
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
    case 'merge-group':
      return cycleGroup(spine, installation, parsed.headSha, seen);
    case 'issue':
      return cycleIssue(spine, installation, parsed, seen);
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
  await noteProposals(spine, installation, repository, events);
  await noteLabels(spine, installation, repository, { repositoryId: repository.id, pullNumber }, events);
  if (events.some(({ event }) => event.name === 'pull_request.enqueued'))
    await expectGroup(spine, installation, repository);
  const cause: Cause = { event: last.last, asked: askedIn(events) };
  const judgement: Judgement = {
    cause,
    force: events.some(({ event }) => event.kind === 'recheck'),
    finish: [...outcomes, ...done(events)],
    activity: events.some(isActivity),
  };
  await judgeEvents(spine, installation, repository, pullNumber, events, judgement);
}

const NEW_HEAD = /^pull_request\.(opened|reopened|synchronize)$/;

/**
 * Pushes to a fork are not told to us, so its pull requests are looked at once per new head. A branch of the repository itself is
 * looked at when a push names configuration files, and from then on whatever is pushed to it.
 */
async function noteProposals(
  spine: Spine,
  installation: InstallationId,
  { id: repositoryId }: StoredRepository,
  events: readonly ReadEvent[],
): Promise<void> {
  const heads = events.flatMap(({ event }) =>
    event.kind === 'pull-seen' && NEW_HEAD.test(event.name) ? [event] : [],
  );
  for (const { pull, before } of heads) {
    const { headRepositoryId, headSha, number: pullNumber } = pull;
    const fork = headRepositoryId !== repositoryId;
    if (!fork && before === undefined) continue;
    await spine.ledger.writing(installation, async (writer) => {
      const goesOn =
        !fork && before !== undefined && (await writer.commitCheck(repositoryId, before, CONFIG_CHECK));
      if (!fork && !goesOn) return;
      await writer.addJobs([{ task: 'propose', repositoryId, headSha, ...(fork ? { pullNumber } : {}) }]);
    });
  }
}

/** How long a merge group's own event may take before its branch is looked for (T-34: answered within 30 seconds). */
const GROUP_SECONDS = 15;

/** The group's event may get lost, and a queue without an answer stands still until it times out. */
async function expectGroup(
  spine: Spine,
  installation: InstallationId,
  { id }: StoredRepository,
): Promise<void> {
  await spine.ledger.writing(installation, (writer) =>
    writer.addJobs([{ task: 'sweep-repository', repositoryId: id, delaySeconds: GROUP_SECONDS }]),
  );
}

async function judgeEvents(
  spine: Spine,
  installation: InstallationId,
  repository: StoredRepository,
  number: PullNumber,
  events: readonly ReadEvent[],
  judgement: Judgement,
): Promise<void> {
  const look =
    seenIn(events, judgement) ??
    (await storedFor(spine, installation, repository, number, events)) ??
    (await readPull(spine, installation, repository, number));
  if (look === null) return finish(spine, installation, judgement.finish);
  const commanded = commandsIn(events);
  const whole = await withCommands(spine, installation, repository, look.pull, commanded, judgement);
  await spine.failpoint('facts-loaded');
  const judged = await judgeOrRead(spine, repository, installation, look, whole);
  if (!judged) await finish(spine, installation, judgement.finish);
}

/** Pushed, reviewed, commented. Whoever presses a button only asks. */
const isActivity = ({ event }: ReadEvent): boolean =>
  (event.kind === 'pull-seen' && event.activity) ||
  event.kind === 'activity' ||
  (event.kind === 'commanded' && event.commentId !== null);

/** Comments and reviews change nothing of the pull request itself that matters here, so talk costs no request. */
async function storedFor(
  spine: Spine,
  installation: InstallationId,
  { id }: StoredRepository,
  number: PullNumber,
  events: readonly ReadEvent[],
): Promise<Look | null> {
  if (events.some(({ event }) => event.kind !== 'activity' && event.kind !== 'reviews-changed')) return null;
  const stored = await spine.ledger.reading(installation, (reader) => reader.pull(id, number));
  return stored && { pull: stored.facts, read: false };
}

/** How the author asked, over all events of the batch: a later "ready" or "reopened" counts more than "opened". */
function askedIn(events: readonly ReadEvent[]): Cause['asked'] {
  const asking = events
    .filter(({ event }) => event.kind === 'pull-seen' && event.asks)
    .map(({ event }) => event.name);
  if (asking.some((name) => name !== 'pull_request.opened')) return 'again';
  return asking.length > 0 ? 'opened' : null;
}

/** What the payloads show, unless they contradict each other or somebody asked for a new look, or for anything at all. */
function seenIn(events: readonly ReadEvent[], { force }: Judgement): Look | null {
  if (force || commandsIn(events).length > 0) return null;
  const pull = newest(events.flatMap(({ event }) => (event.kind === 'pull-seen' ? [event.pull] : [])));
  return pull && { pull, read: false };
}
