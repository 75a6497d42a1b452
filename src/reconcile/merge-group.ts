// Answers the merge queue: `clos/wip`, and `clos/stage-gate` where there are gates, on a group's head says whether every member may land. What a member may do is what its own
// check says; a member that is not green is first looked at anew, so that an event lost about it does not throw the group out.

import { CHECK_NAMES, type CheckName } from '../core/effect.ts';
import type { DomainEvent } from '../core/event.ts';
import type { InstallationId, PullNumber, Sha } from '../core/ids.ts';
import { isJudgedBase } from '../core/gates/judged-base.ts';
import { decideGroup } from '../core/queue/decide.ts';
import { membersOf, parseQueueRef } from '../core/queue/members.ts';
import type { Member, MergeGroup, QueueRef } from '../core/queue/model.ts';
import type { DeliveryOutcome, StoredInstallation, StoredRepository } from '../ports/ledger.ts';
import type { GroupWriter } from '../ports/merge-queue.ts';
import { adopt } from './adopt.ts';
import { done, type ReadEvent, rejected } from './deliveries.ts';
import { lookAtGates } from './gates/judge.ts';
import { judgeOrRead } from './judge-or-read.ts';
import { readPull } from './read-pull.ts';
import { rendered } from './rendered.ts';
import { type Cause, type Place, type Spine, traceOf } from './spine.ts';

/** What the queue is answered for a repository with stage gates, and without. */
export const checksOf = ({ gatesActive }: StoredRepository): readonly CheckName[] =>
  gatesActive ? CHECK_NAMES : ['clos/wip'];

type GroupEvent = Extract<
  DomainEvent,
  { kind: 'merge-group-requested' | 'merge-group-destroyed' | 'recheck-group' }
>;

const isGroupEvent = (event: DomainEvent): event is GroupEvent =>
  event.kind === 'merge-group-requested' ||
  event.kind === 'merge-group-destroyed' ||
  event.kind === 'recheck-group';

/** What waits for one group's head, and what is known around it. */
export interface GroupSeen {
  readonly events: readonly ReadEvent[];
  readonly outcomes: readonly DeliveryOutcome[];
  readonly status: StoredInstallation['status'] | null;
  readonly known: StoredRepository | null;
}

export async function cycleGroup(
  spine: Spine,
  installation: InstallationId,
  headSha: Sha,
  { events, outcomes, status, known }: GroupSeen,
): Promise<void> {
  const finish = (more: readonly DeliveryOutcome[]) =>
    spine.ledger.writing(installation, (writer) => writer.finishDeliveries([...outcomes, ...more]));
  const named = events.map(({ event }) => event).filter(isGroupEvent);
  const [first] = named;
  const last = events.at(-1);
  if (!first || !last) return finish(done(events));
  if (status === 'suspended' || status === 'removed')
    return finish(done(events, `the installation is ${status}`));
  const repository = await adopt(spine, installation, first.repository, known);
  if (repository === null) return finish(rejected(events, 'not a repository of this installation'));
  const place = { installation, repositoryId: repository.id };
  const request = { cause: { event: last.last, asked: null }, finish: [...outcomes, ...done(events)] };
  const ended = named.find((event) => event.kind === 'merge-group-destroyed');
  if (ended) return endGroup(spine, place, ended.group, request);
  const requested = named.findLast((event) => event.kind === 'merge-group-requested');
  const group = requested?.group ?? (await knownGroup(spine, place, repository, headSha));
  if (group === null) return finish(done(events, 'the merge group is gone'));
  const force = named.some((event) => event.kind === 'recheck-group');
  await answerGroup(spine, place, repository, group, { ...request, force, mend: true });
}

export interface GroupRequest {
  readonly cause: Cause;
  readonly finish: readonly DeliveryOutcome[];
}

async function endGroup(
  spine: Spine,
  { installation }: Place,
  group: MergeGroup,
  { cause, finish }: GroupRequest,
): Promise<void> {
  await spine.mergeGroups.writing(installation, async (writer) => {
    await writer.end(group, 'clos/wip', traceOf(cause));
    await writer.finishDeliveries(finish);
  });
}

/** The sweep and a re-run know a head only: what our rows or GitHub's branches say of it. */
async function knownGroup(
  spine: Spine,
  { installation, repositoryId }: Place,
  repository: StoredRepository,
  headSha: Sha,
): Promise<MergeGroup | null> {
  const stored = await spine.mergeGroups.writing(installation, (writer) =>
    writer.group(repositoryId, headSha),
  );
  if (stored) return stored.group;
  const refs = await spine.queueRefs.list(installation, repository);
  const ref = refs.find((one) => one.headSha === headSha);
  return ref ? groupOf(repository, ref) : null;
}

