// Who gets a slot, who waits, who lets go: pure transitions over the rows of all pods that are locked.
// Invariant: never more holders than slots, nobody is evicted, nobody overtakes whoever asked earlier and fits, and an item is
// admitted to all of its pods or to none.

import type { Mode } from '../policy.ts';
import type { Attempt } from './attempt.ts';
import { freezeAt } from './freeze.ts';
import { itemKey, keyOf, sameItem } from './items.ts';
import { type Candidate, candidates } from './line.ts';
import type { Item, Obstacle, PodChange, PodFacts, ReleaseReason, Transition } from './model.ts';
import { ordered } from './ordered.ts';
import { Room } from './room.ts';
import { timed } from './time.ts';

/** What follows, in the order in which it is applied. */
export interface Settlement {
  readonly podChanges: readonly PodChange[];
  readonly transitions: readonly Transition[];
  /** Why each item that still waits was not admitted, by `itemKey` and pod. */
  readonly obstacles: ReadonlyMap<string, ReadonlyMap<number, Obstacle>>;
  /** There is room and the loaded head of a line filled none of it, but more rows wait behind: decide with all of them. */
  readonly wantsWholeLine: boolean;
}

/** Departures and requeues first, then grants in order of the line, then the subject's own rows if it must wait. */
export function settle(pods: readonly PodFacts[], attempt: Attempt): Settlement {
  const { podChanges, transitions: byHand } = ordered(pods, attempt);
  const freezes = new Map(
    podChanges.map((change) => [change.podId, change.kind === 'freeze' ? change.freeze : null]),
  );
  const left = [...pods.flatMap((pod) => departures(pod, attempt)), ...byHand];
  const moved = left.concat(timed(pods, attempt, left));
  const gone = new Set(
    moved
      .filter((change) => change.kind === 'release' || change.kind === 'requeue')
      .map((change) => `${change.podId}:${itemKey(change.item)}`),
  );
  const rooms = new Map(
    pods.map((pod) => {
      const freeze = freezeAt(freezes.has(pod.id) ? (freezes.get(pod.id) ?? null) : pod.freeze, attempt.now);
      return [pod.id, new Room(pod, (item) => gone.has(`${pod.id}:${itemKey(item)}`), freeze)];
    }),
  );
  const line = candidates(pods, attempt, moved);
  const { grants, obstacles } = attempt.admits ? admissions(line, rooms, attempt) : refuseAll();
  const waits = enqueues(pods, line, grants, rooms);
  return {
    podChanges,
    transitions: [...moved, ...grants, ...waits],
    obstacles,
    wantsWholeLine: attempt.admits && pods.some((pod) => hidesSomebody(pod, rooms.get(pod.id))),
  };
}

type Obstacles = Map<string, Map<number, Obstacle>>;
type Grant = Extract<Transition, { kind: 'grant' }>;
type Release = Extract<Transition, { kind: 'release' }>;

const refuseAll = (): { grants: Grant[]; obstacles: Obstacles } => ({ grants: [], obstacles: new Map() });

function hidesSomebody(pod: PodFacts, room: Room | undefined): boolean {
  if (!room || room.closed || room.free === 0 || room.freeze !== null) return false;
  return pod.queueLength > pod.queue.length;
}

function departures(pod: PodFacts, attempt: Attempt): Release[] {
  return rowsOf(pod, attempt).flatMap((item) => {
    const reason = departure(pod, attempt, item);
    return reason === null ? [] : [{ kind: 'release' as const, podId: pod.id, item: keyOf(item), reason }];
  });
}

function rowsOf(pod: PodFacts, { subject }: Attempt): Item[] {
  const rows = [...pod.held, ...pod.queue].map((lock) => lock.item);
  if (subject && pod.own && !rows.some((item) => sameItem(item, subject.item))) rows.push(subject.item);
  return rows;
}