/** The commit a queue branch is named after is the group's parent. Null for a branch that is none of the queue's. */
export function groupOf({ id }: StoredRepository, { ref, headSha }: QueueRef): MergeGroup | null {
  const entry = parseQueueRef(ref);
  return entry && { repositoryId: id, headSha, headRef: ref, baseSha: entry.parent };
}

interface Answering extends GroupRequest {
  /** Write the check even if it did not change. */
  readonly force: boolean;
  /** Look again at members that are not green. */
  readonly mend: boolean;
}

export async function answerGroup(
  spine: Spine,
  place: Place,
  repository: StoredRepository,
  group: MergeGroup,
  { cause, finish, force, mend }: Answering,
): Promise<void> {
  const { installation, repositoryId } = place;
  const refs = await spine.queueRefs.list(installation, repository);
  const membership = membersOf(group, refs);
  if (mend && membership.kind === 'members')
    await mendMembers(spine, place, repository, membership.numbers, cause);
  await spine.failpoint('facts-loaded');
  await spine.mergeGroups.writing(installation, async (writer) => {
    const context = await contextOf(writer, cause);
    for (const name of await checksFor(writer, repository, group)) {
      const members = await writer.members(repositoryId, membership.numbers, name);
      const check = decideGroup(group, membership, members, name);
      const answer = check && rendered(check, context);
      await writer.answer(group, {
        name,
        members: membership.numbers,
        check: answer,
        trace: traceOf(cause),
        force,
      });
    }
    await spine.failpoint('decided');
    await writer.finishDeliveries(finish);
    await spine.failpoint('before-commit');
  });
  await spine.failpoint('after-commit');
}

/** Of a branch into which no gates are judged nothing is said in their name. */
async function checksFor(
  writer: GroupWriter,
  repository: StoredRepository,
  { headRef }: MergeGroup,
): Promise<readonly CheckName[]> {
  const base = parseQueueRef(headRef)?.base;
  if (!repository.gatesActive || base === undefined) return checksOf(repository);
  const rules = await writer.stageRules(repository.id);
  return isJudgedBase(base, repository, rules) ? CHECK_NAMES : ['clos/wip'];
}

const contextOf = async (writer: GroupWriter, cause: Cause) => ({
  now: await writer.now(),
  lastEvent: cause.event,
  traceId: traceOf(cause),
});

async function mendMembers(
  spine: Spine,
  place: Place,
  repository: StoredRepository,
  numbers: readonly PullNumber[],
  cause: Cause,
): Promise<void> {
  const { installation, repositoryId } = place;
  const doubtful = await spine.mergeGroups.writing(installation, async (writer) => {
    const found: Member[] = [];
    for (const name of checksOf(repository))
      found.push(...(await writer.members(repositoryId, numbers, name)));
    return new Set(found.filter(isDoubtful).map(({ number }) => number));
  });
  for (const number of doubtful) {
    const look = await readPull(spine, installation, repository, number);
    if (!look) continue;
    const judgement = { cause, force: false, finish: [], gates: false };
    await judgeOrRead(spine, repository, installation, look, judgement);
  }
  if (repository.gatesActive) await verifyGates(spine, place, numbers, cause);
}

/** GitHub's largest group; entries below it were verified when their own groups were answered. */
const MOST_VERIFIED = 100;
/** Looks under way at once: each is a request or two, and the queue waits for the answer. */
const LANES = 5;

/**
 * Checks, reviews and teams may have changed without a word to us since a member turned green, so each is looked at once more before
 * the queue is answered (T-138). The last are the group's own.
 */
async function verifyGates(
  spine: Spine,
  place: Place,
  numbers: readonly PullNumber[],
  cause: Cause,
): Promise<void> {
  const waiting = numbers.slice(-MOST_VERIFIED);
  const lane = async (): Promise<void> => {
    for (let number = waiting.shift(); number !== undefined; number = waiting.shift())
      await lookAtGates(spine, place, number, { cause, force: false });
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

const isDoubtful = ({ standing }: Member): boolean =>
  standing.kind === 'fails' || standing.kind === 'unknown';

/** A whole check suite was asked for again, on a commit that may be a group's head. */
export async function recheckGroupAt(
  spine: Spine,
  place: Place,
  repository: StoredRepository,
  headSha: Sha,
  cause: Cause,
): Promise<void> {
  const stored = await spine.mergeGroups.writing(place.installation, (writer) =>
    writer.group(place.repositoryId, headSha),
  );
  if (stored?.state !== 'open') return;
  await answerGroup(spine, place, repository, stored.group, { cause, finish: [], force: true, mend: true });
}