function departure(pod: PodFacts, { subject, lost, moves }: Attempt, item: Item): ReleaseReason | null {
  if (lost?.repositoryId === item.repositoryId) return lost.reason;
  if (subject === null)
    return pod.rules !== null && item.draft && pod.rules.wip.drafts === 'exclude' ? 'draft' : null;
  // About a pull request: nothing is inferred about others from rows that may be older than GitHub's word.
  if (!sameItem(subject.item, item)) return null;
  if (subject.wish.kind === 'leaves') return subject.wish.reason;
  return subject.wish.kind === 'asks' && moves && !pod.asked ? 'moved' : null;
}

function admissions(
  line: readonly Candidate[],
  rooms: ReadonlyMap<number, Room>,
  { now }: Attempt,
): { grants: Grant[]; obstacles: Obstacles } {
  const grants: Grant[] = [];
  const obstacles: Obstacles = new Map();
  for (const candidate of line) {
    const found = obstaclesOf(candidate, rooms, now);
    const admitted = candidate.podIds.filter((podId) => !found.has(podId));
    grants.push(...granted(candidate, admitted, rooms));
    if (found.size > 0) obstacles.set(itemKey(candidate.item), found);
  }
  return { grants, obstacles };
}

function granted(
  { item, requestedAt }: Candidate,
  podIds: readonly number[],
  rooms: ReadonlyMap<number, Room>,
): Grant[] {
  return podIds.flatMap((podId) => {
    const slot = rooms.get(podId)?.admit(item);
    return slot === undefined
      ? []
      : [{ kind: 'grant' as const, podId, item: keyOf(item), slot, requestedAt }];
  });
}

/**
 * Where it is not admitted, and why. Pods that enforce admit it all or none; one that only warns or observes neither holds it
 * up elsewhere nor waits for the others. Whoever does not fit by weight closes the pod for those behind.
 */
function obstaclesOf(
  candidate: Candidate,
  rooms: ReadonlyMap<number, Room>,
  now: string,
): Map<number, Obstacle> {
  const found = new Map<number, Obstacle>();
  for (const podId of candidate.podIds) {
    const room = rooms.get(podId);
    const obstacle = obstacleIn(candidate, room, now);
    if (obstacle) found.set(podId, obstacle);
    if (obstacle?.kind === 'full' && room && !candidate.beyond) room.closed = true;
  }
  const lenient = (mode: Mode | undefined) => mode === 'warn' || mode === 'observe';
  const enforcing = candidate.podIds.filter((podId) => !lenient(rooms.get(podId)?.rules?.mode));
  if (enforcing.some((podId) => found.has(podId)))
    for (const podId of enforcing) if (!found.has(podId)) found.set(podId, { kind: 'elsewhere' });
  return found;
}

function obstacleIn(
  { item, priority, notBefore, beyond }: Candidate,
  room: Room | undefined,
  now: string,
): Obstacle | null {
  if (room === undefined) return { kind: 'elsewhere' };
  if (notBefore !== null && Date.parse(notBefore) > Date.parse(now))
    return { kind: 'not-before', at: notBefore };
  return room.obstacle(item, priority > 0) ?? (beyond ? { kind: 'behind-heavy' } : null);
}

/** The subject's new rows. Where one of its pods is full and does not queue, it gets none anywhere. */
function enqueues(
  pods: readonly PodFacts[],
  line: readonly Candidate[],
  grants: readonly Grant[],
  rooms: ReadonlyMap<number, Room>,
): Transition[] {
  const applicant = line.find(({ newIn }) => newIn.length > 0);
  if (!applicant) return [];
  const own = new Set(
    grants.filter((grant) => sameItem(grant.item, applicant.item)).map(({ podId }) => podId),
  );
  const asked = pods.filter((pod) => applicant.newIn.includes(pod.id) && !own.has(pod.id));
  const refused = asked.some((pod) => rooms.get(pod.id)?.rules?.wip.onLimit === 'block');
  const { item, requestedAt, priority } = applicant;
  return refused
    ? []
    : asked.map((pod) => ({ kind: 'enqueue', podId: pod.id, item: keyOf(item), requestedAt, priority }));
}
